/**
 * snarkjs, the oracle. It runs in this thread, with curves put where it looks for them: its workers would keep the process
 * alive.
 */
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';

export type Prime = 'bn128' | 'bls12381';

export const mem = (data: Uint8Array): snarkjs.InMemory => ({ type: 'mem', data });
const engines = new Map<Prime, Promise<snarkjs.Curve>>();

export async function snarkjsEngine(prime: Prime): Promise<snarkjs.Curve> {
  const found = engines.get(prime) ?? snarkjs.curves.getCurveFromName(prime, { singleThread: true });
  engines.set(prime, found);
  const curve = await found;
  if (prime === 'bn128') globalThis.curve_bn128 = curve;
  else globalThis.curve_bls12381 = curve;
  return curve;
}

export async function written(write: (out: snarkjs.Output) => Promise<unknown>): Promise<Uint8Array> {
  const out: snarkjs.Output = { type: 'mem' };
  await write(out);
  // It says no by logging, and returns.
  if (out.data === undefined) throw new Error('snarkjs wrote nothing');
  return out.data;
}

/** The `.wtns` file that snarkjs makes. */
export function snarkjsWitness(wasm: Uint8Array, inputs: snarkjs.Inputs): Promise<Uint8Array> {
  return written((out) => snarkjs.wtns.calculate(inputs, wasm, out));
}

/** Anything: a key for tests need not be secret. 2^10 hashes are the fewest that snarkjs takes. */
const BEACON = ['test', '0102030405060708090a0b0c0d0e0f10', 10] as const;
const POWER = 5;
const powers = new Map<Prime, Promise<snarkjs.Output>>();

/** A proving key by snarkjs's own set-up, of a circuit of up to 32 rows; and `initial`, the key before its contribution. */
export async function snarkjsKeys(
  r1cs: Uint8Array,
  prime: Prime,
): Promise<{ readonly zkey: Uint8Array; readonly initial: Uint8Array }> {
  await snarkjsEngine(prime);
  const ptau = powers.get(prime) ?? powersOf(prime);
  powers.set(prime, ptau);
  const first: snarkjs.Output = { type: 'mem' };
  await snarkjs.zKey.newZKey(mem(r1cs), await ptau, first);
  const initial = first.data?.slice() ?? new Uint8Array();
  return { initial, zkey: await written((out) => snarkjs.zKey.beacon(first, out, ...BEACON)) };
}

/** A key to which several people contribute, and then a beacon of 2^10 hashes. */
export async function contributedKey(
  initial: Uint8Array,
  prime: Prime,
  people: number,
  value: string,
): Promise<Uint8Array> {
  await snarkjsEngine(prime);
  let last: snarkjs.Output = mem(initial);
  for (let i = 0; i < people; i++) {
    const next: snarkjs.Output = { type: 'mem' };
    await snarkjs.zKey.contribute(last, next, `person ${i}`, `not random ${i}`);
    last = next;
  }
  return written((out) => snarkjs.zKey.beacon(last, out, 'beacon', value, 10));
}

async function powersOf(prime: Prime): Promise<snarkjs.Output> {
  const first: snarkjs.Output = { type: 'mem' };
  const second: snarkjs.Output = { type: 'mem' };
  const third: snarkjs.Output = { type: 'mem' };
  await snarkjs.powersOfTau.newAccumulator(await snarkjsEngine(prime), POWER, first);
  await snarkjs.powersOfTau.beacon(first, second, ...BEACON);
  await snarkjs.powersOfTau.preparePhase2(second, third);
  return third;
}

/** The verification key that snarkjs exports. */
export async function snarkjsVerificationKey(zkey: Uint8Array, prime: Prime): Promise<VerificationKeyJson> {
  await snarkjsEngine(prime);
  return (await snarkjs.zKey.exportVerificationKey(mem(zkey))) as VerificationKeyJson;
}

export async function snarkjsProof(
  zkey: Uint8Array,
  wtns: Uint8Array,
  prime: Prime,
): Promise<{ proof: ProofJson; publicSignals: string[] }> {
  await snarkjsEngine(prime);
  const { proof, publicSignals } = await snarkjs.groth16.prove(mem(zkey), mem(wtns));
  return { proof: proof as ProofJson, publicSignals };
}

export async function snarkjsVerifies(
  key: VerificationKeyJson,
  publicSignals: readonly string[],
  proof: ProofJson,
): Promise<boolean> {
  await snarkjsEngine(key.curve as Prime);
  return snarkjs.groth16.verify(key, publicSignals, proof);
}
