import { runInNewContext } from 'node:vm';
import { FedzkError, loadWasm, type WasmGlue } from '@fedzk/core';
import { describe, expect, it } from 'vitest';

/** (module (func (export "selfTest") (result i32) i32.const 1)), or 0. */
const module = (result: 0 | 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 5, 1, 0x60, 0, 1, 0x7f],
    ...[3, 2, 1, 0],
    ...[7, 12, 1, 8, ...new TextEncoder().encode('selfTest'), 0, 0],
    ...[10, 6, 1, 4, 0, 0x41, result, 0x0b],
  );

/** Glue as wasm-bindgen writes it: it instantiates once and keeps that. */
function glue(): WasmGlue & { readonly sources: unknown[]; readonly exports: object } {
  let instance: WebAssembly.Instance | undefined;
  const sources: unknown[] = [];
  const exports = {};
  return {
    sources,
    exports,
    initSync({ module: source }) {
      sources.push(source);
      instance ??= new WebAssembly.Instance(
        source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source),
      );
      return exports;
    },
    selfTest: () => (instance as unknown as { exports: { selfTest(): number } }).exports.selfTest() !== 0,
  };
}

function refusal(source: Parameters<typeof loadWasm>[1], into: WasmGlue = glue()): FedzkError {
  try {
    loadWasm(into, source);
  } catch (error) {
    if (error instanceof FedzkError) return error;
    throw error;
  }
  throw new Error('the module was taken');
}

describe('loadWasm', () => {
  it('takes a module, its bytes, their buffer, and hexadecimal', () => {
    const bytes = module(1);
    for (const source of [new WebAssembly.Module(bytes), bytes, bytes.buffer, Buffer.from(bytes).toString('hex')]) {
      const mine = glue();
      expect(loadWasm(mine, source)).toBe(mine.exports);
      expect(mine.sources).toEqual([typeof source === 'string' ? bytes : source]);
    }
  });

  it('takes a module of another realm, as the edge runtime of Next has it, and leaves it as it was', () => {
    const foreign: WebAssembly.Module = runInNewContext('new WebAssembly.Module(bytes)', { bytes: module(1) });
    const mine = glue();
    expect(foreign).not.toBeInstanceOf(WebAssembly.Module);
    expect(loadWasm(mine, foreign)).toBe(mine.exports);
    expect(foreign).not.toBeInstanceOf(WebAssembly.Module);
  });

  it.each<[string, Parameters<typeof loadWasm>[1], string]>([
    ['no bytes', new Uint8Array(), 'Expected a WebAssembly module, got no bytes. Check where it was read from.'],
    ['without its first byte', module(1).subarray(1), 'got 40 bytes that begin with "asm'],
    ['a page', new TextEncoder().encode('<!doctype html><title>'), 'got 22 bytes that begin with "<!doctype html><".'],
    ['a page, as a buffer', new TextEncoder().encode('<html>').buffer, 'got 6 bytes that begin with "<html>".'],
    ['cut off', module(1).slice(0, -1), 'is damaged, or has instructions that this runtime does not have.'],
    ['no hexadecimal', 'no hexadecimal', 'in hexadecimal: the package is damaged.'],
    ['empty hexadecimal', '', 'got no bytes.'],
    ['zeros in hexadecimal', '0000', 'got 2 bytes that begin with "\\u0000\\u0000".'],
  ])('refuses what is no module, %s, and does not blame a policy', (_, source, message) => {
    const error = refusal(source);
    expect(error.code).toBe('wasm');
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/Content-Security-Policy|workerd/);
  });

  it.each([undefined, null, 1, {}, [[0, 97, 115, 109]]])('refuses %j as an argument', (source) => {
    const { code, message } = refusal(source as unknown as Uint8Array<ArrayBuffer>);
    expect([code, message]).toEqual([
      'invalid-argument',
      expect.stringContaining('"source" expected a WebAssembly.Module, or its bytes, got '),
    ]);
  });

  it('passes on the error of the runtime', () => {
    const cause = new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    const refusing: WasmGlue = {
      initSync: () => {
        throw cause;
      },
      selfTest: () => true,
    };
    for (const source of [module(1), module(1).buffer, new WebAssembly.Module(module(1))]) {
      const error = refusal(source, refusing);
      expect(error).toMatchObject({ code: 'wasm', cause });
      expect(error.message).toContain("script-src 'wasm-unsafe-eval'");
      expect(error.message).toContain('condition "workerd"');
    }
  });

  it('refuses a module that computes wrongly', () => {
    const error = refusal(module(0));
    expect([error.code, error.cause]).toEqual(['wasm', undefined]);
    expect(error.message).toMatch(/computes wrongly on this machine/);
  });

  it('refuses a module that needs other imports, and does not blame a policy', () => {
    // (module (import "./other_bg.js" "f" (func)))
    const text = new TextEncoder();
    const names = [13, ...text.encode('./other_bg.js'), 1, ...text.encode('f')];
    const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0];
    const other = Uint8Array.of(...head, 2, names.length + 3, 1, ...names, 0, 0);
    const needing = (imports: WebAssembly.Imports): WasmGlue => ({
      initSync: ({ module: source }) =>
        new WebAssembly.Instance(
          source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source),
          imports,
        ),
      selfTest: () => true,
    });
    const ways = [{ './fedzk_verify_bg.js': {} }, { './other_bg.js': {} }, { './other_bg.js': { f: 1 } }];
    for (const imports of ways as WebAssembly.Imports[]) {
      for (const source of [other, new WebAssembly.Module(other)]) {
        const { code, message, cause } = refusal(source, needing(imports));
        expect(code).toBe('wasm');
        expect(['TypeError', 'LinkError']).toContain((cause as Error).name);
        expect(message).toBe(
          'The WebAssembly module is of another package or version. Use the file of the version that is imported.',
        );
      }
    }
  });

  it('refuses a module that is another', () => {
    const error = refusal(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(error.code).toBe('wasm');
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/of another package or version/);
  });
});
