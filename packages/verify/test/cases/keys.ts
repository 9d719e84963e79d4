// What is no verification key: a valid one with something changed.
import type { FedzkErrorCode } from '@fedzk/core';
import type { VerificationKeyJson } from '@fedzk/verify';
import { bn254, otherThan } from '../support/curves.js';
import { hex, keyBytes } from '../support/encoding.js';
import { json1, json2, read1, read2 } from '../support/mutations.js';
import { onBls12381, onBn254, type Vectors } from '../support/vectors.js';
import { type CaseClass, replaced } from './case.js';
import { patched } from './layout.js';

export interface KeyCase {
  readonly class: CaseClass;
  readonly name: string;
  /** The error's code, or that it is a key. */
  readonly code: FedzkErrorCode | 'ok';
  /** snarkjs JSON, or bytes. */
  readonly key: unknown;
}

type Json1 = readonly string[];
type Json2 = readonly (readonly string[])[];

const points1 = ['vk_alpha_1'] as const;
const points2 = ['vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const;

const refused = (caseClass: CaseClass, name: string, key: unknown): KeyCase => ({
  class: caseClass,
  name: `key: ${name}`,
  code: 'invalid-verification-key',
  key,
});

/** A change to one point of G1, made to each of them that has a part of its own. */
function each1(key: VerificationKeyJson, change: (point: Json1) => unknown): [name: string, key: object][] {
  const ofIc = [0, key.IC.length - 1].map((i): [string, object] => [
    `IC[${i}]`,
    { ...key, IC: replaced(key.IC, i, change(key.IC[i] ?? [])) },
  ]);
  return [...points1.map((name): [string, object] => [name, { ...key, [name]: change(key[name]) }]), ...ofIc];
}

function each2(key: VerificationKeyJson, change: (point: Json2) => unknown): [name: string, key: object][] {
  return points2.map((name) => [name, { ...key, [name]: change(key[name]) }]);
}

const add = (text: string | undefined, amount: bigint): string => `${BigInt(text ?? '') + amount}`;

const coordinates = ({ curve: { p }, slice: { verificationKey: key } }: Vectors): readonly KeyCase[] => {
  const x1 = (caseClass: CaseClass, what: string, change: (x: string) => unknown): KeyCase[] =>
    each1(key, (point) => replaced(point, 0, change(point[0] ?? ''))).map(([name, other]) =>
      refused(caseClass, `${name}, x ${what}`, other),
    );
  const y2 = (caseClass: CaseClass, what: string, change: (y: string) => unknown): KeyCase[] =>
    each2(key, (point) => replaced(point, 1, replaced(point[1] ?? [], 1, change(point[1]?.[1] ?? '')))).map(
      ([name, other]) => refused(caseClass, `${name}, the u part of y ${what}`, other),
    );
  return [x1, y2].flatMap((changed) => [
    ...changed('aliasing', 'plus p', (x) => add(x, p)),
    ...changed('aliasing', 'minus p', (x) => add(x, -p)),
    ...changed('encoding', 'hexadecimal', (x) => `0x${BigInt(x).toString(16)}`),
    ...changed('encoding', 'with a leading zero', (x) => `0${x}`),
    ...changed('robustness', 'a number', Number),
    ...changed('soundness', 'one more', (x) => add(x, 1n)),
  ]);
};

const points = (vectors: Vectors): readonly KeyCase[] => {
  const { curve, slice, outsideG1, outsideG2 } = vectors;
  const key = slice.verificationKey;
  const infinity2 = [
    ['0', '0'],
    ['1', '0'],
    ['0', '0'],
  ];
  const few = <T>(list: readonly T[]): readonly T[] => [...list.slice(0, 1), ...list.slice(-1)];
  return [
    ...each1(key, () => ['0', '1', '0']).map(([name, other]) => refused('soundness', `${name} is infinity`, other)),
    ...each2(key, () => infinity2).map(([name, other]) => refused('soundness', `${name} is infinity`, other)),
    ...each1(key, ([x, y]) => [x, y, '2']).map(([name, other]) => refused('encoding', `${name} with z = 2`, other)),
    ...each1(key, ([x = '', y = '']) => [`${(BigInt(x) * 4n) % curve.p}`, `${(BigInt(y) * 8n) % curve.p}`, '2']).map(
      ([name, other]) => refused('aliasing', `${name} rescaled to z = 2`, other),
    ),
    ...few(outsideG1).flatMap(({ name: what, point }) => [
      ...each1(key, () => [...point, '1']).map(([name, other]) =>
        refused('soundness', `${name} outside the subgroup: ${what}`, other),
      ),
      ...each1(key, (own) => json1(read1(curve, own).add(read1(curve, point)))).map(([name, other]) =>
        refused('aliasing', `${name} plus a point outside the subgroup: ${what}`, other),
      ),
    ]),
    ...few(outsideG2).flatMap(({ name: what, point }) => [
      ...each2(key, () => [...point, ['1', '0']]).map(([name, other]) =>
        refused('soundness', `${name} outside the subgroup: ${what}`, other),
      ),
      ...each2(key, (own) => json2(read2(curve, own).add(read2(curve, point)))).map(([name, other]) =>
        refused('soundness', `${name} plus a point outside the subgroup: ${what}`, other),
      ),
    ]),
  ];
};

/** Keys that anyone can forge proofs for: nobody has contributed to their δ. */
const open = ({ curve, slice: { verificationKey: key } }: Vectors): readonly KeyCase[] => {
  const generator = json2(curve.library.G2.Point.BASE);
  const minus = (point: Json2): Json2 => json2(read2(curve, point).negate());
  const { vk_beta_2, vk_gamma_2 } = key;
  const with2 = (name: string, gamma: unknown, delta: unknown): KeyCase =>
    refused('soundness', name, { ...key, vk_gamma_2: gamma, vk_delta_2: delta });
  return [
    with2('delta is gamma, the generator, as snarkjs sets up', vk_gamma_2, vk_gamma_2),
    with2('delta is -gamma', vk_gamma_2, minus(vk_gamma_2)),
    with2('delta is gamma, another point', vk_beta_2, vk_beta_2),
    with2('delta is -gamma, another point', vk_beta_2, minus(vk_beta_2)),
    with2('delta is the generator', vk_beta_2, generator),
    with2('delta is minus the generator', vk_beta_2, minus(generator)),
  ];
};

const shapes = ({ curve, slice: { verificationKey: key } }: Vectors): readonly KeyCase[] => {
  const { IC } = key;
  const without = (name: string): object => Object.fromEntries(Object.entries(key).filter(([each]) => each !== name));
  const other = (curve === bn254 ? onBls12381 : onBn254).slice.verificationKey;
  return [
    ...[0, 3, 5, -1].map((count) => refused('soundness', `nPublic ${count}`, { ...key, nPublic: count })),
    refused('robustness', 'nPublic "4"', { ...key, nPublic: '4' }),
    refused('soundness', 'an IC point too few', { ...key, IC: IC.slice(0, -1) }),
    refused('soundness', 'an IC point too many', { ...key, IC: [...IC, IC[1]] }),
    refused('soundness', 'no IC points, nPublic -1', { ...key, IC: [], nPublic: -1 }),
    refused('robustness', 'IC an array-like object', { ...key, IC: { ...IC, length: IC.length } }),
    ...Object.keys(key)
      .filter((name) => name !== 'vk_alphabeta_12')
      .map((name) => refused('robustness', `without ${name}`, without(name))),
    ...['plonk', 'Groth16', ''].map((name) => refused('encoding', `protocol "${name}"`, { ...key, protocol: name })),
    ...['BN128', 'bls12377', ''].map(
      (name): KeyCase => ({ ...refused('encoding', `curve "${name}"`, { ...key, curve: name }), code: 'unsupported' }),
    ),
    refused('soundness', "the other curve's name", { ...key, curve: otherThan(curve).names[0] }),
    refused('soundness', 'a key of the other curve under the name of this', { ...other, curve: curve.names[0] }),
    refused('robustness', 'vk_beta_2 flat', { ...key, vk_beta_2: key.vk_beta_2.flat() }),
    refused('robustness', 'null', null),
    refused('robustness', 'an array', [key]),
    refused('robustness', 'JSON text', JSON.stringify(key)),
    { ...refused('accepted', `curve "${curve.names[1]}"`, { ...key, curve: curve.names[1] }), code: 'ok' },
  ];
};

const inBytes = ({ curve, slice, outsideG1, outsideG2 }: Vectors): readonly KeyCase[] => {
  const bytes = keyBytes(slice.verificationKey);
  const n = curve.bytes;
  const [alpha, beta, ic1] = [5, 5 + 2 * n, 5 + 2 * n + 3 * 4 * n + 2 * n];
  const set = (at: number, digits: string): Uint8Array => patched(bytes, at, digits);
  const x = BigInt(slice.verificationKey.vk_alpha_1[0] ?? '');
  const infinity = (length: number): string =>
    (curve.uncompressedInfinity << (8 - curve.flagBits))
      .toString(16)
      .padStart(2, '0')
      .padEnd(2 * length, '0');
  const first1 = outsideG1.at(0)?.point;
  const first2 = outsideG2.at(0)?.point;
  return [
    { ...refused('accepted', 'bytes', bytes), code: 'ok' as const },
    refused('encoding', 'bytes, one short', bytes.slice(0, -1)),
    refused('encoding', 'bytes, one more', Uint8Array.from([...bytes, 0])),
    refused('encoding', 'no bytes', new Uint8Array()),
    refused('soundness', 'bytes, an IC point too few', bytes.slice(0, -2 * n)),
    refused('soundness', 'bytes, an IC point too many', Uint8Array.from([...bytes, ...bytes.slice(-2 * n)])),
    refused('soundness', "bytes, the other curve's number", set(0, otherThan(curve).id)),
    refused('encoding', 'bytes, curve 0', set(0, '00')),
    ...['00000003', '00000005', 'ffffffff', '04000000'].map((count) =>
      refused('soundness', `bytes, nPublic 0x${count}`, set(1, count)),
    ),
    refused('soundness', 'bytes, alpha is infinity', set(alpha, infinity(2 * n))),
    refused('soundness', 'bytes, beta is infinity', set(beta, infinity(4 * n))),
    refused('soundness', 'bytes, IC[1] is infinity', set(ic1, infinity(2 * n))),
    refused('aliasing', 'bytes, x of alpha plus p', set(alpha, hex(x + curve.p, n))),
    refused('soundness', 'bytes, x of alpha one more', set(alpha, hex(x + 1n, n))),
    ...(first1 === undefined
      ? []
      : [refused('soundness', 'bytes, alpha outside the subgroup', set(alpha, first1.map((c) => hex(c, n)).join('')))]),
    ...(first2 === undefined
      ? []
      : [
          refused(
            'soundness',
            'bytes, beta outside the subgroup',
            set(beta, first2.map(([real, imaginary]) => hex(imaginary, n) + hex(real, n)).join('')),
          ),
        ]),
  ];
};

export function keyCases(vectors: Vectors): readonly KeyCase[] {
  return [coordinates, points, open, shapes, inBytes].flatMap((group) => group(vectors));
}
