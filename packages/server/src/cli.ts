#!/usr/bin/env node
import { watchOutput } from '@fedzk/core/node';
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

watchOutput('fedzk');
main(
  process.argv.slice(2),
  processSurroundings(new URL('../package.json', import.meta.url), new URL(import.meta.url)),
).then((code) => {
  process.exitCode = code;
  // The channel to the supervisor would keep an aggregator that couldn't start.
  if (process.connected) process.disconnect();
});
