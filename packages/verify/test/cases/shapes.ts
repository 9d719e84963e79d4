// The shape of a proof in JSON: names, arrays, objects.
import type { ProofJson } from '@fedzk/verify';
import { otherThan } from '../support/curves.js';
import { fedzkProof } from '../support/encoding.js';
import type { Vectors } from '../support/vectors.js';
import { type Case, casesOf, notStrings } from './case.js';

type Setting = ReturnType<typeof settingOf>;

function settingOf({ curve, slice }: Vectors) {
  const { proof } = slice;
  const { pi_a, pi_b, pi_c } = proof;
  return { curve, proof, pi_a, pi_b, pi_c, ...casesOf(slice) };
}

const NO_CURVES = ['BN128', 'bn128 ', 'altbn128', 'bn', 'BLS12381', 'bls12_381', 'bls12-381 ', 'bls12377', ''];

const names = ({ curve, proof, pi_a, pi_b, pi_c, withProof }: Setting): readonly Case[] => [
  withProof('accepted', 'ok', 'without curve and protocol', { pi_a, pi_b, pi_c }),
  ...curve.names.map((name) => withProof('accepted', 'ok', `curve ${name}`, { ...proof, curve: name })),
  ...[...otherThan(curve).names, ...NO_CURVES].map((name) =>
    withProof('encoding', 'malformed-proof', `curve ${JSON.stringify(name)}`, { ...proof, curve: name }),
  ),
  ...['plonk', 'fflonk', 'Groth16', 'groth16 ', 'pinocchio', ''].map((protocol) =>
    withProof('encoding', 'malformed-proof', `protocol ${JSON.stringify(protocol)}`, { ...proof, protocol }),
  ),
  ...notStrings(curve.names[0]).map(([name, value]) =>
    withProof('robustness', 'malformed-proof', `curve is ${name}`, { ...proof, curve: value }),
  ),
  withProof('robustness', 'malformed-proof', 'protocol in an array', { ...proof, protocol: ['groth16'] }),
  withProof('robustness', 'malformed-proof', 'protocol null', { ...proof, protocol: null }),
];

function without(proof: ProofJson, name: keyof ProofJson): object {
  const { [name]: _, ...rest } = proof;
  return rest;
}

function holed(list: readonly unknown[], at: number): unknown[] {
  const copy = [...list];
  delete copy[at];
  return copy;
}

const points = ({ proof, pi_a, pi_b, withProof }: Setting): readonly Case[] => [
  ...(['pi_a', 'pi_b', 'pi_c'] as const).flatMap((name) => [
    withProof('robustness', 'malformed-proof', `without ${name}`, without(proof, name)),
    withProof('robustness', 'malformed-proof', `${name} null`, { ...proof, [name]: null }),
    withProof('robustness', 'malformed-proof', `${name} empty`, { ...proof, [name]: [] }),
    withProof('accepted', 'ok', `${name} without z`, { ...proof, [name]: proof[name].slice(0, 2) }),
    withProof('robustness', 'malformed-proof', `${name} of one element`, { ...proof, [name]: proof[name].slice(0, 1) }),
    withProof('encoding', 'not-on-curve', `${name} without x`, { ...proof, [name]: proof[name].slice(1) }),
    withProof('encoding', 'malformed-proof', `${name} of four elements`, { ...proof, [name]: [...proof[name], '1'] }),
    withProof('robustness', 'malformed-proof', `${name} in an array`, { ...proof, [name]: [proof[name]] }),
    withProof('robustness', 'malformed-proof', `${name} an array-like object`, {
      ...proof,
      [name]: { ...proof[name], length: 3 },
    }),
    withProof('robustness', 'malformed-proof', `${name} an object of x, y, z`, {
      ...proof,
      [name]: { x: proof[name][0], y: proof[name][1], z: proof[name][2] },
    }),
    withProof('robustness', 'malformed-proof', `${name} a string`, { ...proof, [name]: proof[name].join() }),
    withProof('robustness', 'malformed-proof', `${name} bytes`, { ...proof, [name]: new Uint8Array(64) }),
    withProof('robustness', 'malformed-proof', `${name} a function`, { ...proof, [name]: () => proof[name] }),
    withProof('robustness', 'malformed-proof', `${name} with a hole`, { ...proof, [name]: holed(proof[name], 0) }),
    withProof('robustness', 'malformed-proof', `${name} with a hole for z`, {
      ...proof,
      [name]: holed(proof[name], 2),
    }),
  ]),
  withProof('robustness', 'malformed-proof', 'A with the shape of B', { ...proof, pi_a: pi_b }),
  withProof('robustness', 'malformed-proof', 'B with the shape of A', { ...proof, pi_b: pi_a }),
  withProof('robustness', 'malformed-proof', 'B flat', { ...proof, pi_b: pi_b.flat() }),
  withProof('robustness', 'malformed-proof', 'x of B with one part', {
    ...proof,
    pi_b: [[pi_b[0]?.[0]], pi_b[1], pi_b[2]],
  }),
  withProof('encoding', 'malformed-proof', 'x of B with three parts', {
    ...proof,
    pi_b: [[...(pi_b[0] ?? []), '0'], pi_b[1], pi_b[2]],
  }),
  withProof('robustness', 'malformed-proof', 'y of B a string', { ...proof, pi_b: [pi_b[0], pi_b[1]?.[0], pi_b[2]] }),
  withProof('robustness', 'malformed-proof', 'z of B a string', { ...proof, pi_b: [pi_b[0], pi_b[1], '1'] }),
  withProof('robustness', 'malformed-proof', 'a hole in x of B', {
    ...proof,
    pi_b: [holed(pi_b[0] ?? [], 1), pi_b[1], pi_b[2]],
  }),
];

