/**
 * Keys whose δ has no contribution: anyone forges proofs for them, so they are refused unless a test asks for one.
 */

import { refusal } from '@fedzk/testkit/errors';
import { createVerifier, decodeVerificationKey, encodeVerificationKey, type VerificationKeyJson } from '@fedzk/verify';
import { createVerifierPool } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import { keyBytes } from './support/encoding.js';
import { json1, json2, read1, read2 } from './support/mutations.js';
import { both, INSECURE, named, type Vectors } from './support/vectors.js';

const UNCONTRIBUTED = 'so anyone can forge proofs for this key: nobody has contributed to its set-up';
const MADE_UP = 'so anyone can forge proofs for this key: no set-up makes such a key';
const IS_GAMMA = `"vk_delta_2" is plus or minus "vk_gamma_2", ${UNCONTRIBUTED} ("snarkjs zkey contribute")`;
const IS_GENERATOR = `"vk_delta_2" is plus or minus the generator of G2, ${UNCONTRIBUTED}`;
const IS_BETA = `"vk_delta_2" is plus or minus "vk_beta_2", ${MADE_UP}`;
const GAMMA_IS_BETA = `"vk_gamma_2" is plus or minus "vk_beta_2", ${MADE_UP}`;

describe.each(both)('on $curve.name', ({ curve, slice, simulated }: Vectors) => {
  const { verificationKey: key } = slice;
  const { Point } = curve.library.G2;
  const minus = (point: VerificationKeyJson['vk_beta_2']) => json2(read2(curve, point).negate());
  const keys: readonly (readonly [string, string, VerificationKeyJson])[] = [
    ['δ = γ, as snarkjs sets up', IS_GAMMA, { ...key, vk_delta_2: key.vk_gamma_2 }],
    ['δ = −γ', IS_GAMMA, { ...key, vk_delta_2: minus(key.vk_gamma_2) }],
    ['δ = γ, not the generator', IS_GAMMA, { ...key, vk_gamma_2: key.vk_delta_2 }],
    ['δ the generator', IS_GENERATOR, { ...key, vk_gamma_2: key.vk_beta_2, vk_delta_2: json2(Point.BASE) }],
    ['δ minus it', IS_GENERATOR, { ...key, vk_gamma_2: key.vk_beta_2, vk_delta_2: json2(Point.BASE.negate()) }],
    ['δ = β', IS_BETA, { ...key, vk_delta_2: key.vk_beta_2 }],
    ['δ = −β', IS_BETA, { ...key, vk_delta_2: minus(key.vk_beta_2) }],
    ['γ = β', GAMMA_IS_BETA, { ...key, vk_gamma_2: key.vk_beta_2 }],
    ['γ = −β', GAMMA_IS_BETA, { ...key, vk_gamma_2: minus(key.vk_beta_2) }],
  ];

  it.each(keys)('%s: is refused with the reason, however it comes', (_, reason, open) => {
    const options = { format: 'fedzk', curve: curve.name } as const;
    const bytes = keyBytes(open);
    for (const call of [
      () => createVerifier(open),
      () => createVerifier(bytes, options),
      () => createVerifier(open, { allowInsecure: false }),
      () => createVerifierPool(open),
      () => encodeVerificationKey(open, 'gnark'),
      () => decodeVerificationKey(bytes, options),
    ]) {
      const { code, message } = refusal(call);
      expect(code).toBe('invalid-verification-key');
      expect(message).toContain(reason);
    }
    expect(createVerifier(open, INSECURE).nPublic).toBe(4);
    expect(encodeVerificationKey(open, 'fedzk', INSECURE)).toEqual(bytes);
    const gnark = encodeVerificationKey(open, 'gnark', INSECURE);
    expect(refusal(() => createVerifier(gnark, { format: 'gnark', curve: curve.name })).message).toContain(reason);
  });

  it('such a key lets anyone prove any signals', async () => {
    const open = { ...key, vk_delta_2: key.vk_gamma_2 };
    const publicSignals = ['1', '2', '3', '5'];
    const sum = open.IC.map((point) => read1(curve, point)).reduce((total, point, i) =>
      total.add(point.multiply(BigInt(publicSignals[i - 1] ?? ''))),
    );
    const forged = { pi_a: key.vk_alpha_1, pi_b: key.vk_beta_2, pi_c: json1(sum.negate()) };
    expect(createVerifier(key).explain(forged, publicSignals)).toBe('equation');
    expect(createVerifier(open, INSECURE).explain(forged, publicSignals)).toBe('ok');
    await using pool = createVerifierPool(open, { ...INSECURE, workers: 1 });
    expect(await pool.explain(forged, publicSignals)).toBe('ok');
  });

  it.each(['δ = β', 'γ = β'])('so does one with %s', (relation) => {
    const isDelta = relation === 'δ = β';
    const open = { ...key, ...(isDelta ? { vk_delta_2: key.vk_beta_2 } : { vk_gamma_2: key.vk_beta_2 }) };
    const publicSignals = ['1', '2', '3', '5'];
    const sum = open.IC.map((point) => read1(curve, point)).reduce((total, point, i) =>
      total.add(point.multiply(BigInt(publicSignals[i - 1] ?? ''))),
    );
    const alpha = read1(curve, key.vk_alpha_1);
    const both = json2(read2(curve, key.vk_beta_2).add(read2(curve, key.vk_delta_2)));
    const forged = isDelta
      ? { pi_a: json1(sum), pi_b: key.vk_gamma_2, pi_c: json1(alpha.negate()) }
      : { pi_a: json1(alpha.add(sum)), pi_b: both, pi_c: json1(alpha.add(sum)) };
    expect(createVerifier(key).explain(forged, publicSignals)).toBe('equation');
    expect(createVerifier(open, INSECURE).explain(forged, publicSignals)).toBe('ok');
  });

  it('the made-up keys with δ = γ are among them', () => {
    const { verificationKey, proof, publicSignals } = named(
      simulated,
      'gamma = delta, as in a key without contributions',
    );
    expect(refusal(() => createVerifier(verificationKey)).code).toBe('invalid-verification-key');
    expect(createVerifier(verificationKey, INSECURE).verify(proof, publicSignals)).toBe(true);
  });

  it.each([1, 'true', null, {}])('allowInsecure %j is refused', (allowInsecure) => {
    const { code, message } = refusal(() => createVerifier(key, { allowInsecure } as never));
    expect([code, message]).toEqual([
      'invalid-argument',
      expect.stringContaining('"allowInsecure" expected a boolean'),
    ]);
  });
});
