/** Arguments of wrong types and lengths, and what messages say of them. */
import {
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  argon2id,
  committing,
  hkdf,
  hmac,
  pbkdf2,
  xaes256Gcm,
} from '@fedzk/keys/primitives';
import { errorOf } from '@fedzk/testkit/errors';
import { foreignBytes } from '@fedzk/testkit/realms';
import { describe, expect, it } from 'vitest';
import { hex } from './support/vectors.js';

const of = (length: number): Uint8Array => new Uint8Array(length).fill(0xa7);
const costs = { salt: of(16), memoryKiB: 8, passes: 1, parallelism: 1 };
/** Whatever may come from JavaScript. */
const any = <T>(value: unknown): T => value as T;

describe.each([
  ['aesGcm', aesGcm, 12],
  ['xaes256Gcm', xaes256Gcm, 24],
  ['aesGcmSiv', aesGcmSiv, 12],
] as const)('%s', (_, algorithm, nonceLength) => {
  it('takes keys of 32 bytes', () => {
    for (const key of [of(0), of(16), of(31), of(33), any<Uint8Array>(undefined), any<Uint8Array>([...of(32)])]) {
      const error = errorOf(() => algorithm(key));
      expect([error?.code, error?.message]).toEqual([
        'invalid-argument',
        expect.stringMatching(/^"key" expected a Uint8Array of 32, got /),
      ]);
    }
  });

  it('takes its nonces, bytes, and sealed bytes with a tag', () => {
    using key = algorithm(of(32));
    expect(key.nonceLength).toBe(nonceLength);
    const nonce = of(nonceLength);
    const refused: [() => unknown, RegExp][] = [
      [() => key.seal(of(nonceLength - 1), of(1)), /^"nonce" expected a Uint8Array of (12|24), got a Uint8Array of/],
      [() => key.seal(of(nonceLength + 1), of(1)), /^"nonce" expected/],
      [() => key.seal(any(null), of(1)), /^"nonce" expected a Uint8Array of (12|24), got null\.$/],
      [() => key.seal(nonce, any('text')), /^"plaintext" expected a Uint8Array, got a string\.$/],
      [
        () => key.seal(nonce, of(1), any(new Float32Array(2))),
        /^"aad" expected a Uint8Array, got a Float32Array of 2\.$/,
      ],
      [() => key.seal(nonce, of(1), any(null)), /^"aad" expected a Uint8Array, got null\.$/],
      [() => key.open(of(0), of(16)), /^"nonce" expected/],
      [() => key.open(nonce, of(15)), /^"sealed" expected a Uint8Array of 16 or more, got a Uint8Array of 15\.$/],
      [() => key.open(nonce, any({ length: 20 })), /^"sealed" expected a Uint8Array, got an object\.$/],
      [() => key.open(nonce, of(16), any(1)), /^"aad" expected a Uint8Array, got 1\.$/],
    ];
    for (const [call, message] of refused) {
      const error = errorOf(call);
      expect([error?.code, error?.message]).toEqual(['invalid-argument', expect.stringMatching(message)]);
    }
  });
});

