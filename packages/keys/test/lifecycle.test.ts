/**
 * Keys that are disposed of, forgotten, or one too many; and what is left of them in memory.
 * It runs @alone, since a process is given a module once.
 */
import { setFlagsFromString } from 'node:v8';
import { aesGcm, aesGcmSiv, argon2id, xaes256Gcm } from '@fedzk/keys/primitives';
import type * as Slim from '@fedzk/keys/slim';
import { code } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { collector } from '@fedzk/testkit/realms';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { argon2Wasm, coreWasm } from './support/core-wasm.js';

const random = new Random('lifecycle');

describe.each([
  ['aesGcm', aesGcm],
  ['xaes256Gcm', xaes256Gcm],
  ['aesGcmSiv', aesGcmSiv],
] as const)('%s', (_, algorithm) => {
  it('is not used after it was disposed of, and can be disposed of twice', () => {
    const [one, two] = [algorithm(random.bytes(32)), algorithm(random.bytes(32))];
    const nonce = random.bytes(one.nonceLength);
    const sealed = two.seal(nonce, random.bytes(9));
    one.dispose();
    one.dispose();
    one[Symbol.dispose]();
    expect(code(() => one.seal(nonce, random.bytes(9)))).toBe('disposed');
    expect(code(() => one.open(nonce, sealed))).toBe('disposed');
    // The place of the one is another's now, and the two is as it was.
    using three = algorithm(random.bytes(32));
    expect(code(() => one.seal(nonce, random.bytes(9)))).toBe('disposed');
    expect(code(() => three.open(nonce, sealed))).toBe('not-authentic');
    expect(two.open(nonce, sealed).length).toBe(9);
    two.dispose();
  });
});

it('frees keys that nobody disposed of', { timeout: 60_000 }, async () => {
  setFlagsFromString('--expose-gc');
  const collect = collector();
  const key = random.bytes(32);
  // More than the module holds at a time.
  for (let round = 0; round < 140; round++) {
    for (let i = 0; i < 500; i++) aesGcm(key);
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
});

it('gives back the memory of Argon2', { timeout: 60_000 }, async () => {
  const options = { salt: random.bytes(16), memoryKiB: 65_536, passes: 1, parallelism: 1 };
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 24; i++) {
    argon2id(random.bytes(9), options);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // 1.5 GiB, were all of it kept.
  expect(process.memoryUsage.rss() - before).toBeLessThan(1e9);
});

describe('memory', () => {
  const { Instance } = WebAssembly;
  const memories: WebAssembly.Memory[] = [];
  afterEach(() => {
    WebAssembly.Instance = Instance;
    memories.length = 0;
  });

  /** A copy of the entry whose memories are seen. */
  async function watched(): Promise<typeof Slim> {
    vi.resetModules();
    const slim = await import('@fedzk/keys/slim');
    WebAssembly.Instance = new Proxy(Instance, {
      construct(target, args) {
        const instance = Reflect.construct(target, args) as WebAssembly.Instance;
        if (instance.exports['memory'] instanceof WebAssembly.Memory) memories.push(instance.exports['memory']);
        return instance;
      },
    });
    slim.initSync(coreWasm(), argon2Wasm());
    return slim;
  }

  /** How often bytes are in the memories. */
  function found(...secrets: readonly Uint8Array[]): number {
    let count = 0;
    for (const { buffer } of memories) {
      const all = Buffer.from(buffer);
      for (const secret of secrets) {
        for (let at = all.indexOf(secret); at !== -1; at = all.indexOf(secret, at + 1)) count += 1;
      }
    }
    return count;
  }

  it('has nothing of a key that was disposed of, and of what was opened and derived', async () => {
    const slim = await watched();
    const [secret, plaintext, password] = [random.bytes(32), random.bytes(64), random.bytes(40)];
    const long = random.bytes(5_000);
    const half = secret.subarray(0, 16);
    for (const algorithm of [slim.aesGcm, slim.xaes256Gcm, slim.aesGcmSiv]) {
      const aead = algorithm(secret);
      const nonce = random.bytes(aead.nonceLength);
      expect(aead.open(nonce, aead.seal(nonce, plaintext))).toEqual(plaintext);
      expect(aead.open(nonce, aead.seal(nonce, long)).length).toBe(5_000);
      aead.dispose();
      expect(found(secret, half, plaintext, long.subarray(100, 132))).toBe(0);
    }
    slim.aesKw.unwrap(secret, slim.aesKw.wrap(secret, plaintext));
    slim.aesKwp.unwrap(secret, slim.aesKwp.wrap(secret, plaintext));
    slim.committing.open(secret, slim.committing.seal(secret, plaintext));
    slim.hmac(secret, plaintext);
    const outputs = [
      slim.hkdf(secret, { info: random.bytes(5), length: 64 }),
      slim.pbkdf2(password, { salt: secret.subarray(16), iterations: 2, length: 64 }).subarray(0, 32),
      slim.argon2id(password, { salt: random.bytes(8), memoryKiB: 64, passes: 1, parallelism: 1 }),
    ];
    expect(memories.length).toBe(2);
    expect(found(secret, half, plaintext, password, ...outputs)).toBe(0);
  });

  it('has what is looked for, where it is no secret', async () => {
    const slim = await watched();
    const sealed = random.bytes(64);
    using aead = slim.aesGcm(random.bytes(32));
    expect(() => aead.open(random.bytes(12), sealed)).toThrow(/not authentic/);
    expect(found(sealed)).toBe(1);
  });
});
