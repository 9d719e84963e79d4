/**
 * Verification keys in JSON and in bytes: their `id`, and the points that can't stand in one. key-refusals.test.ts has
 * what is no key at all.
 */
import { createHash } from 'node:crypto';
import { refusal } from '@fedzk/testkit/errors';
import { createVerifier, type VerificationKeyJson, type VerifierOptions } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { replaced } from './cases/case.js';
import { bn254, type TestCurve } from './support/curves.js';
import { keyBytes } from './support/encoding.js';
import { both, INSECURE, type Vectors } from './support/vectors.js';

const everyCurve = both.map((vectors) => [vectors.curve.name, vectors] as const);
const optionsOf = ({ name }: TestCurve): VerifierOptions => ({ format: 'fedzk', curve: name });

describe.each(everyCurve)('a valid key of %s', (_, { curve, slice, statements }) => {
  const key = slice.verificationKey;

  it.each(statements)('$name: is the same in JSON and in bytes', ({ verificationKey, proof, publicSignals }) => {
    const bytes = keyBytes(verificationKey);
    const id = createHash('sha256').update(bytes).digest('hex');
    for (const verifier of [
      createVerifier(verificationKey, INSECURE),
      createVerifier(bytes, { ...optionsOf(curve), ...INSECURE }),
    ]) {
      const { nPublic } = verificationKey;
      const backend = expect.stringMatching(/^[a-z0-9-]+$/);
      expect(verifier).toMatchObject({ curve: curve.name, nPublic, id, backend });
      expect(verifier.verify(proof, publicSignals)).toBe(true);
    }
  });

  it('may have any number of signals', () => {
    const counts = [...new Set(statements.map(({ verificationKey }) => verificationKey.nPublic))];
    const wanted = curve === bn254 ? [0, 1, 2, 3, 4, 16, 64] : [0, 1, 2, 3, 4, 10, 16, 18, 64];
    expect(counts.sort((a, b) => a - b)).toEqual(wanted);
  });

  it('has an id of its own', () => {
    const keys = new Set(statements.map(({ verificationKey }) => JSON.stringify(verificationKey)));
    const ids = [...keys].map((json) => createVerifier(JSON.parse(json), INSECURE).id);
    expect(new Set(ids).size).toBe(keys.size);
  });

  it('may have the name of this package for its curve, and whatever it likes of e(α, β)', () => {
    const { id } = createVerifier(key);
    expect(curve.names.map((name) => createVerifier({ ...key, curve: name }).id)).toEqual([id, id]);
    for (const vk_alphabeta_12 of [undefined, null, [], 'anything', 1n << 9999n]) {
      const other = createVerifier({ ...key, vk_alphabeta_12 } as VerificationKeyJson);
      expect([other.id, other.verify(slice.proof, slice.publicSignals)]).toEqual([id, true]);
    }
  });

  it('in bytes is copied', () => {
    const bytes = keyBytes(key);
    const verifier = createVerifier(bytes, optionsOf(curve));
    bytes.fill(0);
    expect(verifier.verify(slice.proof, slice.publicSignals)).toBe(true);
  });
});

type Point = readonly (string | readonly string[])[];
type Slot = readonly [field: string, put: (point: unknown) => Record<string, unknown>, point: Point];

