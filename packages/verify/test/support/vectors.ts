// The vectors of packages/vectors, one form for all sources.
import { readFileSync } from 'node:fs';
import type { ProofJson, VerificationKeyJson, VerifierOptions } from '@fedzk/verify';
import { bls12381, bn254, type TestCurve } from './curves.js';

/** A proof that is valid for its signals under its key. */
export interface Statement {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
}

interface OneKey {
  readonly verificationKey: VerificationKeyJson;
  readonly proofs: readonly Omit<Statement, 'verificationKey'>[];
}

/** A point of a curve that is not in its subgroup. */
interface Outside<Point> {
  readonly name: string;
  readonly order: string;
  readonly point: Point;
}

type Twist = readonly [readonly [string, string], readonly [string, string]];

/** A statement by an independent prover, and its bytes by the prover's own code: hex, by format. */
export interface Foreign extends Statement {
  readonly keyBytes: Readonly<Record<string, string>>;
  readonly proofBytes: Readonly<Record<string, string>>;
  /** gnark's key without the points that no verifier uses. */
  readonly unusedLeftOut?: Readonly<Record<string, string>>;
}

/** Bytes of the first statement with others from `at` on: valid or invalid by the prover's own code, or its error. */
export interface Changed {
  readonly name: string;
  readonly at: number;
  readonly put: string;
  readonly verdict: string;
}

/** A file of an independent prover. */
export interface ForeignVectors {
  readonly prover: 'arkworks' | 'gnark';
  readonly cases: readonly Foreign[];
  readonly changed: Readonly<Record<string, readonly Changed[]>>;
  /** gnark's: a key and a proof with a commitment. */
  readonly committing?: Pick<Foreign, 'keyBytes' | 'proofBytes'>;
}

/** What there is of a curve. */
export interface Vectors {
  readonly curve: TestCurve;
  readonly simulated: readonly Statement[];
  readonly updateSlice: readonly Statement[];
  /** By independent provers. */
  readonly foreign: readonly ForeignVectors[];
  /** All of them. */
  readonly statements: readonly Statement[];
  /** A valid statement of a real circuit with four signals, the one that most cases change. */
  readonly slice: Statement;
  /** Another statement under the same key. */
  readonly otherSlice: Statement;
  /** A valid statement whose four signals are all 0. */
  readonly zeros: Statement;
  /** A valid statement without signals. */
  readonly noSignals: Statement;
  /** Points outside the subgroups. On BN254 every point of G1 is in. */
  readonly outsideG1: readonly Outside<readonly [string, string]>[];
  readonly outsideG2: readonly Outside<Twist>[];
}

/** A file of packages/vectors. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url), 'utf8')) as T;
}

function vectors(curve: TestCurve, suffix: string, others: readonly Statement[]): Vectors {
  const simulated = readVectors<{ cases: Statement[] }>(`groth16/simulated${suffix}.json`).cases;
  const updateSlice = withKey('update-slice', readVectors(`groth16/update-slice${suffix}.json`));
  const foreign = (['arkworks', 'gnark'] as const).map((prover) => ({
    ...readVectors<Omit<ForeignVectors, 'prover'>>(`groth16/${prover}${suffix}.json`),
    prover,
  }));
  const noble = readVectors<{
    g1OutsideSubgroup?: Vectors['outsideG1'];
    g2OutsideSubgroup: Vectors['outsideG2'];
  }>(`${curve.name}/noble.json`);
  return {
    curve,
    simulated,
    updateSlice,
    foreign,
    statements: [...simulated, ...updateSlice, ...others, ...foreign.flatMap(({ cases }) => cases)],
    slice: first(updateSlice),
    otherSlice: first(updateSlice.slice(1)),
    zeros: named(simulated, 'nPublic 4, all signals 0: the sum is IC_0'),
    noSignals: named(simulated, 'nPublic 0'),
    outsideG1: noble.g1OutsideSubgroup ?? [],
    outsideG2: noble.g2OutsideSubgroup,
  };
}

/** A proof as snarkjs writes it: Semaphore leaves z out. */
export function withZ({ pi_a, pi_b, pi_c, ...names }: ProofJson): ProofJson {
  const g1 = (point: readonly string[]): string[] => [...point.slice(0, 2), '1'];
  return { ...names, pi_a: g1(pi_a), pi_b: [...pi_b.slice(0, 2), ['1', '0']], pi_c: g1(pi_c) };
}

/** Of Semaphore, whose proofs have no z. */
export const semaphore: readonly Statement[] = withKey('semaphore', readVectors('semaphore/depth-16.json'));

/** For all statements: some of those made from known trapdoors have δ = γ, with which anyone can forge proofs. */
export const INSECURE: VerifierOptions = { allowInsecure: true };

/** Of each curve. */
export const onBn254: Vectors = vectors(bn254, '', semaphore);
export const onBls12381: Vectors = vectors(bls12381, '-bls12-381', []);
export const both: readonly Vectors[] = [onBn254, onBls12381];

/** For tests that are not about curves: those of BN254. */
export const { updateSlice, slice, otherSlice, noSignals }: Vectors = onBn254;

/** A statement of a file by its name. */
export function named(list: readonly Statement[], name: string): Statement {
  return first(list.filter((statement) => statement.name === name));
}

function withKey(source: string, { verificationKey, proofs }: OneKey): Statement[] {
  return proofs.map(({ name, proof, publicSignals }) => ({
    name: `${source}: ${name}`,
    verificationKey,
    proof,
    publicSignals,
  }));
}

function first(list: readonly Statement[]): Statement {
  const [statement] = list;
  if (statement === undefined) throw new Error('the vectors have changed');
  return statement;
}
