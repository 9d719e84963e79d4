/**
 * A WebAssembly module for each curve. A program loads a key's module when it opens the key, and instantiates it once.
 */
import { FedzkError, loadWasm, type WasmGlue } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { Bytes } from '../wasm/fedzk_prove_bn254.js';

/** The glue of wasm-bindgen for a module. The glues of both curves have the same classes. */
export type Glue = typeof import('./glue/bn254.js');

/** A module that is not instantiated yet. */
export interface Source {
  readonly glue: Glue;
  /** The compiled module, its bytes, or its bytes as hexadecimal. */
  readonly module: WebAssembly.Module | BufferSource | string;
}

/** An instantiated module. */
export interface Engine {
  readonly curve: Curve;
  readonly glue: Glue;
  /** The compiled module, for other threads. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Loads a module. */
type Fetch = () => Source | Promise<Source>;

const sources = new Map<Curve, Fetch>();
const engines = new Map<Curve, Engine>();

/** Sets where a curve's module is loaded from. Each entry does it once. */
export function provide(curve: Curve, source: Fetch): void {
  sources.set(curve, source);
}

/**
 * Returns the engine of a curve.
 *
 * @throws {FedzkError} `wasm`
 */
export async function engineOf(curve: Curve): Promise<Engine> {
  const source = sources.get(curve);
  if (source === undefined) throw new FedzkError('not-initialized', 'No entry of "@fedzk/prove" was imported.');
  // The runtime caches imports. No promise is kept here: at the edge a request can't wait for another one's promise.
  return engines.get(curve) ?? instantiate(curve, await fetched(source));
}

async function fetched(source: Fetch): Promise<Source> {
  try {
    return await source();
  } catch (cause) {
    throw new FedzkError(
      'wasm',
      'A file of "@fedzk/prove" could not be fetched: serve all of them in one folder. See "cause".',
      { cause },
    );
  }
}

/**
 * Instantiates a module, unless it is instantiated already.
 *
 * @throws {FedzkError} `wasm`
 */
export function instantiate(curve: Curve, { glue, module: source }: Source): Engine {
  const known = engines.get(curve);
  if (known !== undefined) return known;
  const compiling: WasmGlue<Pick<Engine, 'module' | 'memory'>> = {
    // Compiled here, since the glue doesn't return what it compiles.
    initSync({ module: code }) {
      const module = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
      return { module, memory: glue.initSync({ module }).memory };
    },
    selfTest: glue.selfTest,
  };
  const engine = { curve, glue, ...loadWasm(compiling, source) };
  engines.set(curve, engine);
  return engine;
}

/** Copies secret bytes out of an engine and overwrites them there. */
export function take({ memory }: Engine, bytes: Bytes): Uint8Array {
  try {
    return new Uint8Array(memory.buffer, bytes.byteOffset(), bytes.length()).slice();
  } finally {
    bytes.free();
  }
}
