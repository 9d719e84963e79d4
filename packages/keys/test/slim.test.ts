/** The entry whose modules the program brings along. It runs @alone, since a process is given a module once. */
import { readFileSync } from 'node:fs';
import type * as Slim from '@fedzk/keys/slim';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { argon2Wasm, coreWasm } from './support/core-wasm.js';

/** A copy of the entry that nothing has initialised. */
let slim: typeof Slim;
beforeEach(async () => {
  vi.resetModules();
  slim = await import('@fedzk/keys/slim');
});

const bytes = new Uint8Array(32);
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const { cseal } = JSON.parse(readFileSync(new URL('../../vectors/keystore/stores.json', import.meta.url), 'utf8'));
const known = cseal[0] as { readonly key: string; readonly context: string; readonly sealed: string };
const costs = { salt: bytes, memoryKiB: 8, passes: 1, parallelism: 1 };
const calls: Readonly<Record<string, () => unknown>> = {
  backend: () => slim.backend(),
  aesGcm: () => slim.aesGcm(bytes).dispose(),
  xaes256Gcm: () => slim.xaes256Gcm(bytes).dispose(),
  aesGcmSiv: () => slim.aesGcmSiv(bytes).dispose(),
  aesKw: () => slim.aesKw.wrap(bytes, bytes),
  aesKwp: () => slim.aesKwp.wrap(bytes, bytes),
  hkdf: () => slim.hkdf(bytes, { length: 32 }),
  hmac: () => slim.hmac(bytes, bytes),
  pbkdf2: () => slim.pbkdf2(bytes, { salt: bytes, iterations: 1, length: 32 }),
  committing: () => slim.committing.seal(bytes, bytes),
  argon2id: () => slim.argon2id(bytes, costs),
  seal: () => slim.seal(bytes, bytes),
  open: () => slim.open(hex(known.key), hex(known.sealed), hex(known.context)),
};

function code(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof slim.FedzkError)) throw error;
    return error.code;
  }
  return 'done';
}

describe('slim', () => {
  it('has the names of the other entries and init', async () => {
    const others = [await import('@fedzk/keys'), await import('@fedzk/keys/primitives')];
    const own = ['init', 'initSync', 'swizzlesRelaxed'];
    expect(Object.keys(slim).sort()).toEqual([...new Set([...others.flatMap(Object.keys), ...own])].sort());
    // The key store's are called through what these make or take.
    const ofStores = ['FedzkError', 'KeyStore', 'KeyHandle', 'memoryStorage', 'signerOf', 'subjectKeys'];
    const functions = Object.keys(slim).filter((name) => ![...own, ...ofStores].includes(name));
    expect(Object.keys(calls).sort()).toEqual(functions.sort());
  });

  it.each(Object.keys(calls))('before init, %s says so', (name) => {
    expect(code(calls[name] ?? expect.unreachable())).toBe('not-initialized');
  });

  it.each(Object.keys(calls))('after init, %s works', (name) => {
    slim.initSync(coreWasm(), argon2Wasm());
    expect(code(calls[name] ?? expect.unreachable())).toBe('done');
  });

  it('before init, a store says so', async () => {
    await expect(slim.KeyStore.create(slim.memoryStorage(), { key: bytes })).rejects.toMatchObject({
      code: 'not-initialized',
    });
  });

  it('does without Argon2 until it is called', () => {
    slim.initSync(new WebAssembly.Module(coreWasm()));
    expect(slim.backend()).toBe('strict');
    expect(code(() => slim.aesGcm(bytes).dispose())).toBe('done');
    expect(code(() => slim.argon2id(bytes, costs))).toBe('not-initialized');
  });

  it('accepts the result of fetch', async () => {
    await slim.init(Promise.resolve(new Response(coreWasm())), new Response(argon2Wasm()));
    expect(slim.argon2id(bytes, costs).length).toBe(32);
  });

  it('refuses invalid modules, and responses that are not OK', async () => {
    expect(code(() => slim.initSync(new Uint8Array(8)))).toBe('wasm');
    for (const wrong of ['x', '', 'ab', undefined, null, 5, {}, [1]]) {
      const source = wrong as unknown as Uint8Array<ArrayBuffer>;
      expect(() => slim.initSync(source)).toThrow(/^"source" expected a WebAssembly.Module, or its bytes, got /);
      expect(code(() => slim.initSync(source))).toBe('invalid-argument');
      if (wrong === undefined) continue;
      expect(() => slim.initSync(coreWasm(), source)).toThrow(/^"argon2" expected a WebAssembly.Module, or its bytes/);
      expect(code(() => slim.initSync(coreWasm(), source))).toBe('invalid-argument');
    }
    const missing = slim.init(new Response('', { status: 404 }));
    await expect(missing).rejects.toThrow(/^"source" expected a response with the WebAssembly module, got status 404/);
    const argon2 = slim.init(new Response(coreWasm()), new Response('', { status: 500 }));
    await expect(argon2).rejects.toThrow(/^"argon2" expected/);
    slim.initSync(coreWasm(), new Uint8Array(8));
    expect(code(() => slim.argon2id(bytes, costs))).toBe('wasm');
  });

  it.each([
    ['core.wasm', coreWasm()],
    ['a module without exports', Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)],
  ])('says that %s is not Argon2’s module', (_, other) => {
    slim.initSync(coreWasm(), other);
    const another = /^The WebAssembly module of Argon2 is another one; pass "argon2.wasm" of this version/;
    expect(() => slim.argon2id(bytes, costs)).toThrow(another);
    expect(code(() => slim.argon2id(bytes, costs))).toBe('wasm');
  });
});
