// A proof in bytes: lengths, flags, canonical numbers.
import { fedzkProof, fromHex, hex32, p, toHex, uncompressedProof } from '../support/encoding.js';
import { readVectors, slice } from '../support/vectors.js';
import { type Case, withProof } from './case.js';

interface Refused {
  readonly name: string;
  readonly reason: 'length' | 'not-on-curve' | 'coordinate-range' | 'not-in-subgroup' | 'infinity-not-zero';
  readonly bytes: string;
}

const gnark = readVectors<{ g1Refused: Refused[]; g2Refused: Refused[] }>('bn254/gnark.json');
const fedzk = fedzkProof(slice.proof);
const whole = uncompressedProof(slice.proof);

/** Where A, B and C begin. */
const FEDZK = [0, 32, 160] as const;
const WHOLE = [0, 64, 192] as const;

/** The bytes with others from `at` on. */
function patched(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(fromHex(hex), at);
  return copy;
}

/** The bytes with the two top bits of the byte at `at` set to `flags`. */
function flagged(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = ((copy[at] ?? 0) & 0x3f) | (flags << 6);
  return copy;
}

function word(bytes: Uint8Array, at: number): bigint {
  return BigInt(`0x${toHex(bytes.subarray(at, at + 32))}`);
}

const lengths: readonly Case[] = [
  ...[0, 1, 31, 32, 64, 128, 191, 193, 224, 255, 257, 288, 384, 512].map((length) => {
    const bytes = new Uint8Array(length);
    bytes.set((length < 256 ? fedzk : whole).subarray(0, length));
    return withProof('robustness', 'malformed-proof', `${length} bytes`, bytes);
  }),
  withProof('robustness', 'malformed-proof', 'a gigabyte', new Uint8Array(2 ** 30)),
  withProof('soundness', 'malformed-proof', '192 zeros', new Uint8Array(192)),
  withProof('soundness', 'infinity', '256 zeros', new Uint8Array(256)),
  withProof('soundness', 'coordinate-range', '192 bytes of all ones', new Uint8Array(192).fill(255)),
  withProof('soundness', 'coordinate-range', '256 bytes of all ones', new Uint8Array(256).fill(255)),
];

const containers: readonly Case[] = [
  withProof('accepted', 'ok', 'fedzk', fedzk),
  withProof('accepted', 'ok', 'uncompressed', whole),
  withProof('accepted', 'ok', 'a Node buffer', Buffer.from(fedzk)),
  withProof('accepted', 'ok', 'bytes in the middle of others', new Uint8Array([9, ...whole, 9]).subarray(1, -1)),
  ...(
    [
      ['an ArrayBuffer', fedzk.buffer],
      ['a DataView', new DataView(fedzk.buffer)],
      ['an Int8Array', new Int8Array(fedzk.buffer)],
      ['a Uint8ClampedArray', new Uint8ClampedArray(fedzk.buffer)],
      ['a Uint32Array', new Uint32Array(fedzk.buffer)],
      ['a BigUint64Array', new BigUint64Array(fedzk.buffer)],
      ['an array of bytes', [...fedzk]],
      ['an object of bytes', { ...fedzk, length: 192 }],
      ['what JSON makes of a Node buffer', JSON.parse(JSON.stringify(Buffer.from(fedzk)))],
    ] satisfies [string, unknown][]
  ).map(([name, value]) => withProof('robustness', 'malformed-proof', name, value)),
];

const flags: readonly Case[] = (['A', 'C'] as const).flatMap((point) => {
  const at = point === 'A' ? FEDZK[0] : FEDZK[2];
  const right = (fedzk[at] ?? 0) >> 6;
  const zero = '00'.repeat(32);
  return [
    withProof('encoding', 'malformed-proof', `${point} with flags 00`, flagged(fedzk, at, 0b00)),
    withProof('encoding', 'malformed-proof', `${point} with flags 01`, flagged(fedzk, at, 0b01)),
    withProof('soundness', 'equation', `${point} with the other sign`, flagged(fedzk, at, right ^ 0b01)),
    withProof('accepted', 'ok', `${point} with its own flags`, flagged(fedzk, at, right)),
    withProof('soundness', 'infinity', `fedzk, ${point} is infinity`, patched(fedzk, at, `40${zero.slice(2)}`)),
    withProof('encoding', 'malformed-proof', `${point} of zeros`, patched(fedzk, at, zero)),
    withProof(
      'encoding',
      'malformed-proof',
      `${point} is infinity with a bit`,
      patched(fedzk, at, `40${zero.slice(4)}01`),
    ),
    withProof('soundness', 'not-on-curve', `${point} with x = 0`, patched(fedzk, at, `80${zero.slice(2)}`)),
    withProof('soundness', 'not-on-curve', `${point} with x = 0, larger y`, patched(fedzk, at, `c0${zero.slice(2)}`)),
    withProof('encoding', 'coordinate-range', `${point} with x = p`, patched(fedzk, at, hex32(p | (2n << 254n)))),
    withProof('aliasing', 'coordinate-range', `${point} with x of all ones`, patched(fedzk, at, `${'ff'.repeat(32)}`)),
  ];
});

