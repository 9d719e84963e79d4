// Long work of ceremonies side by side, in any runtime.

import { contribute, memorySink, prepare } from '@fedzk/prove/ceremony';
import { curves, powersOfTau, zKey } from 'snarkjs';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Curve } from '../curves.js';
import { preset } from '../engines/snarkjs.js';
import type { Effort } from '../measure.js';

export const OURS = 'fedzk, one thread';
export const THREADS = 'fedzk, all threads';
export const ONE_THREAD = 'snarkjs, one thread';
export const WORKERS = 'snarkjs, workers';

/** A file and what is done with it. */
export interface Work extends Effort {
  readonly subject: string;
  readonly task: 'contribute' | 'prepare';
  readonly curve: Curve;
}

const SNARKJS_NAMES = { bn254: 'bn128', 'bls12-381': 'bls12381' } as const;

/**
 * Times contributions to a key, or the preparation of powers, with the file in memory.
 *
 * @throws if results don't have the same length, or prepared powers are not equal
 */
export async function measureWork(work: Work, file: Uint8Array): Promise<SubjectResult> {
  const { subject, task, curve, rounds, warmUp } = work;
  preset(curve, null); // else an engine that was there first would be returned
  const one = await curves.getCurveFromName(SNARKJS_NAMES[curve], { singleThread: true });
  preset(curve, null);
  // Preparing takes snarkjs a quarter of an hour on one thread, which is enough.
  const many = task === 'contribute' ? await curves.getCurveFromName(SNARKJS_NAMES[curve]) : undefined;
  const results = new Map<string, Uint8Array>();
  const ours = (name: string, threads: { readonly threads?: number }) => ({
    name,
    async run() {
      const sink = memorySink();
      if (task === 'contribute') await contribute(file, sink, { name: 'bench', ...threads });
      else await prepare(file, sink, threads);
      results.set(name, sink.bytes ?? new Uint8Array());
    },
  });
  const theirs = (name: string, used: typeof one) => ({
    name,
    async run() {
      preset(curve, used);
      const [from, to]: { type: 'mem'; data?: Uint8Array }[] = [{ type: 'mem', data: file }, { type: 'mem' }];
      if (from === undefined || to === undefined) throw new Error('two files');
      if (task === 'contribute') await zKey.contribute(from, to, 'bench', 'some text');
      else await powersOfTau.preparePhase2(from, to);
      results.set(name, to.data ?? new Uint8Array());
    },
  });
  try {
    const contenders = [ours(OURS, { threads: 1 }), theirs(ONE_THREAD, one)];
    if (many !== undefined) contenders.push(ours(THREADS, {}), theirs(WORKERS, many));
    const result = await measureSubject({ name: subject, contenders, once: true }, { rounds, warmUp });
    requireAlike(work, file, results);
    return result;
  } finally {
    preset(curve, null);
    await many?.terminate();
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
