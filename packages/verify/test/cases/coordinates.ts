// Coordinates of a proof: canonical numbers, points of the curve and of the subgroup, finite.
import type { VerifyStatus } from '@fedzk/verify';
import { bn254 } from '@noble/curves/bn254.js';
import { p } from '../support/encoding.js';
import { otherSlice, readVectors, slice, updateSlice } from '../support/vectors.js';
import { type Case, type CaseClass, noNumbers, notStrings, replaced, spellings, withProof } from './case.js';

type Twist = readonly [readonly [string, string], readonly [string, string]];

const { proof } = slice;
const { pi_a, pi_b, pi_c } = proof;
const outside = readVectors<{ g2OutsideSubgroup: { name: string; point: Twist }[] }>('bn254/noble.json');

/** A coordinate's place: which point, and for B which of its parts. */
const places: readonly (readonly ['pi_a' | 'pi_b' | 'pi_c', number, number?])[] = [
  ['pi_a', 0],
  ['pi_a', 1],
  ['pi_b', 0, 0],
  ['pi_b', 0, 1],
  ['pi_b', 1, 0],
  ['pi_b', 1, 1],
  ['pi_c', 0],
  ['pi_c', 1],
];

/** The proof with one coordinate changed. */
function changed([point, i, part]: (typeof places)[number], change: (value: string) => unknown): object {
  if (point !== 'pi_b') return { ...proof, [point]: replaced(proof[point], i, change(proof[point][i] ?? '')) };
  const element = pi_b[i] ?? [];
  const other = replaced(element, part ?? 0, change(element[part ?? 0] ?? ''));
  return { ...proof, pi_b: replaced(pi_b, i, other) };
}

const changes: readonly (readonly [CaseClass, VerifyStatus, string, (x: bigint) => bigint])[] = [
  ['aliasing', 'coordinate-range', 'plus p', (x) => x + p],
  ['aliasing', 'coordinate-range', 'minus p', (x) => x - p],
  ['aliasing', 'coordinate-range', 'plus 2^256', (x) => x + 2n ** 256n],
  ['encoding', 'coordinate-range', 'is p', () => p],
  ['encoding', 'coordinate-range', 'is p + 1', () => p + 1n],
  ['encoding', 'coordinate-range', 'is 2^256', () => 2n ** 256n],
  ['encoding', 'coordinate-range', 'is -1', () => -1n],
  ['soundness', 'not-on-curve', 'one more', (x) => (x + 1n) % p],
  ['soundness', 'not-on-curve', 'is p - 1', () => p - 1n],
  ['soundness', 'not-on-curve', 'is 0', () => 0n],
];

const range: readonly Case[] = places.flatMap((place) => {
  const at = place.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join('');
  return changes.map(([caseClass, status, name, change]) =>
    withProof(
      caseClass,
      status,
      `${at} ${name}`,
      changed(place, (x) => change(BigInt(x)).toString()),
    ),
  );
});

const spelled: readonly Case[] = (
  [
    [['pi_a', 0], pi_a[0] ?? ''],
    [['pi_b', 1, 1], pi_b[1]?.[1] ?? ''],
  ] satisfies [(typeof places)[number], string][]
).flatMap(([place, value]) => {
  const spelling = (caseClass: CaseClass, name: string, x: unknown): Case =>
    withProof(
      caseClass,
      'malformed-proof',
      `${place[0]}: ${name}`,
      changed(place, () => x),
    );
  return [
    ...[...spellings(value), ...noNumbers].map(([name, x]) => spelling('encoding', name, x)),
    ...notStrings(value).map(([name, x]) => spelling('robustness', name, x)),
    spelling('robustness', 'a bigint', BigInt(value)),
  ];
});

