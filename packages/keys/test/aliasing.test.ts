/** Arguments that share memory, and results that do not. */
import { aesGcm, aesKw, argon2id, committing, hkdf, hmac, pbkdf2, xaes256Gcm } from '@fedzk/keys/primitives';
import { Random } from '@fedzk/testkit/random';
import { expect, it } from 'vitest';
import { hex } from './support/vectors.js';

const random = new Random('aliasing');
/** Everything that follows is a view of it. */
const memory = random.bytes(256).slice();
const view = (at: number, length: number): Uint8Array => memory.subarray(at, at + length);
const apart = (at: number, length: number): Uint8Array => view(at, length).slice();

it('takes views of one buffer that overlap, and leaves them as they were', () => {
  const before = hex(memory);
  using key = aesGcm(view(3, 32));
  using other = aesGcm(apart(3, 32));
  const sealed = key.seal(view(5, 12), view(8, 100), view(0, 50));
  expect(sealed).toEqual(other.seal(apart(5, 12), apart(8, 100), apart(0, 50)));
  expect(key.open(view(5, 12), sealed, view(0, 50))).toEqual(apart(8, 100));

  const options = { salt: view(1, 16), info: view(2, 30), length: 64 };
  expect(hkdf(view(0, 40), options)).toEqual(
    hkdf(apart(0, 40), { salt: apart(1, 16), info: apart(2, 30), length: 64 }),
  );
  expect(hmac(view(0, 70), view(9, 90))).toEqual(hmac(apart(0, 70), apart(9, 90)));
  expect(aesKw.unwrap(view(7, 32), aesKw.wrap(view(7, 32), view(8, 32)))).toEqual(apart(8, 32));
  const iterations = { iterations: 3, length: 20 };
  expect(pbkdf2(view(0, 9), { salt: view(4, 9), ...iterations })).toEqual(
    pbkdf2(apart(0, 9), { salt: apart(4, 9), ...iterations }),
  );
  const costs = { memoryKiB: 8, passes: 1, parallelism: 1 };
  const shared = { salt: view(2, 20), secret: view(3, 20), associatedData: view(4, 20), ...costs };
  const separate = { salt: apart(2, 20), secret: apart(3, 20), associatedData: apart(4, 20), ...costs };
  expect(argon2id(view(1, 20), shared)).toEqual(argon2id(apart(1, 20), separate));
  expect(committing.open(view(0, 32), committing.seal(view(0, 32), view(1, 9), view(2, 9)), view(2, 9))).toEqual(
    apart(1, 9),
  );
  expect(hex(memory)).toBe(before);
});

it('takes one array for everything', () => {
  const all = view(0, 24);
  using key = xaes256Gcm(view(0, 32));
  expect(key.open(all, key.seal(all, all, all), all)).toEqual(all);
});

it('gives results that are alone in their memory and stay as they are', () => {
  using key = aesGcm(view(0, 32));
  const results = [
    key.seal(view(0, 12), view(0, 40)),
    key.open(view(0, 12), key.seal(view(0, 12), view(0, 40))),
    hkdf(view(0, 9), { length: 33 }),
    hmac(view(0, 9), view(0, 9)),
    aesKw.wrap(view(0, 32), view(0, 32)),
    committing.seal(view(0, 32), view(0, 9)),
    argon2id(view(0, 9), { salt: view(0, 9), memoryKiB: 8, passes: 1, parallelism: 1 }),
  ];
  const before = results.map(hex);
  for (const { buffer, byteOffset, byteLength } of results)
    expect([byteOffset, buffer.byteLength]).toEqual([0, byteLength]);
  key.seal(view(0, 12), new Uint8Array(3_000_000));
  expect(results.map(hex)).toEqual(before);
});

it('keeps its view when memory grows', () => {
  using key = aesGcm(view(0, 32));
  for (const length of [10, 5_000, 10, 9_000_000, 10, 20_000_000, 10]) {
    const plaintext = new Uint8Array(length).fill(length);
    using another = aesGcm(view(1, 32));
    const sealed = another.seal(view(0, 12), plaintext);
    expect(sealed.length).toBe(length + 16);
    expect(Buffer.compare(another.open(view(0, 12), sealed), plaintext)).toBe(0);
    expect(key.open(view(0, 12), key.seal(view(0, 12), view(0, 5)))).toEqual(view(0, 5));
  }
});
