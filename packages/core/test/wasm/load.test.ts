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

  it('refuses what is no module, with the reason, and what a page or a worker needs', () => {
    for (const source of [
      new Uint8Array(),
      module(1).subarray(1),
      module(1).slice(0, -1),
      '',
      '0000',
      'no hexadecimal',
      '0',
    ]) {
      const error = refusal(source);
      expect(error.code).toBe('wasm');
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.message).toContain("script-src 'wasm-unsafe-eval'");
      expect(error.message).toContain('condition "workerd"');
    }
  });

  it('passes on what the runtime refuses with', () => {
    const cause = new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
    const refusing: WasmGlue = {
      initSync: () => {
        throw cause;
      },
      selfTest: () => true,
    };
    expect(refusal(module(1), refusing)).toMatchObject({ code: 'wasm', cause });
  });

  it('refuses a module that computes wrongly', () => {
    const error = refusal(module(0));
    expect([error.code, error.cause]).toEqual(['wasm', undefined]);
    expect(error.message).toMatch(/computes wrongly on this machine/);
  });

  it('refuses a module that is another', () => {
    const error = refusal(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(error.code).toBe('wasm');
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(/not the one that this version of the package needs/);
  });
});
