// What is refused, and what is not, of public signals.
import { signalBytes } from '../support/encoding.js';
import type { Vectors } from '../support/vectors.js';
import { type Case, casesOf, noNumbers, notStrings, replaced, spellings } from './case.js';

type Setting = ReturnType<typeof settingOf>;

function settingOf({ curve: { r }, slice, otherSlice, zeros, noSignals }: Vectors) {
  const s = slice.publicSignals;
  const [s0 = '', s1 = '', s2 = '', s3 = ''] = s;
  const last = (value: unknown): unknown[] => replaced(s, 3, value);
  const { withSignals } = casesOf(slice);
  const [big, bytes] = [s.map(BigInt), signalBytes(s)];
  return { r, s, s0, s1, s2, s3, big, bytes, last, otherSlice, zeros, noSignals, withSignals };
}

const plus = (signal: string, amount: bigint): string => (BigInt(signal) + amount).toString();

const count = ({ s, zeros, noSignals, withSignals }: Setting): readonly Case[] => [
  withSignals('soundness', 'signal-count', 'none', []),
  withSignals('soundness', 'signal-count', 'the last one is missing', s.slice(0, 3)),
  withSignals('soundness', 'signal-count', 'the first one is missing', s.slice(1)),
  withSignals(['soundness', zeros], 'signal-count', 'a last one of 0 is missing', ['0', '0', '0']),
  withSignals(['soundness', zeros], 'signal-count', 'all four zeros are missing', []),
  withSignals('soundness', 'signal-count', 'one too many, 0', [...s, '0']),
  withSignals('soundness', 'signal-count', 'one too many, 1', [...s, '1']),
  withSignals('soundness', 'signal-count', 'one too many, undefined', [...s, undefined]),
  withSignals('soundness', 'signal-count', 'the list twice', [...s, ...s]),
  withSignals(['soundness', noSignals], 'signal-count', 'one where the key has none', ['0']),
  withSignals(['robustness', noSignals], 'signal-count', 'a hole where the key has none', new Array(1)),
  withSignals('robustness', 'signal-count', 'a list around the list', [s]),
];

const range = ({ r, s, s3, last, zeros, withSignals }: Setting): readonly Case[] => [
  ...s.map((signal, i) =>
    withSignals('aliasing', 'signal-range', `number ${i} plus r`, replaced(s, i, plus(signal, r))),
  ),
  withSignals('aliasing', 'signal-range', 'plus 2r', last(plus(s3, 2n * r))),
  withSignals('aliasing', 'signal-range', 'minus r', last(plus(s3, -r))),
  withSignals('aliasing', 'signal-range', 'plus 2^256', last(plus(s3, 2n ** 256n))),
  // 79 characters, and what has more than 78 is not read.
  withSignals('aliasing', 'malformed-signals', 'minus 2^256', last(plus(s3, -(2n ** 256n)))),
  withSignals(['aliasing', zeros], 'signal-range', 'r for 0', ['0', '0', '0', r.toString()]),
  withSignals(['aliasing', zeros], 'signal-range', '-r for 0', ['0', '0', '0', (-r).toString()]),
  withSignals('soundness', 'signal-range', 'r', last(r.toString())),
  withSignals('soundness', 'signal-range', 'r + 1', last((r + 1n).toString())),
  withSignals('soundness', 'signal-range', '2^255', last((2n ** 255n).toString())),
  withSignals('soundness', 'signal-range', '2^256 - 1', last((2n ** 256n - 1n).toString())),
  withSignals('soundness', 'signal-range', '2^256', last((2n ** 256n).toString())),
  withSignals('soundness', 'signal-range', 'minus the right one', last(`-${s3}`)),
  withSignals('soundness', 'signal-range', '-1', last('-1')),
  withSignals('soundness', 'equation', 'r - 1, which is canonical', last((r - 1n).toString())),
];

const bigints = ({ r, s0, s2, big, withSignals }: Setting): readonly Case[] => [
  withSignals('accepted', 'ok', 'bigints', big),
  withSignals('accepted', 'ok', 'bigints and strings mixed', [s0, big[1], s2, big[3]]),
  withSignals('aliasing', 'signal-range', 'bigint plus r', replaced(big, 0, BigInt(s0) + r)),
  withSignals('aliasing', 'signal-range', 'bigint minus r', replaced(big, 0, BigInt(s0) - r)),
  withSignals('aliasing', 'signal-range', 'bigint plus 2^256', replaced(big, 0, BigInt(s0) + 2n ** 256n)),
  withSignals('aliasing', 'signal-range', 'bigint minus 2^256', replaced(big, 0, BigInt(s0) - 2n ** 256n)),
  withSignals('soundness', 'signal-range', 'bigint of a million bits', replaced(big, 0, 1n << 1_000_000n)),
  withSignals('soundness', 'signal-range', 'bigint of minus a million bits', replaced(big, 0, -1n << 1_000_000n)),
  withSignals('soundness', 'equation', 'another bigint', replaced(big, 0, BigInt(s0) + 1n)),
];

const other = ({ s, s0, s1, s2, s3, last, otherSlice, zeros, withSignals }: Setting): readonly Case[] => [
  withSignals('soundness', 'equation', 'another statement', otherSlice.publicSignals),
  withSignals('soundness', 'equation', 'one more', last(plus(s3, 1n))),
  withSignals('soundness', 'equation', 'two in the other order', [s1, s0, s2, s3]),
  withSignals('soundness', 'equation', 'in the other order', [...s].reverse()),
  withSignals('soundness', 'equation', 'zeros', ['0', '0', '0', '0']),
  withSignals(['soundness', zeros], 'equation', 'a last one of 1 for 0', ['0', '0', '0', '1']),
];