/** (x, y, z) for another z that stands for the same point: (xz², yz³, z), or (xz, yz, z) where `plain`. */
function rescaled(z: bigint, plain = false): object {
  const times = (x: string | undefined, k: bigint): string => ((BigInt(x ?? '') * k) % p).toString();
  const [forX, forY] = plain ? [z, z] : [z ** 2n, z ** 3n];
  return { ...proof, pi_a: [times(pi_a[0], forX), times(pi_a[1], forY), z.toString()] };
}

const z: readonly Case[] = [
  withProof('aliasing', 'malformed-proof', 'A rescaled to z = 2', rescaled(2n)),
  withProof('aliasing', 'malformed-proof', 'A rescaled to z = 2, homogeneous', rescaled(2n, true)),
  withProof('aliasing', 'malformed-proof', 'A rescaled to z = p - 1', rescaled(p - 1n)),
  ...[...spellings('1'), ...noNumbers, ['2', '2'] as const, ['0', '0'] as const, ['p + 1', `${p + 1n}`] as const].map(
    ([name, value]) =>
      withProof('encoding', 'malformed-proof', `A with z: ${name}`, { ...proof, pi_a: replaced(pi_a, 2, value) }),
  ),
  ...notStrings('1').map(([name, value]) =>
    withProof('robustness', 'malformed-proof', `C with z: ${name}`, { ...proof, pi_c: replaced(pi_c, 2, value) }),
  ),
  ...[
    ['2', '0'],
    ['1', '1'],
    ['0', '1'],
    ['01', '0'],
    ['1', '00'],
    ['1', ''],
    [1, 0],
    ['1', `${p}`],
    [`${p + 1n}`, '0'],
  ].map((value) =>
    withProof('encoding', 'malformed-proof', `B with z: ${JSON.stringify(value)}`, {
      ...proof,
      pi_b: replaced(pi_b, 2, value),
    }),
  ),
];

const G2 = bn254.G2.Point;

/** B of the proof as another point of the twist. */
function plusB({ point: [x, y] }: { readonly point: Twist }): object {
  const fp2 = ([c0 = '', c1 = '']: readonly string[]): { c0: bigint; c1: bigint } => ({
    c0: BigInt(c0),
    c1: BigInt(c1),
  });
  const b = G2.fromAffine({ x: fp2(pi_b[0] ?? []), y: fp2(pi_b[1] ?? []) });
  const sum = b.add(G2.fromAffine({ x: fp2(x), y: fp2(y) })).toAffine();
  const strings = (value: { c0: bigint; c1: bigint }): string[] => [value.c0.toString(), value.c1.toString()];
  return { ...proof, pi_b: [strings(sum.x), strings(sum.y), ['1', '0']] };
}

const subgroup: readonly Case[] = outside.g2OutsideSubgroup.flatMap((entry) => [
  withProof('soundness', 'not-in-subgroup', `B outside the subgroup: ${entry.name}`, {
    ...proof,
    pi_b: [...entry.point, ['1', '0']],
  }),
  withProof('soundness', 'not-in-subgroup', `B plus a point outside the subgroup: ${entry.name}`, plusB(entry)),
]);

const infinity1 = ['0', '1', '0'];
const infinity2 = [
  ['0', '0'],
  ['1', '0'],
  ['0', '0'],
];

const infinity: readonly Case[] = [
  withProof('soundness', 'infinity', 'A is infinity', { ...proof, pi_a: infinity1 }),
  withProof('soundness', 'infinity', 'B is infinity', { ...proof, pi_b: infinity2 }),
  withProof('soundness', 'infinity', 'C is infinity', { ...proof, pi_c: infinity1 }),
  withProof('soundness', 'infinity', 'all are infinity', {
    ...proof,
    pi_a: infinity1,
    pi_b: infinity2,
    pi_c: infinity1,
  }),
  // EIP-196 writes infinity as (0, 0).
  withProof('soundness', 'infinity', 'A is (0, 0, 1)', { ...proof, pi_a: ['0', '0', '1'] }),
  ...[
    ['0', '0', '0'],
    ['1', '1', '0'],
    [pi_a[0], pi_a[1], '0'],
    ['0', '2', '0'],
    ['0', `${p + 1n}`, '0'],
  ].map((point) =>
    withProof('encoding', 'malformed-proof', `A is infinity as ${point.map((x) => x?.slice(0, 5))}`, {
      ...proof,
      pi_a: point,
    }),
  ),
];

