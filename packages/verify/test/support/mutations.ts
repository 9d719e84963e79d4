// Statements with something changed at random: some stay valid, most don't, and some break a rule of form.

import type { Dice } from '@fedzk/testkit/random';
import type { ProofJson } from '@fedzk/verify';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { curveOf, type TestCurve } from './curves.js';
import type { Statement } from './vectors.js';

export interface Mutated {
  readonly change: string;
  /** Whether the change keeps it valid by design; where undefined, the verifiers tell. */
  readonly valid?: true;
  readonly statement: Statement;
  readonly proof: ProofJson;
  readonly signals: readonly string[];
}

type Json1 = readonly string[];
type Json2 = readonly (readonly string[])[];
type Point1 = WeierstrassPoint<bigint>;
type Point2 = WeierstrassPoint<{ c0: bigint; c1: bigint }>;

const fp2 = ([c0 = '', c1 = '']: Json1 = []): { c0: bigint; c1: bigint } => ({ c0: BigInt(c0), c1: BigInt(c1) });

/** A point that snarkjs wrote. */
export function read1({ library }: TestCurve, [x = '', y = '']: Json1): Point1 {
  return library.G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) });
}

/** A point that snarkjs wrote. */
export function read2({ library }: TestCurve, [x, y]: Json2): Point2 {
  return library.G2.Point.fromAffine({ x: fp2(x), y: fp2(y) });
}

/** A point as snarkjs writes it. */
export function json1(point: Point1): string[] {
  const { x, y } = point.toAffine();
  return [x.toString(), y.toString(), '1'];
}

/** A point as snarkjs writes it. */
export function json2(point: Point2): string[][] {
  const { x, y } = point.toAffine();
  return [
    [x.c0.toString(), x.c1.toString()],
    [y.c0.toString(), y.c1.toString()],
    ['1', '0'],
  ];
}

/** (A/s, sB + stδ, C + tA), which is valid where (A, B, C) is, whatever s and t (eprint 2020/811). */
function rerandomised({ verificationKey, proof }: Statement, random: Dice): ProofJson {
  const curve = curveOf(verificationKey);
  const { r, library } = curve;
  const [s, t] = [random.scalar(r), random.scalar(r)];
  const [a, b, c] = [read1(curve, proof.pi_a), read2(curve, proof.pi_b), read1(curve, proof.pi_c)];
  const delta = read2(curve, verificationKey.vk_delta_2);
  return {
    ...proof,
    pi_a: json1(a.multiply(library.fields.Fr.inv(s))),
    pi_b: json2(b.multiply(s).add(delta.multiply((s * t) % r))),
    pi_c: json1(c.add(a.multiply(t))),
  };
}

/** (−A, −B, C). */
function negated(proof: ProofJson): ProofJson {
  const curve = curveOf(proof);
  const [a, b] = [read1(curve, proof.pi_a), read2(curve, proof.pi_b)];
  return { ...proof, pi_a: json1(a.negate()), pi_b: json2(b.negate()) };
}

type Change = (statement: Statement, random: Dice, others: readonly Statement[]) => Partial<Mutated>;

const otherPoint = ({ proof }: Statement, random: Dice, others: readonly Statement[]): Partial<Mutated> => {
  const name = random.pick(['pi_a', 'pi_b', 'pi_c'] as const);
  return { proof: { ...proof, [name]: random.pick(others).proof[name] } };
};

const coordinate = ({ proof }: Statement, random: Dice): Partial<Mutated> => {
  const { p } = curveOf(proof);
  const name = random.pick(['pi_a', 'pi_c'] as const);
  const at = random.below(2);
  const amount = random.pick([1n, -1n, p, -p, random.scalar(p)]);
  const pi = proof[name].map((x, i) => (i === at ? (BigInt(x) + amount).toString() : x));
  return { proof: { ...proof, [name]: pi } };
};

const changes: Readonly<Record<string, Change>> = {
  'made anew': (statement, random) => ({ valid: true, proof: rerandomised(statement, random) }),
  'minus A, minus B': ({ proof }) => ({ valid: true, proof: negated(proof) }),
  'a point of another proof': otherPoint,
  'a coordinate': coordinate,
  'a multiple of A': ({ proof }, random) => {
    const curve = curveOf(proof);
    return { proof: { ...proof, pi_a: json1(read1(curve, proof.pi_a).multiply(random.scalar(curve.r))) } };
  },
  'a multiple of B': ({ proof }, random) => {
    const curve = curveOf(proof);
    return { proof: { ...proof, pi_b: json2(read2(curve, proof.pi_b).multiply(random.scalar(curve.r))) } };
  },
  'a signal': ({ proof, publicSignals }, random) => {
    const { r } = curveOf(proof);
    const at = random.below(publicSignals.length);
    const amount = random.pick([0n, 1n, -1n, r, -r, random.scalar(r)]);
    return { signals: publicSignals.map((s, i) => (i === at ? (BigInt(s) + amount).toString() : s)) };
  },
  'the order of the signals': ({ publicSignals }, random) => {
    const by = random.below(publicSignals.length + 1);
    return { signals: [...publicSignals.slice(by), ...publicSignals.slice(0, by)] };
  },
  'the number of signals': ({ publicSignals }, random) => ({
    signals: random.pick([publicSignals.slice(1), publicSignals.slice(0, -1), [...publicSignals, '0']]),
  }),
};

/** One of the statements with one change. */
export function mutated(statements: readonly Statement[], random: Dice): Mutated {
  const statement = random.pick(statements);
  const [change, make] = random.pick(Object.entries(changes));
  return {
    change,
    statement,
    proof: statement.proof,
    signals: statement.publicSignals,
    ...make(statement, random, statements),
  };
}
