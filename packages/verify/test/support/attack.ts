// Statements of one key with one or two changes at random: those of mutations.ts, and points that no proof has.

import type { Dice } from '@fedzk/testkit/random';
import type { ProofJson } from '@fedzk/verify';
import type { TestCurve } from './curves.js';
import { json1, json2, mutated, read1, read2 } from './mutations.js';
import type { Statement, Vectors } from './vectors.js';

export interface Attack {
  /** What was done, in order. */
  readonly changes: readonly string[];
  /** Whether all of that keeps it valid by design; where it is false, the verifiers tell. */
  readonly valid: boolean;
  readonly statement: Statement;
  readonly proof: ProofJson;
  readonly signals: readonly string[];
}

type Change = (proof: ProofJson, vectors: Vectors, random: Dice) => ProofJson;

const infinity1 = ['0', '1', '0'];
const infinity2 = [
  ['0', '0'],
  ['1', '0'],
  ['0', '0'],
];

/** One of A and C; both are in G1. */
const outer = (random: Dice): 'pi_a' | 'pi_c' => random.pick(['pi_a', 'pi_c'] as const);

function edges({ p, r }: TestCurve, random: Dice): bigint {
  return random.pick([0n, 1n, 2n, (p - 1n) / 2n, p - 1n, p, p + 1n, 2n * p, r, random.scalar(p)]);
}

const points: Readonly<Record<string, Change>> = {
  'a point outside the subgroup added to B': (proof, { curve, outsideG2 }, random) => ({
    ...proof,
    pi_b: json2(read2(curve, proof.pi_b).add(read2(curve, random.pick(outsideG2).point))),
  }),
  'a point outside the subgroup for B': (proof, { outsideG2 }, random) => ({
    ...proof,
    pi_b: [...random.pick(outsideG2).point, ['1', '0']],
  }),
  'a point outside the subgroup added to A or C': (proof, { curve, outsideG1 }, random) => {
    const name = outer(random);
    if (outsideG1.length === 0) return proof;
    return { ...proof, [name]: json1(read1(curve, proof[name]).add(read1(curve, random.pick(outsideG1).point))) };
  },
  infinity: (proof, _, random) =>
    random.below(3) === 0 ? { ...proof, pi_b: infinity2 } : { ...proof, [outer(random)]: infinity1 },
  'A and C the other way round': (proof) => ({ ...proof, pi_a: proof.pi_c, pi_c: proof.pi_a }),
  'an edge for a coordinate of A or C': (proof, { curve }, random) => {
    const [name, at] = [outer(random), random.below(2)];
    const value = `${edges(curve, random)}`;
    return { ...proof, [name]: proof[name].map((x, i) => (i === at ? value : x)) };
  },
  'a coordinate of B': (proof, { curve }, random) => {
    const [at, part] = [random.below(2), random.below(2)];
    const old = BigInt(proof.pi_b[at]?.[part] ?? '');
    const value = `${random.pick([old + 1n, old + curve.p, curve.p - old, edges(curve, random)])}`;
    const changed = (element: readonly string[]): string[] => element.map((x, i) => (i === part ? value : x));
    return { ...proof, pi_b: proof.pi_b.map((element, i) => (i === at ? changed(element) : element)) };
  },
};

/** A statement of the circuit's key, changed. */
export function attack(vectors: Vectors, random: Dice): Attack {
  const first = mutated(vectors.updateSlice, random);
  const changes = [first.change];
  let { proof } = first;
  // Points are added to what is still a proof's point.
  if (random.below(3) === 0) {
    const [name, change] = random.pick(Object.entries(points));
    if (canRead(vectors, proof)) {
      changes.push(name);
      proof = change(proof, vectors, random);
    }
  }
  const valid = first.valid === true && changes.length === 1;
  return { changes, valid, statement: first.statement, proof, signals: first.signals };
}

function canRead({ curve }: Vectors, proof: ProofJson): boolean {
  try {
    for (const point of [read1(curve, proof.pi_a), read2(curve, proof.pi_b), read1(curve, proof.pi_c)]) {
      point.assertValidity();
    }
    return true;
  } catch {
    return false;
  }
}