const spelled = ({ s3, last, zeros, withSignals }: Setting): readonly Case[] => [
  ...spellings(s3).map(([name, value]) => withSignals('encoding', 'malformed-signals', name, last(value))),
  ...spellings('0').map(([name, value]) =>
    withSignals(['encoding', zeros], 'malformed-signals', `0 with ${name}`, ['0', '0', '0', value]),
  ),
  ...noNumbers.map(([name, value]) =>
    withSignals(['encoding', zeros], 'malformed-signals', `${name} for 0`, ['0', '0', '0', value]),
  ),
  ...notStrings('0').map(([name, value]) =>
    withSignals(['robustness', zeros], 'malformed-signals', `${name} for 0`, ['0', '0', '0', value]),
  ),
  ...notStrings(s3).map(([name, value]) => withSignals('robustness', 'malformed-signals', name, last(value))),
];

function holed(s: readonly string[]): unknown[] {
  const list: unknown[] = [...s];
  delete list[2];
  return list;
}

class Signals extends Array<string> {}
const callArguments: unknown = (function () {
  // biome-ignore lint/complexity/noArguments: an array-like is what is wanted
  return arguments;
})();

const containers = ({ s, s0, s1, s2, s3, bytes, noSignals, withSignals }: Setting): readonly Case[] => [
  withSignals('accepted', 'ok', 'a frozen array', Object.freeze([...s])),
  withSignals('accepted', 'ok', 'a subclass of Array', Signals.from(s)),
  withSignals('accepted', 'ok', 'an array with a further property', Object.assign([...s], { note: 'mine' })),
  withSignals(['accepted', noSignals], 'ok', 'an empty array for none', []),
  withSignals('robustness', 'malformed-signals', 'a hole', holed(s)),
  withSignals('robustness', 'malformed-signals', 'holes only', new Array(4)),
  ...(
    [
      ['undefined', undefined],
      ['null', null],
      ['a string', s.join()],
      ['JSON text', JSON.stringify(s)],
      ['a number', 4],
      ['a bigint', 4n],
      ['a boolean', true],
      ['a function', () => s],
      ['a symbol', Symbol('signals')],
      ['an array-like object', { ...s, length: 4 }],
      ['an arguments object', callArguments],
      ['an iterable', { [Symbol.iterator]: () => s[Symbol.iterator]() }],
      ['a set', new Set(s)],
      ['a map', new Map(s.map((value, i) => [i, value]))],
      ['an object of named signals', { rho: s0, tag: s1, sum: s2, normSq: s3 }],
      ['a promise', Promise.resolve(s)],
      ['a BigUint64Array', new BigUint64Array(16)],
      ['an Int8Array', new Int8Array(bytes.buffer)],
      ['a Uint8ClampedArray', new Uint8ClampedArray(bytes)],
      ['a DataView', new DataView(bytes.buffer)],
      ['an ArrayBuffer', bytes.buffer],
    ] satisfies [string, unknown][]
  ).map(([name, value]) => withSignals('robustness', 'malformed-signals', `${name} for the list`, value)),
  withSignals(['robustness', noSignals], 'malformed-signals', 'null for none', null),
  withSignals(['robustness', noSignals], 'malformed-signals', 'an empty object for none', { length: 0 }),
  withSignals(['robustness', noSignals], 'malformed-signals', 'an empty string for none', ''),
];

const inBytes = ({ r, s0, s1, s2, s3, bytes, zeros, noSignals, withSignals }: Setting): readonly Case[] => [
  withSignals('accepted', 'ok', 'bytes', bytes),
  withSignals('accepted', 'ok', 'bytes of a Node buffer', Buffer.from(bytes)),
  withSignals('accepted', 'ok', 'bytes in the middle of others', new Uint8Array([9, ...bytes, 9]).subarray(1, -1)),
  withSignals(['accepted', noSignals], 'ok', 'no bytes for none', new Uint8Array()),
  withSignals('soundness', 'signal-count', 'no bytes', new Uint8Array()),
  withSignals('soundness', 'signal-count', '32 bytes short', bytes.slice(0, -32)),
  withSignals(['soundness', zeros], 'signal-count', '32 bytes of zero short', new Uint8Array(96)),
  withSignals('soundness', 'signal-count', '32 bytes more', new Uint8Array([...bytes, ...new Uint8Array(32)])),
  withSignals('encoding', 'malformed-signals', 'one byte short', bytes.slice(0, -1)),
  withSignals('encoding', 'malformed-signals', 'one byte more', new Uint8Array([...bytes, 0])),
  withSignals(['encoding', noSignals], 'malformed-signals', 'one byte for none', new Uint8Array(1)),
  withSignals('aliasing', 'signal-range', 'bytes of one plus r', signalBytes([plus(s0, r), s1, s2, s3])),
  withSignals('aliasing', 'signal-range', 'bytes of the last plus r', signalBytes([s0, s1, s2, plus(s3, r)])),
  withSignals(['aliasing', zeros], 'signal-range', 'bytes of r for 0', signalBytes(['0', '0', '0', r])),
  withSignals('soundness', 'signal-range', 'bytes of all ones', new Uint8Array(128).fill(255)),
  withSignals('soundness', 'equation', 'bytes of all zeros', new Uint8Array(128)),
  withSignals('soundness', 'equation', 'bytes, two in the other order', signalBytes([s1, s0, s2, s3])),
];

export function signalCases(vectors: Vectors): readonly Case[] {
  const setting = settingOf(vectors);
  return [count, range, bigints, other, spelled, containers, inBytes].flatMap((group) => group(setting));
}
