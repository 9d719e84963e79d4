/** Arguments that lie, throw or are of another kind: each is refused with a FedzkError, and nothing else comes out. */
import { FedzkError } from '@fedzk/core';
import * as keys from '@fedzk/keys';
import * as node from '@fedzk/keys/node';
import * as primitives from '@fedzk/keys/primitives';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UNLOCK } from './support/stores.js';

const thrower = (): never => {
  throw new RangeError('a trap');
};
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 7,
  'a string': () => 'text',
  'an empty array': () => [],
  'a symbol': () => Symbol('x'),
  'a function': () => () => undefined,
  'an object of another kind': () => ({ foo: 1 }),
  'a proxy that throws': () => new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower }),
  'getters that throw': () =>
    Object.defineProperties(
      {},
      {
        ...Object.fromEntries(
          [
            'key',
            'id',
            'salt',
            'length',
            'passphrase',
            'provider',
            'audit',
            'anchor',
            'signal',
            'replace',
            'write',
            'read',
            'before',
            'version',
            'readHead',
          ].map((name) => [name, { get: thrower, enumerable: true }]),
        ),
      },
    ),
  'a detached array': () => {
    const bytes = new Uint8Array(32);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return bytes;
  },
  'a shared array': () => new Uint8Array(new SharedArrayBuffer(32)),
  'an array of another length': () => new Uint8Array(5),
  'a BigInt': () => 5n,
};

type Call = (...given: never[]) => unknown;

/** What came out of a call that is neither a FedzkError nor a result. */
async function raw(call: () => unknown): Promise<unknown> {
  try {
    const result = await call();
    if (typeof result === 'object' && result !== null && 'lock' in result) (result as keys.KeyStore).lock();
    return undefined;
  } catch (error) {
    return error instanceof FedzkError ? undefined : error;
  }
}

/** Every position gets each hostile value, with good ones before it. */
async function rawErrors(name: string, call: Call, good: readonly unknown[]): Promise<string[]> {
  const found: string[] = [];
  for (const [what, make] of Object.entries(HOSTILE)) {
    for (let at = 0; at <= good.length; at++) {
      const given = [...good.slice(0, at), make(), ...good.slice(at + 1)];
      const error = await raw(() => (call as (...given: unknown[]) => unknown)(...given));
      if (error !== undefined) found.push(`${name}, ${what} at ${at}: ${String(error)}`);
    }
  }
  return found;
}

const bytes = new Uint8Array(32);

describe('hostile arguments', () => {
  const statics: readonly (readonly [string, Call, readonly unknown[]])[] = [
    ['KeyStore.create', keys.KeyStore.create, [keys.memoryStorage(), UNLOCK]],
    ['KeyStore.open', keys.KeyStore.open, [keys.memoryStorage(), UNLOCK]],
    ['KeyStore.restore', keys.KeyStore.restore, [keys.memoryStorage(), bytes, UNLOCK]],
    ['seal', keys.seal, [bytes, bytes, bytes]],
    ['open', keys.open, [bytes, new Uint8Array(90), bytes]],
    ['hkdf', primitives.hkdf, [bytes, { length: 32 }]],
    ['hmac', primitives.hmac, [bytes, bytes]],
    ['pbkdf2', primitives.pbkdf2, [bytes, { salt: bytes, iterations: 1, length: 32 }]],
    ['argon2id', primitives.argon2id, [bytes, { salt: bytes, memoryKiB: 8, passes: 1, parallelism: 1 }]],
    ['aesGcm', primitives.aesGcm, [bytes]],
    ['aesGcmSiv', primitives.aesGcmSiv, [bytes]],
    ['xaes256Gcm', primitives.xaes256Gcm, [bytes]],
    ['committing.seal', primitives.committing.seal, [bytes, bytes, bytes]],
    ['committing.open', primitives.committing.open, [bytes, new Uint8Array(90), bytes]],
    ['aesKw.wrap', primitives.aesKw.wrap, [bytes, bytes]],
    ['aesKwp.unwrap', primitives.aesKwp.unwrap, [bytes, bytes]],
    ['directoryStorage', node.directoryStorage, []],
    ['directoryAnchor', node.directoryAnchor, []],
    ['backupFile', node.backupFile, ['no/such/path']],
  ];

  it.each(statics)('of %s', async (name, call, good) => {
    expect(await rawErrors(name, call.bind(name.startsWith('KeyStore') ? keys.KeyStore : undefined), good)).toEqual([]);
  });

  const methods: readonly (readonly [keyof keys.KeyStore, readonly unknown[]])[] = [
    ['put', [bytes, { id: 'x', replace: true }]],
    ['putMany', [[{ key: bytes, id: 'x', replace: true }]]],
    ['generate', ['aes-256', { id: 'x', replace: true }]],
    ['get', ['x', {}]],
    ['export', ['x', {}]],
    ['update', ['x', { owner: 'me' }]],
    ['retire', ['x', { before: 1 }]],
    ['list', []],
    ['delete', ['none']],
    ['erase', ['none']],
    ['rotateRoot', [[UNLOCK]]],
    ['addSlot', []],
    ['removeSlot', ['none']],
    ['changePassphrase', ['none', { passphrase: 'new' }]],
    ['backup', [{ write: async () => undefined }]],
  ];

  it.each(methods)('of a store: %s', async (method, good) => {
    const store = await keys.KeyStore.create(keys.memoryStorage(), UNLOCK);
    onTestFinished(() => store.lock());
    await store.put(bytes, { id: 'x', exportable: true });
    expect(await rawErrors(String(method), (store[method] as Call).bind(store), good)).toEqual([]);
  });
});

it.each([
  ['hkdf', () => primitives.hkdf(bytes, { length: 32, slat: bytes } as never)],
  ['pbkdf2', () => primitives.pbkdf2(bytes, { salt: bytes, iterations: 1, length: 32, hash: 'sha512' } as never)],
  [
    'argon2id',
    () => primitives.argon2id(bytes, { salt: bytes, memoryKiB: 8, passes: 1, parallelism: 1, lanes: 2 } as never),
  ],
])('an option that %s has not is refused', (_, call) => {
  expect(call).toThrow(/has no "?(slat|hash|lanes)"?/);
});