it('the others name the argument, what was expected and what came', () => {
  const refused: [() => unknown, RegExp][] = [
    [() => aesKw.wrap(of(16), of(16)), /^"kek" expected a Uint8Array of 32, got a Uint8Array of 16\.$/],
    [() => aesKw.wrap(of(32), of(8)), /^"key" expected a Uint8Array of 16, 24, 32, …, got a Uint8Array of 8\.$/],
    [() => aesKw.wrap(of(32), of(20)), /^"key" expected/],
    [() => aesKw.unwrap(of(32), of(16)), /^"wrapped" expected a Uint8Array of 24, 32, 40, …, got/],
    [() => aesKw.unwrap(of(32), of(25)), /^"wrapped" expected/],
    [() => aesKw.unwrap(of(33), of(24)), /^"kek" expected/],
    [() => aesKwp.wrap(of(32), of(0)), /^"key" expected a Uint8Array of 1 or more, got a Uint8Array of 0\.$/],
    [() => aesKwp.unwrap(of(32), of(8)), /^"wrapped" expected a Uint8Array of 16, 24, 32, …, got/],
    [() => aesKwp.unwrap(any('k'), of(16)), /^"kek" expected a Uint8Array of 32, got a string\.$/],
    [() => hkdf(any(1), { length: 32 }), /^"ikm" expected a Uint8Array, got 1\.$/],
    [() => hkdf(of(1), any(undefined)), /^"options" expected an object, got undefined\.$/],
    [() => hkdf(of(1), { length: 0 }), /^"length" expected an integer from 1 to 8160, got 0\.$/],
    [() => hkdf(of(1), { length: 8161 }), /^"length" expected/],
    [() => hkdf(of(1), { length: 32.5 }), /^"length" expected/],
    [() => hkdf(of(1), { length: 32, salt: any('salt') }), /^"salt" expected/],
    [() => hkdf(of(1), { length: 32, info: any('info') }), /^"info" expected/],
    [() => hmac(any('k'), of(1)), /^"key" expected/],
    [() => hmac(of(1), any('m')), /^"message" expected/],
    [() => pbkdf2(of(1), { salt: of(8), iterations: 0, length: 32 }), /^"iterations" expected/],
    [() => pbkdf2(of(1), { salt: of(8), iterations: 2 ** 32, length: 32 }), /^"iterations" expected/],
    [() => pbkdf2(of(1), { salt: of(8), iterations: 1, length: 0 }), /^"length" expected/],
    [() => pbkdf2(of(1), { salt: any(undefined), iterations: 1, length: 1 }), /^"salt" expected/],
    [() => pbkdf2(any('p'), { salt: of(8), iterations: 1, length: 1 }), /^"password" expected/],
    [() => committing.seal(of(16), of(1)), /^"key" expected a Uint8Array of 32, got/],
    [() => committing.seal(of(32), any('x')), /^"plaintext" expected/],
    [() => committing.seal(of(32), of(1), any('x')), /^"aad" expected/],
    [() => committing.open(of(32), of(79)), /^"sealed" expected a Uint8Array of 80 or more, got a Uint8Array of 79\.$/],
    [() => argon2id(any('p'), costs), /^"password" expected a Uint8Array, got a string\.$/],
    [
      () => argon2id(of(1), { ...costs, salt: of(7) }),
      /^"salt" expected a Uint8Array of 8 or more, got a Uint8Array of 7\.$/,
    ],
    [
      () => argon2id(of(1), { ...costs, memoryKiB: 7 }),
      /^"memoryKiB" expected an integer from 8 to 4294967295, got 7\.$/,
    ],
    [() => argon2id(of(1), { ...costs, parallelism: 2 }), /^"memoryKiB" expected an integer from 16 /],
    [() => argon2id(of(1), { ...costs, parallelism: 0 }), /^"parallelism" expected/],
    [() => argon2id(of(1), { ...costs, parallelism: 2 ** 24 }), /^"parallelism" expected/],
    [() => argon2id(of(1), { ...costs, passes: 0 }), /^"passes" expected/],
    [
      () => argon2id(of(1), { ...costs, passes: Number.NaN }),
      /^"passes" expected an integer from 1 to 4294967295, got NaN\.$/,
    ],
    [() => argon2id(of(1), { ...costs, length: 3 }), /^"length" expected/],
    [() => argon2id(of(1), { ...costs, secret: any('s') }), /^"secret" expected/],
    [() => argon2id(of(1), { ...costs, associatedData: any(null) }), /^"associatedData" expected/],
    [
      () => argon2id(of(1), { ...costs, memoryKiB: 2 ** 32 - 1 }),
      /^"memoryKiB" expected no more than the machine gives/,
    ],
  ];
  for (const [call, message] of refused) {
    const error = errorOf(call);
    expect([error?.code, error?.message]).toEqual(['invalid-argument', expect.stringMatching(message)]);
  }
});

it('accepts empty values where they have a meaning', () => {
  using key = aesGcm(of(32));
  expect(key.open(of(12), key.seal(of(12), of(0)))).toEqual(of(0));
  expect(key.seal(of(12), of(0), of(0))).toEqual(key.seal(of(12), of(0)));
  expect(committing.open(of(32), committing.seal(of(32), of(0)))).toEqual(of(0));
  expect(hmac(of(0), of(0)).length).toBe(32);
  expect(hkdf(of(0), { length: 1 })).toEqual(hkdf(of(0), { salt: of(0), info: of(0), length: 1 }));
  expect(argon2id(of(0), { ...costs, secret: of(0) })).toEqual(argon2id(of(0), costs));
});

it('says nothing of secrets', () => {
  using key = aesGcm(of(32));
  const errors = [
    () => key.open(of(12), of(40)),
    () => committing.open(of(32), of(100)),
    () => aesKw.unwrap(of(32), of(40)),
    () => aesKw.wrap(of(32), of(17)),
  ].map((call) => errorOf(call)?.message ?? expect.unreachable());
  for (const message of errors) expect(message).not.toMatch(/a7|167/);
});

it('believes no properties and prototypes', () => {
  class Liar extends Uint8Array {
    override get length(): number {
      return 32;
    }
    override get byteLength(): number {
      return 32;
    }
  }
  const refusal = (value: unknown): string | undefined => errorOf(() => aesGcm(any(value)))?.code;
  expect(refusal(new Liar(5))).toBe('invalid-argument');
  expect(refusal(Object.setPrototypeOf({ length: 32 }, Uint8Array.prototype))).toBe('invalid-argument');
  expect(refusal(new Proxy(of(32), {}))).toBe('invalid-argument');
  const gone = of(32);
  structuredClone(gone, { transfer: [gone.buffer as ArrayBuffer] });
  expect(refusal(gone)).toBe('invalid-argument');

  using key = aesGcm(of(32));
  const expected = hex(key.seal(of(12), of(5), of(3)));
  expect(hex(key.seal(of(12), new Liar(of(5)), new Liar(of(3))))).toBe(expected);
  expect(hex(key.seal(Buffer.from(of(12)), Buffer.from(of(5)), Buffer.from(of(3))))).toBe(expected);
  const foreign = foreignBytes(new Uint8Array(5).fill(0xa7));
  expect(hex(key.seal(of(12), foreign, of(3)))).toBe(expected);
});

it('reads an option once', () => {
  let reads = 0;
  const options = {
    get length(): number {
      reads += 1;
      return reads === 1 ? 16 : 9_000_000;
    },
  };
  expect(hkdf(of(1), options).length).toBe(16);
  expect(reads).toBe(1);
});
