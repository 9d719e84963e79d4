#!/usr/bin/env node
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';
import { reasoned } from './cli/words.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Whoever read the output has seen enough, as `head` has: no more work, and the code of what was said last.
    if (code === 'EPIPE') process.exit(process.exitCode);
    if (stream === process.stdout) {
      process.stderr.write(`fedzk-keys: ${reasoned(`Standard output cannot be written (${code}).`)}\n`);
    }
    process.exit(2);
  });
}

main(process.argv.slice(2), processSurroundings(new URL('../package.json', import.meta.url))).then((code) => {
  process.exitCode = code;
});
