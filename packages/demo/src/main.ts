#!/usr/bin/env node
/** `fedzk-demo`: the demo with the circuits of `@fedzk/circuits`. Exits with 1 when a check fails. */
import { CIRCUITS, type CircuitName, developmentKey } from '@fedzk/circuits';
import { quoted } from '@fedzk/core';
import { runDemo } from './demo.js';
import { MODELS } from './models.js';
import type { ProvingKey } from './prover.js';

async function keyOf(circuit: string): Promise<ProvingKey> {
  const { zkey } = await developmentKey(circuit as CircuitName);
  return { zkey, shape: CIRCUITS[circuit as CircuitName].gradientUpdate };
}

const HELP = `Trains one model at ten clients, and adds up their updates at two aggregators that see none.
Each update is proved to be in range; in the second round five clients cheat, and are refused.

  fedzk-demo

It has no options but -h, --help. In a clone of the repository there is the largest circuit too:
npm run demo -- --maximum
Exit code: 0 all was as it has to be, 1 it was not, 2 wrong use.`;

const [word] = process.argv.slice(2);
if (word === '-h' || word === '--help') {
  console.log(HELP);
} else if (word !== undefined) {
  console.error(`fedzk-demo: expected no options, got ${quoted(word)}. See fedzk-demo --help.`);
  process.exitCode = 2;
} else {
  const models = MODELS.filter(({ level }) => level !== 'maximum');
  if (!(await runDemo({ models, keyOf }))) process.exitCode = 1;
}
