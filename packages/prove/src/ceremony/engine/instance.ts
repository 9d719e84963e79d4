/**
 * A WebAssembly module for each curve, loaded with the first engine of the curve.
 */
import { FedzkError, loadWasm, type WasmGlue } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';

/** The glue of wasm-bindgen for a module. The glues of both curves have the same functions. */
export type Glue = typeof import('./glue/bn254.js');

/** A module that is not instantiated yet. */
export interface Source {
  readonly glue: Glue;
  /** The compiled module, its bytes, or its bytes as hexadecimal. */
  readonly module: WebAssembly.Module | BufferSource | string;
}

/** An instantiated module. */
export interface Instance {
  readonly curve: Curve;
  readonly glue: Glue;
  /** The compiled module, for threads. */
  readonly module: WebAssembly.Module;
}

/** The keys of the modules in the package's declaration. */
type Key = `contribute-${Curve}`;

type Fetch = () => Source | Promise<Source>;

const sources = new Map<Key, Fetch>();
const instances = new Map<Curve, Instance>();

/** Sets where a module is loaded from. Each entry does it once. */
export function provideContribute(key: Key, source: Fetch): void {
  sources.set(key, source);
}

/**
 * Returns a curve's module.
 *
 * @throws {FedzkError} `wasm`
 */
export async function instanceOf(curve: Curve): Promise<Instance> {
  const source = sources.get(`contribute-${curve}`);
  if (source === undefined)
    throw new FedzkError('not-initialized', 'No entry of "@fedzk/prove/ceremony" was imported.');
  return instances.get(curve) ?? instantiate(curve, await fetched(source));
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
export function instantiate(curve: Curve, { glue, module: source }: Source): Instance {
  const known = instances.get(curve);
  if (known !== undefined) return known;
  const compiling: WasmGlue<Pick<Instance, 'module'>> = {
    // Compiled here, since the glue doesn't return what it compiles.
    initSync({ module: code }) {
      const module = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
      glue.initSync({ module });
      return { module };
    },
    selfTest: glue.selfTest,
  };
  const instance = { curve, glue, ...loadWasm(compiling, source) };
  instances.set(curve, instance);
  return instance;
}
