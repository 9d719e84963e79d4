import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import { type Curve, curveOf } from './curves.js';
import type { Instance } from './engine.js';
import { nobleCurve, readers } from './engines/noble.js';
import type { Subject } from './subject.js';

interface NamedCase extends Instance {
  readonly name: string;
  readonly verificationKey: VerificationKeyJson;
}

/** Ends of file names. */
const SUFFIX: Readonly<Record<Curve, string>> = { bn254: '', 'bls12-381': '-bls12-381' };

/** The circuit of this project: 4 signals; five proofs over BN254, two over BLS12-381. */
export function updateSlice(curve: Curve = 'bn254'): Subject {
  return ofOneKey('UpdateSlice(10, 8)', `groth16/update-slice${SUFFIX[curve]}.json`);
}

/** A key from a public ceremony: 4 signals, two of them equal, and three proofs. */
export function semaphore(): Subject {
  return ofOneKey('Semaphore v4, depth 16', 'semaphore/depth-16.json');
}

/**
 * Returns all keys made from known trapdoors with one proof each, except those with δ = γ, which
 * our package refuses.
 */
export function simulated(curve: Curve = 'bn254'): Subject[] {
  return read<{ cases: NamedCase[] }>(`groth16/simulated${SUFFIX[curve]}.json`)
    .cases.filter(({ verificationKey: key }) => String(key.vk_delta_2) !== String(key.vk_gamma_2))
    .map(({ name, verificationKey: key, proof, publicSignals }) => ({
      name,
      key,
      instances: [{ proof, publicSignals }],
    }));
}

/**
 * Makes so many different proofs from those of the subject, in turn. For (A, B, C) and any s and t,
 * (A / s, s B + s t δ, C + t A) is another proof of the same signals. s and t come from hashes, so
 * they are the same in each run.
 */
export async function rerandomized({ name, key, instances }: Subject, count: number): Promise<Subject> {
  const curve = await nobleCurve(curveOf(key));
  const { readG1, readG2 } = readers(curve);
  const { Fr } = curve.fields;
  const delta = readG2(key.vk_delta_2);
  const made = Array.from({ length: count }, (_, i): Instance => {
    const { proof, publicSignals } = instances[i % instances.length] as Instance;
    const [s, t] = [scalar(`s ${i}`, Fr.ORDER), scalar(`t ${i}`, Fr.ORDER)];
    const a = readG1(proof.pi_a);
    const b = readG2(proof.pi_b)
      .multiplyUnsafe(s)
      .add(delta.multiplyUnsafe(Fr.mul(s, t)))
      .toAffine();
    const [newA, newC] = [a.multiplyUnsafe(Fr.inv(s)), readG1(proof.pi_c).add(a.multiplyUnsafe(t))].map((point) => {
      const { x, y } = point.toAffine();
      return [x.toString(), y.toString(), '1'];
    }) as [string[], string[]];
    const newB = [[b.x.c0, b.x.c1].map(String), [b.y.c0, b.y.c1].map(String), ['1', '0']];
    return { proof: { ...proof, pi_a: newA, pi_b: newB, pi_c: newC } satisfies ProofJson, publicSignals };
  });
  return { name, key, instances: made };
}

/** Returns a number in 1 … r − 1, almost uniform. */
function scalar(seed: string, r: bigint): bigint {
  return (BigInt(`0x${createHash('sha512').update(`fedzk bench ${seed}`).digest('hex')}`) % (r - 1n)) + 1n;
}

function ofOneKey(name: string, file: string): Subject {
  const { verificationKey: key, proofs } = read<{ verificationKey: VerificationKeyJson; proofs: Instance[] }>(file);
  return { name, key, instances: proofs.map(({ proof, publicSignals }) => ({ proof: withZ(proof), publicSignals })) };
}

/** Adds the coordinate z, as snarkjs writes points. Semaphore's files leave it out. */
function withZ({ pi_a, pi_b, pi_c, ...names }: ProofJson): ProofJson {
  const g1 = (point: readonly string[]): string[] => [...point.slice(0, 2), '1'];
  return { ...names, pi_a: g1(pi_a), pi_b: [...pi_b.slice(0, 2), ['1', '0']], pi_c: g1(pi_c) };
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../packages/vectors/${path}`, import.meta.url), 'utf8')) as T;
}
