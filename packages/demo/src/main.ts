#!/usr/bin/env node
/** `fedzk-demo`: the demo with the circuits of `@fedzk/circuits`. Exits with 1 when anything is not as it has to be. */
import { CIRCUITS, type CircuitName, developmentKey } from '@fedzk/circuits';
import { runDemo } from './demo.js';
import { MODELS } from './models.js';
import type { ProvingKey } from './prover.js';

async function keyOf(circuit: string): Promise<ProvingKey> {
  const { zkey } = await developmentKey(circuit as CircuitName);
  return { zkey, shape: CIRCUITS[circuit as CircuitName].gradientUpdate };
}

if (process.argv.length > 2) {
  console.error(
    'usage: fedzk-demo\nIn a clone of the repository there is the largest circuit too: npm run demo -- --maximum',
  );
  process.exitCode = 2;
} else {
  const models = MODELS.filter(({ level }) => level !== 'maximum');
  if (!(await runDemo({ models, keyOf }))) process.exitCode = 1;
}
