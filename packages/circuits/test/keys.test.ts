/**
 * Development keys in snarkjs's hands: it proves with them, it and @fedzk/verify accept the proof and refuse it with
 * another signal, and the verification key is the one that snarkjs exports. SLOW=1 has the largest instance too.
 */
import { readFileSync } from 'node:fs';
import { createVerifier, type ProofJson, type VerificationKeyJson } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Instance, readInstances } from '../scripts/instances.js';
import { developmentKey } from '../scripts/keys.js';
import { primes } from '../src/poseidon-constants.js';
import { modulo } from './circom.js';
import { statement } from './gradient.js';
import { publicSignals } from './slice.js';

/** Inputs with values at both ends of their range. */
function inputsOf({ template, parameters: { n = 0, b = 0, h = 0 }, prime: name }: Instance): snarkjs.Inputs {
  const prime = primes[name];
  const reduced = (values: readonly bigint[]): bigint[] => values.map((value) => modulo(value, prime));
  const x = Array.from({ length: n }, (_, i) => BigInt(((i * 97) % 256) - 128));
  if (template === 'UpdateSlice') {
    const rho = 0x5d1c0f7b0a5f3b6b2f1en;
    const signals = Object.entries(publicSignals(x, rho)).map(([name, value]) => [name, modulo(value, prime)]);
    return { ...Object.fromEntries(signals), x: reduced(x) };
  }
  const maxNormSq = x.reduce((sum, value) => sum + value * value, 0n);
  const chosen = { x, s: prime - 3n, k: 0x6b65790000n, rho: prime / 7n, maxNormSq };
  return { ...chosen, ...statement({ n, b, h }, chosen, prime), x: reduced(x) };
}

afterAll(async () => {
  await globalThis.curve_bn128?.terminate();
  await globalThis.curve_bls12381?.terminate();
});

const slow = process.env.SLOW === '1';
const instances = readInstances().filter(({ level }) => slow || level !== 'maximum');

describe.each(instances)('$name', (instance) => {
  const files = developmentKey(instance.name);
  const verificationKey = JSON.parse(readFileSync(files.vkey, 'utf8')) as VerificationKeyJson;
  const memory = (path: string): snarkjs.InMemory => ({ type: 'mem', data: readFileSync(path) });

  it('has the verification key that snarkjs exports', async () => {
    expect(await snarkjs.zKey.exportVerificationKey(memory(files.zkey))).toEqual(verificationKey);
  });

  it('proves for snarkjs, and both verifiers agree', async () => {
    const inputs = inputsOf(instance);
    const { proof, publicSignals: signals } = await snarkjs.groth16.fullProve(
      inputs,
      memory(files.wasm),
      memory(files.zkey),
    );
    const verifier = createVerifier(verificationKey);
    expect(verifier.explain(proof as ProofJson, signals)).toBe('ok');
    expect(await snarkjs.groth16.verify(verificationKey, signals, proof)).toBe(true);
    const changed = [...signals.slice(0, -1), String(BigInt(signals.at(-1) ?? '') + 1n)];
    expect(verifier.explain(proof as ProofJson, changed)).toBe('equation');
    expect(await snarkjs.groth16.verify(verificationKey, changed, proof)).toBe(false);
    verifier.dispose();
  }, 300_000);
});
