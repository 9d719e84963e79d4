/** Arguments of plain JavaScript: each function refuses them by name, and no message has a secret. */
import { describe, expect, it } from 'vitest';
import * as statement from '../src/index.js';
import * as poseidon from '../src/poseidon.js';

const throwing = new Proxy(
  {},
  {
    get() {
      throw new Error('read');
    },
    getPrototypeOf() {
      throw new Error('asked');
    },
  },
);
const HOSTILE = [
  undefined,
  null,
  0,
  -1,
  1.5,
  Number.NaN,
  1n,
  -1n,
  'bn254',
  '',
  true,
  Symbol('s'),
  {},
  [],
  [null],
  () => 0,
  new Date(),
  new Uint8Array(3),
  throwing,
];

type Callable = (...args: unknown[]) => unknown;
const circuit = { n: 3, bits: 8, headroom: 10 };
const opening = { blinding: 1n, packed: [2n], pad: 3n };
const secrets = { values: [1], pad: 1n, blinding: 1n };
/** Arguments of which every one is needed. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  reduce: [1n, 'bn254'],
  inverse: [1n, 'bn254'],
  fromWide: [new Uint8Array(48), 'bn254'],
  drawElement: ['bn254'],
  readElements: [new Uint8Array(32), 'bn254'],
  writeElements: [[1n]],
  poseidon: [[1n], 'bls12-381'],
  poseidonParameters: [3, 'bn254'],
  layoutOf: [circuit],
  pack: [[1, 2, 3], circuit],
  unpack: [[1n], { count: 1, maxNormSq: 1n }, circuit],
  commit: [opening, circuit, 'bn254'],
  tag: [opening, 1n, 'bn254'],
  constraints: [circuit],
  largestCount: [1_000, circuit],
  largestNormSq: [circuit],
  circuitInputs: [{ commitment: 1n, rho: 1n, tag: 1n, maxNormSq: 1n }, secrets, circuit, 'bn254'],
};

const functions = Object.entries({ ...statement, ...poseidon }).filter(
  ([name, value]) => typeof value === 'function' && name !== 'FedzkError',
) as [string, Callable][];

it('are tried on every function', () => {
  expect(functions.map(([name]) => name).sort()).toEqual(Object.keys(RIGHT).sort());
});

describe.each(functions)('%s', (name, call) => {
  const right = RIGHT[name] ?? [];

  it('takes the right ones', () => {
    expect(() => call(...right)).not.toThrow();
  });

  it('refuses hostile ones', () => {
    for (let at = 0; at < right.length; at++) {
      for (const hostile of HOSTILE) {
        const others = right.map((value, i) => (i === at ? hostile : value));
        try {
          call(...others);
        } catch (error) {
          expect(error).toMatchObject({ name: 'FedzkError', code: 'invalid-argument' });
        }
      }
    }
  });

  it('refuses properties that are missing or throw', () => {
    for (const [at, value] of right.entries()) {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) continue;
      for (const key of Object.keys(value)) {
        if (value === circuit && key === 'n' && name === 'largestCount') continue;
        if (value === opening && key === 'blinding' && name === 'tag') continue;
        const throws = {
          get: () => {
            throw new Error('read');
          },
        };
        for (const change of [{ value: undefined }, throws]) {
          const changed = Object.defineProperty({ ...value }, key, change);
          const others = right.map((other, i) => (i === at ? changed : other));
          expect(() => call(...others), key).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
        }
      }
    }
  });
});

it('a circuit has no other parameters than its own, and what layoutOf adds', () => {
  const { layoutOf, pack, commit, constraints, largestNormSq, largestCount } = statement;
  const other = { ...circuit, curve: 'bn254' };
  const calls: readonly ((of: typeof circuit) => unknown)[] = [
    layoutOf,
    (of) => pack([1], of),
    (of) => statement.unpack([1n], { count: 1, maxNormSq: 1n }, of),
    (of) => commit(opening, of, 'bn254'),
    constraints,
    largestNormSq,
    (of) => largestCount(1_000, of),
    (of) => statement.circuitInputs({ commitment: 1n, rho: 1n, tag: 1n, maxNormSq: 1n }, secrets, of, 'bn254'),
  ];
  for (const call of calls) {
    const message = '"circuit" has no "curve"; it takes n, bits, headroom';
    expect(() => call(other)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
    expect(() => call(layoutOf(circuit))).not.toThrow();
  }
});

describe('messages', () => {
  const secret = 123_456_789n;
  const text = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return String((error as Error).message);
    }
    return '';
  };

  it('have no secret', () => {
    const [above, asText] = [statement.ORDERS.bn254 + secret, String(secret)];
    const messages = [
      text(() => statement.commit({ ...opening, blinding: above }, circuit, 'bn254')),
      text(() => statement.commit({ ...opening, packed: [asText as unknown as bigint] }, circuit, 'bn254')),
      text(() => statement.tag({ ...opening, pad: asText as unknown as bigint }, 1n, 'bn254')),
      text(() => statement.pack([123_456.789], circuit)),
      text(() => statement.pack([1, 2, 3, 123_456], circuit)),
      text(() => statement.poseidon([above], 'bn254')),
    ];
    for (const message of messages) {
      expect(message).toMatch(/^"[a-z.[\]0-9]+" expected /);
      expect(message).not.toMatch(/123.?456/);
    }
  });
});
