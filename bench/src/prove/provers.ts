// Provers of one statement, side by side, in any runtime.

import { createProver, type Prover } from '@fedzk/prove';
import { createVerifier, type ProofJson } from '@fedzk/verify';
import { curves, groth16 } from 'snarkjs';
import { measureSubject, type SubjectResult } from '../contenders.js';
import { curveOf } from '../curves.js';
import { preset } from '../engines/snarkjs.js';
import { type Effort, type Spread, spread } from '../measure.js';
import type { Statement } from './circuits.js';

export interface Proved {
  readonly proof: unknown;
  readonly publicSignals: readonly string[];
}

/** One way to prove a statement. The key and the witness are in memory. */
export interface Way {
  readonly name: string;
  prove(): Promise<Proved>;
  /** Frees what would keep the process alive. */
  close(): Promise<void>;
}

export const OURS = 'fedzk';
export const CHECKED = 'fedzk, checked';
export const THREADS = 'fedzk, two threads';
export const ANEW = 'snarkjs, one thread';
export const KEPT = 'snarkjs, one thread, engine kept';
export const WORKERS = 'snarkjs, workers';

/** Opens each prover. Like snarkjs, ours doesn't verify its proof unless the name says so. */
const OPEN = {
  [OURS]: (statement: Statement) => ours(OURS, statement, createProver({ zkey: statement.zkey, check: false })),
  [CHECKED]: (statement: Statement) => ours(CHECKED, statement, createProver({ zkey: statement.zkey, check: true })),
  async [THREADS](statement: Statement) {
    const { createProver } = await import('@fedzk/prove/threads');
    return ours(THREADS, statement, createProver({ zkey: statement.zkey, check: false, threads: 2 }));
  },
  [ANEW]: async (statement: Statement) => snarkjsAnew(statement),
  [KEPT]: (statement: Statement) => snarkjsKept(KEPT, statement, true),
  [WORKERS]: (statement: Statement) => snarkjsKept(WORKERS, statement, false),
};

export type WayName = keyof typeof OPEN;

/** Provers on one thread. */
export const ONE_THREAD: readonly WayName[] = [OURS, CHECKED, ANEW, KEPT];

/** Times of provers, with processor time besides elapsed time. */
export interface ProversResult extends SubjectResult {
  /**
   * Milliseconds of processor time over all threads, by contender. Absent if the runtime doesn't
   * report it.
   */
  readonly cpu?: Readonly<Record<string, Spread>>;
}

/**
 * Times ways to prove a statement side by side. Each has proved it before, and each timed proof is
 * verified afterwards.
 *
 * @throws if a proof is invalid
 */
export async function measureProvers(
  name: string,
  names: readonly WayName[],
  statement: Statement,
  effort: Effort,
): Promise<ProversResult> {
  const ways: Way[] = [];
  try {
    for (const each of names) ways.push(await OPEN[each](statement));
    return await measureWays(name, ways, statement, effort);
  } finally {
    for (const way of ways) await way.close();
  }
}

/** Does the same with provers that are open. */
export async function measureWays(
  name: string,
  ways: readonly Way[],
  { verificationKey, publicSignals }: Pick<Statement, 'verificationKey' | 'publicSignals'>,
  effort: Effort,
): Promise<ProversResult> {
  using verifier = createVerifier(verificationKey);
  const check = (by: string, { proof, publicSignals: own }: Proved): void => {
    const valid = `${own}` === `${publicSignals}` && verifier.verify(proof as ProofJson, publicSignals);
    if (!valid) throw new Error(`${by} does not prove "${name}"`);
  };
  for (const way of ways) check(way.name, await way.prove());

  const made: { readonly by: string; readonly cpu: number; readonly proved: Proved }[] = [];
  const contenders = ways.map((way) => ({
    name: way.name,
    run: async () => {
      const began = cpuTime();
      const proved = await way.prove();
      made.push({ by: way.name, cpu: cpuTime() - began, proved });
    },
  }));
  const result = await measureSubject({ name, contenders, once: true }, effort);
  for (const { by, proved } of made) check(by, proved);
  const cpuOf = (by: string): number[] => made.filter((each) => each.by === by).map(({ cpu }) => cpu);
  const cpu = ways.map((way) => [way.name, spread(cpuOf(way.name).slice(-effort.rounds))] as const);
  return { ...result, ...(Number.isNaN(cpuTime()) ? {} : { cpu: Object.fromEntries(cpu) }) };
}

/** Returns the milliseconds of processor time that this process has used. */
function cpuTime(): number {
  if (typeof process === 'undefined') return Number.NaN;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function ours(name: string, { wtns }: Statement, opened: Promise<Prover>): Promise<Way> {
  const prover = await opened;
  return { name, prove: () => prover.proveWitness(wtns), close: () => prover.close() };
}

/** Proves by snarkjs with its `singleThread` option, which builds an engine for each proof. */
function snarkjsAnew({ zkey, wtns }: Statement): Way {
  const [key, witness] = [inMemory(zkey), inMemory(wtns)];
  return { name: ANEW, prove: () => groth16.prove(key, witness, undefined, { singleThread: true }), async close() {} };
}

/**
 * Proves by snarkjs with an engine that is kept. By default the engine has worker threads, which
 * stay until they are terminated. An engine without threads needs a global variable, since the API
 * has no option for it.
 */
async function snarkjsKept(
  name: string,
  { zkey, wtns, verificationKey }: Statement,
  singleThread: boolean,
): Promise<Way> {
  const [key, witness, curve] = [inMemory(zkey), inMemory(wtns), curveOf(verificationKey)];
  preset(curve, null);
  const engine = await curves.getCurveFromName(verificationKey.curve, { singleThread });
  preset(curve, null);
  return {
    name,
    async prove() {
      preset(curve, engine);
      try {
        return await groth16.prove(key, witness);
      } finally {
        preset(curve, null);
      }
    },
    close: () => engine.terminate(),
  };
}

const inMemory = (data: Uint8Array) => ({ type: 'mem', data }) as const;
