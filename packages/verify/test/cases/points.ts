// Points of a proof: on the curve, in the subgroup, finite, and the right ones.
import type { ProofJson } from '@fedzk/verify';
import { json1, json2, read1, read2 } from '../support/mutations.js';
import { onBls12381, onBn254, type Vectors } from '../support/vectors.js';
import { type Case, casesOf, replaced } from './case.js';

type Setting = ReturnType<typeof settingOf>;

function settingOf(vectors: Vectors) {
  const { curve, slice } = vectors;
  const { proof } = slice;
  const { pi_a, pi_b, pi_c } = proof;
  const negated = (y: string | undefined): string => (curve.p - BigInt(y ?? '')).toString();
  return { ...vectors, p: curve.p, proof, pi_a, pi_b, pi_c, negated, ...casesOf(slice) };
}

/** Where r does not divide the order, the pairing doesn't see the part of A and C outside the subgroup. */
const outsideG1 = ({ withProof, curve, proof, outsideG1: points }: Setting): readonly Case[] =>
  (['pi_a', 'pi_c'] as const).flatMap((name) =>
    points.flatMap(({ name: what, order, point }) => [
      withProof('soundness', 'not-in-subgroup', `${name} outside the subgroup: ${what}`, {
        ...proof,
        [name]: [...point, '1'],
      }),
      withProof(
        BigInt(order) % curve.r === 0n ? 'soundness' : 'aliasing',
        'not-in-subgroup',
        `${name} plus a point outside the subgroup: ${what}`,
        { ...proof, [name]: json1(read1(curve, proof[name]).add(read1(curve, point))) },
      ),
    ]),
  );

const outsideG2 = ({ withProof, curve, proof, outsideG2: points }: Setting): readonly Case[] =>
  points.flatMap(({ name, point }) => [
    withProof('soundness', 'not-in-subgroup', `B outside the subgroup: ${name}`, {
      ...proof,
      pi_b: [...point, ['1', '0']],
    }),
    withProof('soundness', 'not-in-subgroup', `B plus a point outside the subgroup: ${name}`, {
      ...proof,
      pi_b: json2(read2(curve, proof.pi_b).add(read2(curve, point))),
    }),
  ]);

const infinity1 = ['0', '1', '0'];
const infinity2 = [
  ['0', '0'],
  ['1', '0'],
  ['0', '0'],
];

const infinity = ({ withProof, curve, proof, pi_a, p }: Setting): readonly Case[] => [
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
  withProof('soundness', curve.name === 'bn254' ? 'infinity' : 'not-on-curve', 'A is (0, 0, 1)', {
    ...proof,
    pi_a: ['0', '0', '1'],
  }),
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

const signs = ({ withProof, proof, pi_a, pi_b, pi_c, negated }: Setting): readonly Case[] => {
  const minusA = replaced(pi_a, 1, negated(pi_a[1]));
  const minusB = replaced(pi_b, 1, pi_b[1]?.map(negated));
  const minusC = replaced(pi_c, 1, negated(pi_c[1]));
  return [
    withProof('accepted', 'ok', '(−A, −B, C), which anyone can make', { ...proof, pi_a: minusA, pi_b: minusB }),
    withProof('soundness', 'equation', '−A', { ...proof, pi_a: minusA }),
    withProof('soundness', 'equation', '−B', { ...proof, pi_b: minusB }),
    withProof('soundness', 'equation', '−C', { ...proof, pi_c: minusC }),
    withProof('soundness', 'equation', '(−A, −B, −C)', { ...proof, pi_a: minusA, pi_b: minusB, pi_c: minusC }),
  ];
};

const others = ({ withProof, curve, slice, updateSlice, otherSlice, ...setting }: Setting): readonly Case[] => {
  const { proof, pi_a, pi_c } = setting;
  return [
    withProof('soundness', 'equation', 'A and C the other way round', { ...proof, pi_a: pi_c, pi_c: pi_a }),
    withProof('soundness', 'equation', 'C is A', { ...proof, pi_c: pi_a }),
    withProof('soundness', 'equation', 'A is the generator', { ...proof, pi_a: json1(curve.library.G1.Point.BASE) }),
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
  ];
};

/** The same circuit's proof over the other curve. Coordinates of BLS12-381 have more digits than BN254's can. */
const ofOtherCurve = ({ withProof, curve }: Setting): readonly Case[] => {
  const { proof } = (curve.name === 'bn254' ? onBls12381 : onBn254).slice;
  const { curve: _, ...nameless }: ProofJson = proof;
  const status = curve.name === 'bn254' ? 'malformed-proof' : 'not-on-curve';
  return [
    withProof('soundness', 'malformed-proof', 'of the other curve', proof),
    withProof('soundness', status, 'of the other curve, which it does not name', nameless),
    withProof('soundness', status, 'of the other curve under the name of this', { ...proof, curve: curve.names[0] }),
  ];
};

const swapped = (element: readonly string[] | undefined): string[] => [...(element ?? [])].reverse();
const flip = (point: readonly unknown[]): unknown[] => [point[1], point[0], point[2]];

const offCurve = ({ withProof, p, proof, pi_a, pi_b, negated }: Setting): readonly Case[] => [
  withProof('soundness', 'not-on-curve', 'x and y of A swapped', { ...proof, pi_a: flip(pi_a) }),
  withProof('soundness', 'not-on-curve', 'x and y of B swapped', { ...proof, pi_b: flip(pi_b) }),
  withProof('soundness', 'not-on-curve', 'both parts of both coordinates of B swapped', {
    ...proof,
    pi_b: [swapped(pi_b[0]), swapped(pi_b[1]), ['1', '0']],
  }),
  withProof('soundness', 'not-on-curve', 'x of B conjugated', {
    ...proof,
    pi_b: replaced(pi_b, 0, [pi_b[0]?.[0], negated(pi_b[0]?.[1])]),
  }),
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

export function pointCases(vectors: Vectors): readonly Case[] {
  const setting = settingOf(vectors);
  const groups = [outsideG1, outsideG2, infinity, signs, others, ofOtherCurve, offCurve];
  return groups.flatMap((group) => group(setting));
}
