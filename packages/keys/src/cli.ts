#!/usr/bin/env node
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

// Whoever read the output has seen enough, as `head` has: no more work, and the code of what was said last.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
}

main(process.argv.slice(2), processSurroundings(new URL('../package.json', import.meta.url))).then((code) => {
  process.exitCode = code;
});
