// A program that makes a system in the folder that it is given: for development both aggregators, or for production the leader. With an
// answer of a CA it installs that.

import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/config.js';
import { makeSystem } from '../../src/start/first-start.js';
import { install } from '../../src/start/install.js';

const [, , data = '', mode = 'development', answer] = process.argv;

async function work(): Promise<void> {
  if (mode === 'development') return makeSystem({ data, mode, roles: ['leader', 'helper'] });
  if (answer === undefined) return makeSystem({ data, mode: 'production', roles: ['leader'] });
  const config = readConfig({ role: 'leader', mode: 'production', data });
  return install(config, JSON.parse(readFileSync(answer, 'utf8')));
}

work().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