class Point extends Array<unknown> {}
class Proof {
  pi_a: unknown;
  pi_b: unknown;
  pi_c: unknown;
  constructor({ pi_a, pi_b, pi_c }: ProofJson) {
    Object.assign(this, { pi_a, pi_b, pi_c });
  }
}

function deepFrozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(deepFrozen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deepFrozen(part)])));
}

const objects = ({ proof, pi_a, pi_b, pi_c, withProof }: Setting): readonly Case[] => [
  withProof('accepted', 'ok', 'frozen throughout', deepFrozen(proof)),
  withProof('accepted', 'ok', 'arrays of a subclass', {
    ...proof,
    pi_a: Point.from(pi_a),
    pi_b: Point.from(pi_b.map((part) => Point.from(part))),
  }),
  withProof('accepted', 'ok', 'an object without prototype', Object.assign(Object.create(null), proof)),
  withProof('accepted', 'ok', 'an instance of a class with these fields', new Proof(proof)),
  withProof('accepted', 'ok', 'with further properties', { ...proof, pi_d: 'x', publicSignals: ['1'] }),
  withProof('accepted', 'ok', 'properties that are not enumerable', nonEnumerable(proof)),
  ...(
    [
      ['undefined', undefined],
      ['null', null],
      ['a boolean', true],
      ['a number', 1],
      ['a bigint', 1n],
      ['a symbol', Symbol('proof')],
      ['a string', 'proof'],
      ['an empty string', ''],
      ['JSON text', JSON.stringify(proof)],
      ['bytes in hex', Buffer.from(fedzkProof(proof)).toString('hex')],
      ['an empty object', {}],
      ['an empty array', []],
      ['an array of the proof', [proof]],
      ['an array with its properties', Object.assign([], proof)],
      ['an array of the points', [pi_a, pi_b, pi_c]],
      ['a map', new Map(Object.entries(proof))],
      ['a function', () => proof],
      ['a function with its properties', Object.assign(() => proof, proof)],
      ['a promise', Promise.resolve(proof)],
      ['an object around it', { proof }],
      ['names of other libraries', { a: pi_a, b: pi_b, c: pi_c }],
      ['names in another case', { PI_A: pi_a, PI_B: pi_b, PI_C: pi_c }],
    ] satisfies [string, unknown][]
  ).map(([name, value]) => withProof('robustness', 'malformed-proof', name, value)),
];

function nonEnumerable(proof: ProofJson): object {
  const properties = Object.entries(proof).map(([key, value]) => [key, { value, enumerable: false }]);
  return Object.defineProperties({}, Object.fromEntries(properties));
}

/** As zk-kit and Semaphore write proofs: without z, and packed into eight numbers, which they do on BN254 alone. */
const packed = ({ curve, proof, pi_a, pi_b, pi_c, withProof }: Setting): readonly Case[] => {
  const bare = { pi_a: pi_a.slice(0, 2), pi_b: pi_b.slice(0, 2), pi_c: pi_c.slice(0, 2) };
  const points = [...bare.pi_a, ...bare.pi_b.flatMap((part) => [...part].reverse()), ...bare.pi_c];
  const refused = (name: string, value: unknown): Case => withProof('robustness', 'malformed-proof', name, value);
  return [
    withProof('accepted', 'ok', 'no point with z', { ...proof, ...bare }),
    curve.name === 'bn254'
      ? withProof('accepted', 'ok', 'packed points', points)
      : withProof('encoding', 'malformed-proof', 'packed points', points),
    refused('seven packed points', points.slice(1)),
    refused('nine packed points', [...points, '1']),
    refused('packed points with a hole', holed(points, 3)),
    refused('packed points in an object', { ...points, length: points.length }),
    refused('packed points as bigints', points.map(BigInt)),
    refused('an object around packed points', { points }),
    ...(curve.name === 'bn254'
      ? [
          withProof(
            'encoding',
            'malformed-proof',
            'a packed point with a leading zero',
            points.with(0, `0${points[0]}`),
          ),
          withProof('encoding', 'coordinate-range', 'a packed point below 0', points.with(0, `-${points[0]}`)),
          withProof('aliasing', 'coordinate-range', 'a packed point + p', points.with(7, plusP(curve, points[7]))),
          withProof('soundness', 'not-on-curve', 'packed points with B in the order of pi_b', [
            ...bare.pi_a,
            ...bare.pi_b.flat(),
            ...bare.pi_c,
          ]),
        ]
      : []),
  ];
};

function plusP({ p }: Setting['curve'], coordinate = ''): string {
  return String(BigInt(coordinate) + p);
}

export function shapeCases(vectors: Vectors): readonly Case[] {
  const setting = settingOf(vectors);
  return [names, points, objects, packed].flatMap((group) => group(setting));
}