const uncompressedFlags: readonly Case[] = [0b01, 0b10, 0b11].flatMap((bits) => [
  ...[0, 32, 64, 96, 128, 160, 192, 224].map((at) =>
    withProof('encoding', 'coordinate-range', `uncompressed, flags ${bits} at ${at}`, flagged(whole, at, bits)),
  ),
  ...[32, 64, 96, 128].map((at) =>
    withProof('encoding', 'coordinate-range', `fedzk, flags ${bits} in B at ${at}`, flagged(fedzk, at, bits)),
  ),
]);

const plusP: readonly Case[] = [
  ...[0, 32, 64, 96, 128, 160, 192, 224].map((at) =>
    withProof(
      'aliasing',
      'coordinate-range',
      `uncompressed, plus p at ${at}`,
      patched(whole, at, hex32(word(whole, at) + p)),
    ),
  ),
  ...[32, 64, 96, 128].map((at) =>
    withProof('aliasing', 'coordinate-range', `fedzk, plus p at ${at}`, patched(fedzk, at, hex32(word(fedzk, at) + p))),
  ),
];

const infinity: readonly Case[] = [
  withProof('soundness', 'infinity', 'uncompressed, A is infinity', patched(whole, WHOLE[0], '00'.repeat(64))),
  withProof('soundness', 'infinity', 'uncompressed, B is infinity', patched(whole, WHOLE[1], '00'.repeat(128))),
  withProof('soundness', 'infinity', 'uncompressed, C is infinity', patched(whole, WHOLE[2], '00'.repeat(64))),
  withProof('soundness', 'infinity', 'fedzk, B is infinity', patched(fedzk, FEDZK[1], '00'.repeat(128))),
];

const orders: readonly Case[] = [
  withProof('soundness', 'not-on-curve', 'uncompressed, the real part of B first', swappedParts(whole, WHOLE[1])),
  withProof('soundness', 'not-on-curve', 'fedzk, the real part of B first', swappedParts(fedzk, FEDZK[1])),
  withProof('soundness', 'coordinate-range', 'uncompressed, little-endian', Uint8Array.from(whole).reverse()),
];

function swappedParts(bytes: Uint8Array, at: number): Uint8Array {
  const parts = [1, 0, 3, 2].map((i) => toHex(bytes.subarray(at + 32 * i, at + 32 * (i + 1))));
  return patched(bytes, at, parts.join(''));
}

/** What gnark refuses as a point, where a point of a proof stands. Flags that only its infinity has are malformed. */
const refusedByGnark: readonly Case[] = [
  ...gnark.g1Refused.flatMap((refused) => {
    const length = refused.bytes.length / 2;
    const status = refused.reason === 'infinity-not-zero' ? 'malformed-proof' : refused.reason;
    if (status === 'length' || (length !== 32 && length !== 64)) return [];
    return (length === 32 ? [FEDZK[0], FEDZK[2]] : [WHOLE[0], WHOLE[2]]).map((at) =>
      withProof(
        'encoding',
        status,
        `gnark, ${refused.name}, at ${at}`,
        patched(length === 32 ? fedzk : whole, at, refused.bytes),
      ),
    );
  }),
  ...gnark.g2Refused.flatMap(({ name, reason, bytes }) =>
    bytes.length === 256 && reason !== 'length' && reason !== 'infinity-not-zero'
      ? [
          withProof('encoding', reason, `gnark, ${name}, fedzk`, patched(fedzk, FEDZK[1], bytes)),
          withProof('encoding', reason, `gnark, ${name}, uncompressed`, patched(whole, WHOLE[1], bytes)),
        ]
      : [],
  ),
];

export const byteCases: readonly Case[] = [
  ...lengths,
  ...containers,
  ...flags,
  ...uncompressedFlags,
  ...plusP,
  ...infinity,
  ...orders,
  ...refusedByGnark,
];
