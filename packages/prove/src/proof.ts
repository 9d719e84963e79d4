/**
 * The steps of a proof: witness → quotient → sums over the key's points → proof.
 */
import { concat, FedzkError } from '@fedzk/core';
import { decodeProof, type ProofJson } from '@fedzk/verify';
import type { PointSection, ProvingKey } from './key/key.js';
import { invalidKey } from './key/problems.js';
import { Progress } from './progress.js';
import { ELEMENT_BYTES } from './witness/field.js';
import { publicSignalsOf } from './witness/values.js';
import type { Executor } from './work/executor.js';
import type { LazyPart, Task } from './work/tasks.js';

/** A proof with its public signals. */
export interface Proved {
  /** The proof as snarkjs writes it. */
  readonly proof: ProofJson;
  /** The public signals as decimal strings, in the circuit's order. */
  readonly publicSignals: string[];
}

/** The options of one proof. */
export interface ProofOptions {
  readonly signal: AbortSignal;
  /** Gets the share that is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
  /** Verifies the proof before it is returned. */
  readonly check: boolean;
}

/** Approximate costs of a row of the quotient, a point of G1 and a point of G2, for progress. */
const ROW_COST = 4;
const POINT_COSTS = { 1: 3, 2: 9 };
/** The smallest part of a sum. Each part has its own buckets. */
const SMALLEST_PART = 4096;
/** The number of random bytes for r and s, before they are reduced. */
export const RANDOM_BYTES = 96;

/**
 * Proves that a witness satisfies the key's circuit.
 *
 * @param values the wires' values, 32 bytes each, little-endian. They must not change until the promise is settled
 * @throws {FedzkError} `unsatisfied`: the proof does not verify; `invalid-proving-key`: a point of the key is invalid
 * @throws the signal's reason
 * @internal
 */
export async function proofOf(
  key: ProvingKey,
  executor: Executor,
  values: Uint8Array,
  { signal, onProgress, check }: ProofOptions,
): Promise<Proved> {
  const { header, source } = key;
  const progress = new Progress(onProgress);

  /** Adds a task. All are added before the first begins, so that progress never decreases. */
  const later = (cost: number, task: () => Task): (() => Promise<Uint8Array>) => {
    const tell = progress.part(cost);
    return async () => {
      const result = await executor.run(task(), { signal, onProgress: tell });
      tell(1);
      return result;
    };
  };
  const part = (offset: number, length: number): LazyPart => ({
    length,
    read: (at, count) => source.read(offset + at, count, signal),
  });
  const sum = (section: PointSection, scalars: () => Uint8Array): (() => Promise<Uint8Array>)[] =>
    partsOf(section.count, executor.threads).map(([start, end]) =>
      later(POINT_COSTS[section.group] * (end - start), () => {
        const { group, pointBytes, offset } = section;
        const points = part(offset + start * pointBytes, (end - start) * pointBytes);
        const own = scalars().subarray(start * ELEMENT_BYTES, end * ELEMENT_BYTES);
        return { kind: 'sum', group, pointBytes, points, scalars: own };
      }),
    );

  let quotientScalars: Uint8Array = new Uint8Array();
  let over = false;
  const quotient = later(ROW_COST * key.h.count, () => ({
    kind: 'quotient',
    coefficients: part(key.coefficients.offset, key.coefficients.length),
    witness: values,
  }));
  const h = sum(key.h, () => quotientScalars);
  // Wire 0 is 1; the public wires follow.
  const own = values.subarray((header.nPublic() + 1) * ELEMENT_BYTES);
  const [b2, c, a, b1] = [
    sum(key.b2, () => values),
    sum(key.c, () => own),
    sum(key.a, () => values),
    sum(key.b1, () => values),
  ];
  const all = async (parts: (() => Promise<Uint8Array>)[]): Promise<Uint8Array> =>
    concat(...(await Promise.all(parts.map((part) => part()))));
  try {
    const sums = await Promise.all([
      quotient().then((scalars) => {
        quotientScalars = scalars;
        if (over) scalars.fill(0);
        return all(h);
      }),
      all(b2),
      all(c),
      all(a),
      all(b1),
    ]);
    const [ofH, ofB2, ofC, ofA, ofB1] = sums;
    signal.throwIfAborted();
    const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    const bytes = header.prove(ofA, ofB1, ofB2, ofC, ofH, random);
    random.fill(0);
    if (bytes === undefined) throw invalidKey('a point is not of its group');
    const proof = decodeProof(bytes, { format: 'uncompressed', curve: key.curve });
    const publicSignals = publicSignalsOf(values, header.nPublic());
    if (check && !key.verifier.verify(proof, publicSignals)) throw unsatisfied();
    onProgress(1);
    return { proof, publicSignals };
  } finally {
    over = true;
    quotientScalars.fill(0);
  }
}

/** Splits a range into one part of about equal size for each thread. */
function partsOf(count: number, threads: number): [start: number, end: number][] {
  const parts = Math.max(1, Math.min(threads, Math.floor(count / SMALLEST_PART)));
  return Array.from({ length: parts }, (_, i) => [
    Math.floor((count * i) / parts),
    Math.floor((count * (i + 1)) / parts),
  ]);
}

function unsatisfied(): FedzkError {
  return new FedzkError(
    'unsatisfied',
    'The witness does not satisfy the circuit of this proving key: its proof would not verify. Check that witness and key are of the same version of the circuit, and that the key is not damaged.',
  );
}
