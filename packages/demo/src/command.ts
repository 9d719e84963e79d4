/** The demo's command line. */
import { CIRCUITS, type CircuitName, developmentKey } from '@fedzk/circuits';
import { quoted } from '@fedzk/core';
import { CIRCUIT, runDemo } from './demo.js';
import { MODELS } from './models.js';
import { runAggregator } from './network/aggregator.js';
import { runNetwork } from './network/network.js';
import type { ProvingKey } from './prover.js';
import { runService } from './service/service.js';

const HELP = `Trains one model at ten clients, and adds up their updates at two aggregators that see none.
Each update is proved to be in range; in one round five clients cheat, and are refused.

  fedzk-demo             six rounds in one process, a proof at each of two sizes, and a round through fedzk serve
  fedzk-demo --service   that last round alone: two aggregators, mutual TLS, API keys, and the commands for all of it
  fedzk-demo --network   with each aggregator a process of its own, which clients reach over HTTP; both are killed
      --keep             leaves the files of all parties (of --service and --network), and says where they are

Also -h, --help. A clone of the repository also has the largest circuit:
npm run demo -- --maximum
Exit code: 0 everything was as expected, 1 it was not, 2 wrong use.`;

/** What differs between a package that is installed and a clone of the repository. */
export interface Scripts {
  /** The demo's own script. */
  readonly demo: string;
  /** Finds the command line of `@fedzk/server`. */
  readonly fedzk: () => string;
}

/** Does what the words say. @returns the exit code */
export async function command(words: readonly string[], { demo, fedzk }: Scripts): Promise<number> {
  const [word = '', ...rest] = words;
  const takesKeep = rest.every((each) => each === '--keep');
  const keep = rest.includes('--keep');
  if (word === '-h' || word === '--help') {
    console.log(HELP);
    return 0;
  }
  if (word === '--aggregator') {
    const [role, folder = ''] = rest;
    await runAggregator(role === 'leader' ? 'leader' : 'helper', folder);
    return 0;
  }
  if (word === '--network' && takesKeep) {
    return exitCode(await runNetwork({ key: await keyOf(CIRCUIT), script: demo, keep }));
  }
  if (word === '--service' && takesKeep)
    return exitCode(await runService({ key: await keyOf(CIRCUIT), fedzk: fedzk(), keep }));
  if (words.length > 0) {
    const expected = 'expected no options, --service or --network';
    console.error(`fedzk-demo: ${expected}, got ${quoted(words.join(' '))}. See fedzk-demo --help.`);
    return 2;
  }
  const models = MODELS.filter(({ level }) => level !== 'maximum');
  const isRight = await runDemo({ models, keyOf });
  console.log();
  return exitCode((await runService({ key: await keyOf(CIRCUIT), fedzk: fedzk() })) && isRight);
}

function exitCode(isRight: boolean): number {
  return isRight ? 0 : 1;
}

async function keyOf(circuit: string): Promise<ProvingKey> {
  const { zkey, manifest } = await developmentKey(circuit as CircuitName);
  return { zkey, manifest, shape: CIRCUITS[circuit as CircuitName].gradientUpdate };
}
