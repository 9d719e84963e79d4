// A process that proves with a key in a file. Arguments: <prover> <zkey> <wtns> <proofs after the
// first>.

import { readFile } from 'node:fs/promises';
import { createProver } from '@fedzk/prove';
import { openKeyFile } from '@fedzk/prove/node';
import { peakMemory } from '../peak-memory.js';
import type { Proved } from './provers.js';

/** The result, which the program prints as JSON. */
export interface Report {
  readonly proved: Proved;
  /** Greatest memory of the process up to the first proof, in bytes. */
  readonly memory: number;
  /** Milliseconds to open the key. */
  readonly open: number;
  readonly first: number;
  readonly later: readonly number[];
}

const [, , way = '', zkey = '', wtns = '', count = '0'] = process.argv;

const WAYS: Readonly<Record<string, () => Promise<() => Promise<Proved>>>> = {
  async fedzk() {
    const [key, witness] = [await openKeyFile(zkey), await readFile(wtns)];
    const prover = await createProver({ zkey: key, check: false });
    return () => prover.proveWitness(witness);
  },
  async 'fedzk, two threads'() {
    const { createProver: createThreads } = await import('@fedzk/prove/threads');
    const [key, witness] = [await openKeyFile(zkey), await readFile(wtns)];
    const prover = await createThreads({ zkey: key, check: false, threads: 2 });
    return () => prover.proveWitness(witness);
  },
  async 'snarkjs, one thread'() {
    const { groth16 } = await import('snarkjs');
    return () => groth16.prove(zkey, wtns, undefined, { singleThread: true });
  },
  async 'snarkjs, workers'() {
    const { groth16 } = await import('snarkjs');
    return () => groth16.prove(zkey, wtns);
  },
};

const open = WAYS[way];
if (open === undefined) throw new Error(`there is no way "${way}"`);
const began = performance.now();
const prove = await open();
const opened = performance.now();
const proved = await prove();
const first = performance.now() - opened;
const memory = peakMemory();
const later: number[] = [];
for (let i = 0; i < Number(count); i++) {
  const from = performance.now();
  await prove();
  later.push(performance.now() - from);
}
const report: Report = { proved, memory, open: opened - began, first, later };
process.stdout.write(JSON.stringify(report), () => process.exit());
