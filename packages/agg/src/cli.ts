#!/usr/bin/env node
import { reasonOf } from './cli/files.js';
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who read the output has seen enough, as `head` has: no more work, and the code of what was said last.
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  process.exitCode = 2;
  const message = `standard output cannot be written: ${reasonOf(error)}. Check where it goes.`;
  process.stderr.write(`fedzk-agg: ${message}\n`, () => process.exit(2));
});

main(process.argv.slice(2), processSurroundings(new URL('../package.json', import.meta.url))).then((code) => {
  process.exitCode = code;
});
