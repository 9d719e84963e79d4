// Long work of ceremonies side by side, in any runtime.

import { contribute, memorySink, prepare } from '@fedzk/prove/ceremony';
import { curves, type Output, powersOfTau, zKey } from 'snarkjs';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Curve } from '../curves.js';
import { preset } from '../engines/snarkjs.js';
import { type Clock, type Effort, processorClock, WALL } from '../measure.js';

export const OURS = 'fedzk, one thread';
export const THREADS = 'fedzk, all threads';
export const ONE_THREAD = 'snarkjs, one thread';
export const WORKERS = 'snarkjs, workers';

/** A file and what is done with it. */
export interface Work extends Effort {
  readonly subject: string;
  readonly task: 'contribute' | 'prepare';
  readonly curve: Curve;
  readonly threads: 'one' | 'all';
}

export interface WorkResult extends SubjectResult {
  readonly clock: Clock['name'];
  readonly rounds: number;
}

const SNARKJS_NAMES = { bn254: 'bn128', 'bls12-381': 'bls12381' } as const;

/**
 * Times contributions to a key, or the preparation of powers, with the file in memory. One thread is measured by the
 * processor's time where the runtime tells it.
 *
 * @throws if results don't have the same length, or prepared powers are not equal
 */
export async function measureWork(work: Work, file: Uint8Array): Promise<WorkResult> {
  const { subject, task, curve, threads, rounds, warmUp } = work;
  const singleThread = threads === 'one';
  preset(curve, null); // else an engine that was there first would be returned
  const engine = await curves.getCurveFromName(SNARKJS_NAMES[curve], { singleThread });
  const results = new Map<string, Uint8Array>();
  const ours = {
    name: singleThread ? OURS : THREADS,
    async run() {
      const sink = memorySink();
      const options = singleThread ? { threads: 1 } : {};
      if (task === 'contribute') await contribute(file, sink, { name: 'bench', ...options });
      else await prepare(file, sink, options);
      results.set(ours.name, sink.bytes ?? new Uint8Array());
    },
  };
  const theirs = {
    name: singleThread ? ONE_THREAD : WORKERS,
    async run() {
      preset(curve, engine);
      const from: Output = { type: 'mem', data: file };
      const to: Output = { type: 'mem' };
      if (task === 'contribute') await zKey.contribute(from, to, 'bench', 'some text');
      else await powersOfTau.preparePhase2(from, to);
      results.set(theirs.name, to.data ?? new Uint8Array());
    },
  };
  try {
    const clock = singleThread ? processorClock() : WALL;
    const contenders = [ours, theirs];
    const result = await measureSubject({ name: subject, contenders, once: true, clock }, { rounds, warmUp });
    requireAlike(work, file, results);
    return { ...result, clock: clock.name, rounds };
  } finally {
    preset(curve, null);
    if (!singleThread) await engine.terminate();
  }
}

/** Compares the results of all contenders. Contributions have secrets of their own: only their lengths are equal. */
function requireAlike({ subject, task }: Work, file: Uint8Array, results: ReadonlyMap<string, Uint8Array>): void {
  const [first = new Uint8Array(), ...others] = results.values();
  if (first.length <= file.length) throw new Error(`${subject}: nothing was added`);
  for (const other of others) {
    const isAlike =
      other.length === first.length && (task === 'contribute' || first.every((byte, i) => byte === other[i]));
    if (!isAlike) throw new Error(`${subject}: results differ`);
  }
}