const negated = (y: string | undefined): string => (p - BigInt(y ?? '')).toString();
const minusA = replaced(pi_a, 1, negated(pi_a[1]));
const minusB = replaced(pi_b, 1, pi_b[1]?.map(negated));
const minusC = replaced(pi_c, 1, negated(pi_c[1]));
const swapped = (element: readonly string[] | undefined): string[] => [...(element ?? [])].reverse();
const flip = (point: readonly unknown[]): unknown[] => [point[1], point[0], point[2]];
const conjugate = replaced(pi_b, 0, [pi_b[0]?.[0], negated(pi_b[0]?.[1])]);

const others: readonly Case[] = [
  withProof('accepted', 'ok', '(−A, −B, C), which anyone can make', { ...proof, pi_a: minusA, pi_b: minusB }),
  withProof('soundness', 'equation', '−A', { ...proof, pi_a: minusA }),
  withProof('soundness', 'equation', '−B', { ...proof, pi_b: minusB }),
  withProof('soundness', 'equation', '−C', { ...proof, pi_c: minusC }),
  withProof('soundness', 'equation', '(−A, −B, −C)', { ...proof, pi_a: minusA, pi_b: minusB, pi_c: minusC }),
  withProof('soundness', 'equation', 'A and C the other way round', { ...proof, pi_a: pi_c, pi_c: pi_a }),
  withProof('soundness', 'equation', 'C is A', { ...proof, pi_c: pi_a }),
  withProof('soundness', 'equation', 'A is the generator', { ...proof, pi_a: ['1', '2', '1'] }),
  withProof('soundness', 'equation', "A of another client's proof", { ...proof, pi_a: otherSlice.proof.pi_a }),
  withProof('soundness', 'equation', "B of another client's proof", { ...proof, pi_b: otherSlice.proof.pi_b }),
  withProof('soundness', 'equation', "C of another client's proof", { ...proof, pi_c: otherSlice.proof.pi_c }),
  ...updateSlice
    .slice(1)
    .map((statement) => withProof('soundness', 'equation', `that of ${statement.name}`, statement.proof)),
  withProof('soundness', 'equation', 'points of the key: e(α, β)', {
    pi_a: slice.verificationKey.vk_alpha_1,
    pi_b: slice.verificationKey.vk_beta_2,
    pi_c: slice.verificationKey.IC[0],
  }),
  withProof('soundness', 'not-on-curve', 'x and y of A swapped', { ...proof, pi_a: flip(pi_a) }),
  withProof('soundness', 'not-on-curve', 'x and y of B swapped', { ...proof, pi_b: flip(pi_b) }),
  withProof('soundness', 'not-on-curve', 'both parts of both coordinates of B swapped', {
    ...proof,
    pi_b: [swapped(pi_b[0]), swapped(pi_b[1]), ['1', '0']],
  }),
  withProof('soundness', 'not-on-curve', 'x of B conjugated', { ...proof, pi_b: conjugate }),
  withProof('soundness', 'not-on-curve', 'B is A, without u', {
    ...proof,
    pi_b: [
      [pi_a[0], '0'],
      [pi_a[1], '0'],
      ['1', '0'],
    ],
  }),
  withProof('soundness', 'not-on-curve', 'A is (1, 1)', { ...proof, pi_a: ['1', '1', '1'] }),
  withProof('soundness', 'not-on-curve', 'A is on y² = x³ + 2', { ...proof, pi_a: [`${p - 1n}`, '1', '1'] }),
];

export const coordinateCases: readonly Case[] = [...range, ...spelled, ...z, ...subgroup, ...infinity, ...others];
