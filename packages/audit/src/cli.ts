#!/usr/bin/env node
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';
import { reasonOf } from './cli/words.js';

// A reader such as `head` has closed the output: stop, with the exit code so far. Any other fault is said on standard error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stderr) process.exit(2);
    const why = `fedzk-audit: Standard output cannot be written: ${reasonOf(error)}.\n`;
    process.stderr.write(why, () => process.exit(2));
  });
}

main(process.argv.slice(2), processSurroundings(new URL('../package.json', import.meta.url))).then((code) => {
  process.exitCode = code;
});
