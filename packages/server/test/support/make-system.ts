// A program that makes a system in the folder that it is given.

import { makeSystem } from '../../src/start/first-start.js';

const [, , data = ''] = process.argv;
makeSystem({ data, mode: 'development', roles: ['leader', 'helper'] }).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
