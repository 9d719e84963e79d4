#!/usr/bin/env node
/** `fedzk-demo`: the demo with the circuits of `@fedzk/circuits`. Exits with 1 when a check fails. */
import { fileURLToPath } from 'node:url';
import { CIRCUITS, type CircuitName, developmentKey } from '@fedzk/circuits';
import { quoted } from '@fedzk/core';
import { CIRCUIT, runDemo } from './demo.js';
import { MODELS } from './models.js';
import { runAggregator } from './network/aggregator.js';
import { runNetwork } from './network/network.js';
import type { ProvingKey } from './prover.js';

async function keyOf(circuit: string): Promise<ProvingKey> {
  const { zkey, manifest } = await developmentKey(circuit as CircuitName);
  return { zkey, manifest, shape: CIRCUITS[circuit as CircuitName].gradientUpdate };
}

const HELP = `Trains one model at ten clients, and adds up their updates at two aggregators that see none.
Each update is proved to be in range; in one round five clients cheat, and are refused.

  fedzk-demo             in one process, followed by a proof at each of two sizes
  fedzk-demo --network   with each aggregator a process of its own, which clients reach over HTTP; both are killed
      --keep             leaves the databases, logs and keys of both, and says where they are

Also -h, --help. A clone of the repository also has the largest circuit:
npm run demo -- --maximum
Exit code: 0 everything was as expected, 1 it was not, 2 wrong use.`;

const words = process.argv.slice(2);
const [word = ''] = words;
const isNetwork = word === '--network' && words.slice(1).every((each) => each === '--keep');
if (word === '-h' || word === '--help') {
  console.log(HELP);
} else if (word === '--aggregator') {
  const [, role, folder = ''] = words;
  await runAggregator(role === 'leader' ? 'leader' : 'helper', folder);
} else if (isNetwork) {
  const key = await keyOf(CIRCUIT);
  const script = fileURLToPath(import.meta.url);
  if (!(await runNetwork({ key, script, keep: words.includes('--keep') }))) process.exitCode = 1;
} else if (words.length > 0) {
  console.error(
    `fedzk-demo: expected no options, or --network, got ${quoted(words.join(' '))}. See fedzk-demo --help.`,
  );
  process.exitCode = 2;
} else {
  const models = MODELS.filter(({ level }) => level !== 'maximum');
  if (!(await runDemo({ models, keyOf }))) process.exitCode = 1;
}