function slots(key: VerificationKeyJson): readonly Slot[] {
  return [
    ['vk_alpha_1', (point) => ({ ...key, vk_alpha_1: point }), key.vk_alpha_1],
    ...(['vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const).map(
      (name): Slot => [name, (point) => ({ ...key, [name]: point }), key[name]],
    ),
    ...key.IC.map((ic, i): Slot => [`IC[${i}]`, (point) => ({ ...key, IC: replaced(key.IC, i, point) }), ic]),
  ];
}

const reasons = {
  canonical: /not canonical: a coordinate is p or above/,
  infinity: /infinity/,
  curve: /off the curve/,
  subgroup: /outside the subgroup/,
};
type Bad = readonly [RegExp, Point];

const plus = (x: unknown, amount: bigint): string => (BigInt(x as string) + amount).toString();

/** A coordinate that is too large and has no more bits than p. */
const notCanonical = ({ p, bits }: TestCurve): readonly string[] => [p, p + 1n, 2n ** BigInt(bits) - 1n].map(String);

function badG1({ curve, outsideG1 }: Vectors, [x = '', y = '']: Point): readonly Bad[] {
  return [
    [reasons.curve, ['1', '1', '1']],
    [reasons.curve, [plus(x, 1n), y, '1']],
    [curve === bn254 ? reasons.infinity : reasons.curve, ['0', '0', '1']],
    [reasons.infinity, ['0', '1', '0']],
    ...notCanonical(curve).flatMap((other): Bad[] => [
      [reasons.canonical, [other, y, '1']],
      [reasons.canonical, [x, other, '1']],
    ]),
    ...outsideG1.map(({ point }): Bad => [reasons.subgroup, [...point, '1']]),
  ];
}

function badG2({ curve, outsideG2 }: Vectors, [x = [], y = []]: Point): readonly Bad[] {
  const zero = ['0', '0'];
  const one = ['1', '0'];
  const [x0 = '', x1 = ''] = x;
  const [y0 = '', y1 = ''] = y;
  return [
    [reasons.curve, [x, x, one]],
    [reasons.curve, [[x1, x0], [y1, y0], one]],
    [curve === bn254 ? reasons.infinity : reasons.curve, [zero, zero, one]],
    [reasons.infinity, [zero, one, zero]],
    ...notCanonical(curve).flatMap((other): Bad[] => [
      [reasons.canonical, [[other, x1], y, one]],
      [reasons.canonical, [[x0, other], y, one]],
      [reasons.canonical, [x, [other, y1], one]],
      [reasons.canonical, [x, [y0, other], one]],
    ]),
    ...outsideG2.map(({ point }): Bad => [reasons.subgroup, [...point, one]]),
  ];
}

describe.each(
  both.flatMap((vectors) =>
    slots(vectors.slice.verificationKey).map((slot) => [vectors.curve.name, slot[0], vectors, slot] as const),
  ),
)('a point that can not be in a key of %s as %s', (_curve, _field, vectors, [field, put, point]) => {
  const { curve } = vectors;
  const bad = (typeof point[0] === 'string' ? badG1 : badG2)(vectors, point);

  it.each(bad)('%s', (reason, other) => {
    const changed = put(other) as unknown as VerificationKeyJson;
    const finite = JSON.stringify(other.at(-1)) !== (typeof point[0] === 'string' ? '"0"' : '["0","0"]');
    const inBytes = finite ? [() => createVerifier(keyBytes(changed), optionsOf(curve))] : [];
    for (const create of [() => createVerifier(changed), ...inBytes]) {
      const error = refusal(create);
      expect(error.code).toBe('invalid-verification-key');
      expect(error.message).toMatch(reason);
      expect(error.message).toContain(`"${field}" expected a finite point`);
    }
  });

  it('one with a coordinate of too many bits', () => {
    const tooWide = (2n ** BigInt(curve.bits)).toString();
    const [x, y, z] = point;
    const other = typeof x === 'string' ? [tooWide, y, z] : [[x?.[0], tooWide], y, z];
    const error = refusal(() => createVerifier(put(other) as unknown as VerificationKeyJson));
    expect(error.code).toBe('invalid-verification-key');
    expect(error.message).toContain(`"${field}[0]`);
    expect(error.message).toContain(`expected an integer from 0 to below 2^${curve.bits}, got `);
  });
});

describe.each(everyCurve)('flags in the bytes of a key of %s', (_, { curve, slice }) => {
  const key = slice.verificationKey;
  const bytes = keyBytes(key);
  const places = [0, 2, 6, 10, 14].map((coordinates) => 5 + coordinates * curve.bytes);

  it.each([0b001, 0b010, 0b011, 0b100, 0b101, 0b110, 0b111])('%s are refused on every point', (flags) => {
    for (const [i, at] of places.entries()) {
      const changed = Uint8Array.from(bytes);
      changed[at] = ((changed[at] ?? 0) & 0x1f) | (flags << 5);
      if (changed[at] === bytes[at]) continue;
      const error = refusal(() => createVerifier(changed, optionsOf(curve)));
      expect(error.code).toBe('invalid-verification-key');
      const name = slots(key)[i]?.[0];
      expect(error.message).toContain(`"${name}" expected a finite point`);
      if (curve !== bn254) expect(error.message).toMatch(/got one that is wrongly flagged\.$/);
    }
  });

  it('of infinity are', () => {
    for (const [i, at] of places.entries()) {
      const isG1 = i === 0 || i === 4;
      const changed = Uint8Array.from(bytes).fill(0, at, at + (isG1 ? 2 : 4) * curve.bytes);
      changed[at] = curve.uncompressedInfinity << (8 - curve.flagBits);
      const error = refusal(() => createVerifier(changed, optionsOf(curve)));
      expect(error.message).toMatch(/got one that is infinity\.$/);
      expect(error.message).toContain(`"${slots(key)[i]?.[0]}"`);
    }
  });
});
