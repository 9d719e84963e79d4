/**
 * The builder and the second verifier of the test kit against snarkjs: transcripts of three contributions on each curve.
 */
import { sha256 } from '@fedzk/testkit/ceremony/chain';
import { CURVES, inSection, type Name, pointOf } from '@fedzk/testkit/ceremony/curves';
import { hashToG2, pointOfG1, scalar, Words } from '@fedzk/testkit/ceremony/generator';
import { hex } from '@fedzk/testkit/ceremony/manifest';
import { drandSigned, QUICKNET as KEY } from '@fedzk/testkit/ceremony/reference';
import { describe, expect, it } from 'vitest';
import { knownChain, QUICKNET } from './support/vectors.js';

describe.each(['bn254', 'bls12-381'] as const)('snarkjs on %s', (name: Name) => {
  const on = CURVES[name];
  const { chain, raw, section, hashes } = knownChain(name);

  it('has the contribution hashes that the builder computes, and the bytes that it writes', () => {
    expect(chain.links.map((_, i) => hex(chain.hash(i)))).toEqual(hashes);
    expect(hex(chain.section())).toBe(hex(section));
  });

  it('hashes transcripts to the points of G2 that its pairings are with', () => {
    const { pairing, fields } = on.curve;
    for (const { s, sx, spx, transcript } of chain.links) {
      expect(fields.Fp12.eql(pairing(s, spx), pairing(sx, hashToG2(on, transcript)))).toBe(true);
    }
  });

  it('derives its beacon as the builder does', () => {
    const last = raw.at(-1);
    let seed = last?.value ?? new Uint8Array();
    for (let i = 0; i < 2 ** (last?.exponent ?? 0); i++) seed = sha256(seed);
    const words = new Words(seed);
    const x = scalar(words, on);
    const s = pointOfG1(words, on);
    expect(hex(inSection(on, s))).toBe(hex(last?.s ?? new Uint8Array()));
    expect(hex(inSection(on, s.multiply(x)))).toBe(hex(last?.sx ?? new Uint8Array()));
  });

  it('a point that is changed, or infinity, is none', () => {
    const delta = raw[0]?.delta ?? new Uint8Array();
    const changed = Uint8Array.from(delta, (byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(pointOf(on, delta, 1)).toBeDefined();
    for (const wrong of [changed, new Uint8Array(delta.length)]) expect(pointOf(on, wrong, 1)).toBeUndefined();
  });
});

it('draws the words of ChaCha20 (RFC 8439, appendix A.1, vectors 1 and 2)', () => {
  const words = new Words(new Uint8Array(32));
  const drawn = Buffer.alloc(128);
  for (let i = 0; i < 32; i++) drawn.writeUInt32LE(words.u32(), 4 * i);
  expect(hex(drawn.subarray(0, 16))).toBe('76b8e0ada0f13d90405d6ae55386bd28');
  expect(hex(drawn.subarray(64, 80))).toBe('9f07e7be5551387a98ba977c732d080d');
});

it("knows quicknet's signature", () => {
  const { round, signature } = QUICKNET.vector;
  expect(QUICKNET.publicKey).toBe(KEY);
  expect(drandSigned(round, signature)).toBe(true);
  expect(drandSigned(round + 1, signature)).toBe(false);
  expect(drandSigned(round, `${signature.slice(0, -1)}8`)).toBe(false);
});
