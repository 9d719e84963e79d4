/** Options, while Object.prototype has what a program was made to put there, as a merge of parsed JSON does. */

import { clean, pollute } from '@fedzk/testkit/polluted';
import { createVerifier, encodeProof, encodeVerificationKey } from '@fedzk/verify';
import { createVerifierPool } from '@fedzk/verify/pool';
import { checkRange, dequantize, quantize } from '@fedzk/verify/quant';
import { expect, it } from 'vitest';
import { onBn254 } from './support/vectors.js';

const { verificationKey, proof, publicSignals } = onBn254.slice;
const open = { ...verificationKey, vk_delta_2: verificationKey.vk_gamma_2 };

it('no key that anyone can forge proofs for is taken', () => {
  const code = 'invalid-verification-key';
  for (const options of [undefined, {}]) {
    pollute({ allowInsecure: true });
    expect(() => createVerifier(open, options)).toThrow(expect.objectContaining({ code }));
    expect(() => encodeVerificationKey(open, 'fedzk', options)).toThrow(expect.objectContaining({ code }));
    expect(() => createVerifierPool(open, options)).toThrow(expect.objectContaining({ code }));
    clean();
  }
});

it('no worker of another answers for a pool', async () => {
  let started = 0;
  const worker = () => {
    started++;
    throw new Error('theirs');
  };
  pollute({ worker, workers: 'many', maxQueue: -1 });
  const pool = createVerifierPool(verificationKey, {});
  clean();
  expect(await pool.verify(proof, publicSignals)).toBe(true);
  await pool.close();
  expect(started).toBe(0);
});

it("a pool's call is cancelled by its own signal alone, and tells nobody else how far it is", async () => {
  await using pool = createVerifierPool(verificationKey, { workers: 1 });
  // The worker starts before: Node's own `new Worker` adds the listener for messages with a literal for its options, of which
  // `addEventListener` reads `signal`, and adds none if that is aborted. No program would get a message of such a worker.
  expect(await pool.verify(proof, publicSignals)).toBe(true);
  let told = 0;
  pollute({ onProgress: () => told++, signal: AbortSignal.abort() });
  const [one, many] = [pool.verify(proof, publicSignals), pool.verifyBatch([{ proof, publicSignals }], {})];
  clean();
  expect(await one).toBe(true);
  expect(await many).toEqual({ ok: true, failed: [] });
  expect(told).toBe(0);
});

it('nothing is quantized, checked or written in another way', () => {
  const gradient = Float32Array.of(0.25, -0.5);
  const expected = quantize(gradient, { bits: 8, clip: 1 });
  const bytes = encodeProof(proof, 'fedzk');
  pollute({ rounding: 'stochastic', into: {}, count: 7, maxNormSq: 0n, curve: 'bls12-381', format: 'gnark' });
  const [got, floats] = [quantize(gradient, { bits: 8, clip: 1 }), dequantize(Int8Array.of(3), { scale: 1 })];
  const [range, encoded] = [checkRange(Int8Array.of(3), { min: -4, max: 4 }), encodeProof(proof, 'fedzk', {})];
  clean();
  expect([got, floats, encoded]).toEqual([expected, Float32Array.of(3), bytes]);
  expect(range.ok).toBe(true);
});
