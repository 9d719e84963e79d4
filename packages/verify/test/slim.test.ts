/**
 * The entry whose module the program brings along.
 */
import { readFileSync } from 'node:fs';
import type * as Slim from '@fedzk/verify/slim';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { coreWasm } from './support/core-wasm.js';
import { fedzkProof, keyBytes } from './support/encoding.js';
import { slice } from './support/vectors.js';

const { verificationKey, proof, publicSignals } = slice;
const gradient = Float32Array.of(0.5);
const integers = Int8Array.of(1);
const bytes = fedzkProof(proof);

/** A copy of the entry that nothing has initialised. */
let slim: typeof Slim;
beforeEach(async () => {
  vi.resetModules();
  slim = await import('@fedzk/verify/slim');
});

const calls: Readonly<Record<string, () => unknown>> = {
  createVerifier: () => slim.createVerifier(verificationKey),
  verifyBatch: () => slim.verifyBatch([]),
  encodeProof: () => slim.encodeProof(proof, 'fedzk'),
  encodeVerificationKey: () => slim.encodeVerificationKey(verificationKey, 'arkworks'),
  decodeVerificationKey: () =>
    slim.decodeVerificationKey(keyBytes(verificationKey), { format: 'fedzk', curve: 'bn254' }),
  decodeProof: () => slim.decodeProof(bytes, { format: 'fedzk', curve: 'bn254' }),
  quantize: () => slim.quantize(gradient, { bits: 8, clip: 1 }),
  'quantize, stochastic': () => slim.quantize(gradient, { bits: 16, clip: 1, rounding: 'stochastic' }),
  dequantize: () => slim.dequantize(integers, { scale: 1 }),
  createQuantBuffer: () => slim.createQuantBuffer('int8', 1).dispose(),
  checkRange: () => slim.checkRange(integers, { min: 0, max: 1 }),
  'checkRange of floats': () => slim.checkRange(gradient, { min: 0, max: 1 }),
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
    const others = [await import('@fedzk/verify'), await import('@fedzk/verify/quant')];
    const names = new Set([...others.flatMap((entry) => Object.keys(entry)), 'init', 'initSync', 'fusesMultiplyAdd']);
    expect(Object.keys(slim).sort()).toEqual([...names].sort());
    // tensorSchema reads its values without the module.
    const without = /^(init|initSync|FedzkError|fusesMultiplyAdd|tensorSchema)$/;
    const functions = Object.keys(slim).filter((name) => !without.test(name));
    expect([...new Set(Object.keys(calls).map((name) => name.replace(/,? .*/, '')))].sort()).toEqual(functions.sort());
  });

  it.each(Object.keys(calls))('before init, %s says so', (name) => {
    const call = calls[name] ?? expect.unreachable();
    expect(() => call()).toThrow(/^Call initSync\(\) or await init\(\) of "@fedzk\/verify\/slim" first\.$/);
    expect(code(call)).toBe('not-initialized');
  });

  it.each([
    ['initSync of bytes', () => slim.initSync(coreWasm())],
    ['initSync of a buffer', () => slim.initSync(coreWasm().buffer)],
    ['initSync of a module', () => slim.initSync(new WebAssembly.Module(coreWasm()))],
    ['initSync twice', () => [slim.initSync(coreWasm()), slim.initSync(coreWasm())]],
    ['init of a response', () => slim.init(new Response(coreWasm()))],
    [
      'init of a response with another type',
      () => slim.init(new Response(coreWasm(), { headers: { 'content-type': 'text/html' } })),
    ],
    ['init of a promise', () => slim.init(Promise.resolve(new Response(coreWasm())))],
  ])('after %s, everything works', async (_, init) => {
    await init();
    expect(Object.values(calls).map(code)).toEqual(Object.keys(calls).map(() => 'done'));
    expect(slim.createVerifier(verificationKey).verify(proof, publicSignals)).toBe(true);
  });

  it('refuses an invalid module, and still accepts a valid one afterwards', async () => {
    const wasm = coreWasm();
    const page = new TextEncoder().encode('<!doctype html><p>Not found');
    for (const bad of [new Uint8Array(), wasm.slice(0, -1), wasm.slice().fill(0, 0, 4), page]) {
      expect(code(() => slim.initSync(bad))).toBe('wasm');
      const error = await slim.init(new Response(bad)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'wasm' });
      expect((error as Error).message).not.toContain('Content-Security-Policy');
      expect(Object.values(calls).map(code)).toEqual(Object.keys(calls).map(() => 'not-initialized'));
    }
    const texts = ['x', '', 'core.wasm', '0061736d01000000'].map((text) => async () => slim.initSync(text as never));
    for (const call of [() => slim.init(undefined as never), async () => slim.initSync(undefined as never), ...texts]) {
      await expect(call()).rejects.toMatchObject({ code: 'invalid-argument', message: /"source" expected a / });
    }
    const missing = new Response(wasm, { status: 404 });
    await expect(slim.init(missing)).rejects.toMatchObject({ code: 'wasm', message: expect.stringContaining('404') });
    slim.initSync(wasm);
    expect(slim.createVerifier(verificationKey).verify(proof, publicSignals)).toBe(true);
  });

  it('refuses the module of another package, says so, and accepts its own afterwards', () => {
    const keys = readFileSync(new URL('../../keys/wasm/fedzk_keys_bg.wasm', import.meta.url));
    for (const other of [keys, new WebAssembly.Module(keys)]) {
      expect(() => slim.initSync(other)).toThrow(
        /^The WebAssembly module is of another package or version\. Use the file of the version that is imported\.$/,
      );
    }
    slim.initSync(coreWasm());
    expect(slim.createVerifier(verificationKey).verify(proof, publicSignals)).toBe(true);
  });

  it('refuses another module, each time', () => {
    const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    expect(code(() => slim.initSync(empty))).toBe('wasm');
    expect(code(() => slim.initSync(empty))).toBe('wasm');
    expect(Object.values(calls).map(code)).toEqual(Object.keys(calls).map(() => 'not-initialized'));
  });
});
