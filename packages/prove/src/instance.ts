/**
 * A module for each curve, of which a program gets the one that a key is for when it is opened, and instantiates it once.
 */
import { FedzkError, loadWasm, type WasmGlue } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { Bytes } from '../wasm/fedzk_prove_bn254.js';

/** What wasm-bindgen wrote for a module; that of the other curve has the same classes. */
export type Glue = typeof import('./glue/bn254.js');

/** A module as it travels. */
export interface Source {
  readonly glue: Glue;
  /** Compiled, its bytes, or these as hexadecimal. */
  readonly module: WebAssembly.Module | BufferSource | string;
}

/** A module that is instantiated. */
export interface Engine {
  readonly curve: Curve;
  readonly glue: Glue;
  /** For other threads, which needn't compile it again. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** Gets a module. */
type Fetch = () => Source | Promise<Source>;

const sources = new Map<Curve, Fetch>();
const engines = new Map<Curve, Engine>();

/** Says where the module of a curve is, which an entry does once. */
export function provide(curve: Curve, source: Fetch): void {
  sources.set(curve, source);
}

/**
 * The engine of a curve.
 *
 * @throws {FedzkError} `wasm`
 */
export async function engineOf(curve: Curve): Promise<Engine> {
  const source = sources.get(curve);
  if (source === undefined) throw new FedzkError('not-initialized', 'No entry of "@fedzk/prove" was imported.');
  // The runtime keeps what it has imported. No promise is kept here: at the edge one request can't wait for another's.
  return engines.get(curve) ?? instantiate(curve, await fetched(source));
}

async function fetched(source: Fetch): Promise<Source> {
  try {
    return await source();
  } catch (cause) {
    throw new FedzkError(
      'wasm',
      'A file of "@fedzk/prove" could not be fetched: serve all of them, one beside the other. See "cause".',
      { cause },
    );
  }
}

/**
 * Instantiates a module, unless that is done.
 *
 * @throws {FedzkError} `wasm`
 */
export function instantiate(curve: Curve, { glue, module: source }: Source): Engine {
  const known = engines.get(curve);
  if (known !== undefined) return known;
  const compiling: WasmGlue<Pick<Engine, 'module' | 'memory'>> = {
    // The glue would keep what it compiles to itself.
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

/** A copy of secret bytes of an engine's, which are overwritten there. */
export function take({ memory }: Engine, bytes: Bytes): Uint8Array {
  try {
    return new Uint8Array(memory.buffer, bytes.byteOffset(), bytes.length()).slice();
  } finally {
    bytes.free();
  }
}
