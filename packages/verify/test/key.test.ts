/**
 * Verification keys in JSON and in bytes: their `id`, and the points that can't stand in one. key-refusals.test.ts has
 * what is no key at all.
 */
import { createHash } from 'node:crypto';
import { createVerifier, type VerificationKeyJson, type VerifierOptions } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { replaced } from './cases/case.js';
import { keyBytes, p } from './support/encoding.js';
import { refusal } from './support/refusal.js';
import { readVectors, slice, statements } from './support/vectors.js';

const FEDZK: VerifierOptions = { format: 'fedzk', curve: 'bn254' };
const key = slice.verificationKey;

describe('a valid key', () => {
  it.each(statements)('$name: is the same in JSON and in bytes', ({ verificationKey, proof, publicSignals }) => {
    const bytes = keyBytes(verificationKey);
    const id = createHash('sha256').update(bytes).digest('hex');
    for (const verifier of [createVerifier(verificationKey), createVerifier(bytes, FEDZK)]) {
      const { nPublic } = verificationKey;
      expect(verifier).toMatchObject({ curve: 'bn254', nPublic, id, backend: expect.stringMatching(/^[a-z0-9-]+$/) });
      expect(verifier.verify(proof, publicSignals)).toBe(true);
    }
  });

  it('may have any number of signals', () => {
    const counts = new Set(statements.map(({ verificationKey }) => verificationKey.nPublic));
    expect([...counts].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 16, 64]);
  });

  it('has an id of its own', () => {
    const keys = new Set(statements.map(({ verificationKey }) => JSON.stringify(verificationKey)));
    const ids = [...keys].map((json) => createVerifier(JSON.parse(json)).id);
    expect(new Set(ids).size).toBe(keys.size);
  });

  it('may say bn254, and whatever it likes of e(α, β)', () => {
    const { id } = createVerifier(key);
    expect(createVerifier({ ...key, curve: 'bn254' }).id).toBe(id);
    for (const vk_alphabeta_12 of [undefined, null, [], 'anything', 1n << 9999n]) {
      const other = createVerifier({ ...key, vk_alphabeta_12 } as VerificationKeyJson);
      expect([other.id, other.verify(slice.proof, slice.publicSignals)]).toEqual([id, true]);
    }
  });

  it('in bytes is copied', () => {
    const bytes = keyBytes(key);
    const verifier = createVerifier(bytes, FEDZK);
    bytes.fill(0);
    expect(verifier.verify(slice.proof, slice.publicSignals)).toBe(true);
  });
});

type Point = readonly (string | readonly string[])[];
type Slot = readonly [field: string, put: (point: unknown) => Record<string, unknown>, point: Point];

const g1Slots: readonly Slot[] = [
  ['vk_alpha_1', (point) => ({ ...key, vk_alpha_1: point }), key.vk_alpha_1],
  ...key.IC.map((ic, i): Slot => [`IC[${i}]`, (point) => ({ ...key, IC: replaced(key.IC, i, point) }), ic]),
];
const g2Slots = (['vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const).map(
  (name): Slot => [name, (point) => ({ ...key, [name]: point }), key[name]],
);
const outside = readVectors<{ g2OutsideSubgroup: { point: string[][] }[] }>('bn254/noble.json').g2OutsideSubgroup;

const reasons = {
  canonical: /not canonical: a coordinate is p or above/,
  infinity: /infinity/,
  curve: /off the curve/,
  subgroup: /outside the subgroup/,
};

const plus = (x: unknown, amount: bigint): string => (BigInt(x as string) + amount).toString();
const badG1 = ([x, y]: Point): (readonly [RegExp, Point])[] => [
  [reasons.curve, ['1', '1', '1']],
  [reasons.curve, [plus(x, 1n), y ?? '', '1']],
  [reasons.infinity, ['0', '0', '1']],
  [reasons.infinity, ['0', '1', '0']],
  [reasons.canonical, [plus(x, p), y ?? '', '1']],
  [reasons.canonical, [x ?? '', plus(y, p), '1']],
  [reasons.canonical, [p.toString(), '0', '1']],
];
const badG2 = ([x = [], y = []]: Point): (readonly [RegExp, Point])[] => [
  [reasons.curve, [x, x, ['1', '0']]],
  [reasons.curve, [[...x].reverse(), [...y].reverse(), ['1', '0']]],
  [
    reasons.infinity,
    [
      ['0', '0'],
      ['0', '0'],
      ['1', '0'],
    ],
  ],
  [
    reasons.infinity,
    [
      ['0', '0'],
      ['1', '0'],
      ['0', '0'],
    ],
  ],
  [reasons.canonical, [[plus(x[0], p), x[1] ?? ''], y, ['1', '0']]],
  [reasons.canonical, [x, [y[0] ?? '', plus(y[1], p)], ['1', '0']]],
  ...outside.map(({ point }): readonly [RegExp, Point] => [reasons.subgroup, [...point, ['1', '0']]]),
];

describe.each([...g1Slots, ...g2Slots])('a point that can not be %s', (field, put, point) => {
  const bad = typeof point[0] === 'string' ? badG1(point) : badG2(point);

  it.each(bad)('%s', (reason, other) => {
    const changed = put(other);
    const finite = JSON.stringify(other.at(-1)) !== (typeof point[0] === 'string' ? '"0"' : '["0","0"]');
    const inBytes = finite ? [keyBytes(changed as unknown as VerificationKeyJson)] : [];
    for (const input of [changed, ...inBytes]) {
      const error = refusal(() => createVerifier(input as unknown as VerificationKeyJson, FEDZK));
      expect(error.code).toBe('invalid-verification-key');
      expect(error.message).toMatch(reason);
      expect(error.message).toContain(`"${field}" expected a finite point`);
    }
  });
});
