#!/usr/bin/env node
import { watchOutput } from '@fedzk/core/node';
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

// What an aggregator keeps is its owner's alone, whatever the shell says of new files.
if (process.argv[2] === 'serve') process.umask(0o077);
watchOutput('fedzk');
main(
  process.argv.slice(2),
  processSurroundings(new URL('../package.json', import.meta.url), new URL(import.meta.url)),
).then((code) => {
  process.exitCode = code;
  // The channel to the supervisor would keep an aggregator that couldn't start.
  if (process.connected) process.disconnect();
});
