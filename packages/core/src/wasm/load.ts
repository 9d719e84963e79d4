import { unexpected } from '../argument.js';
import { fromHex } from '../bytes.js';
import { FedzkError } from '../errors.js';
import { beginsAsModule, shownBeginning } from './magic.js';

/** What wasm-bindgen's `--target web` glue exports, and our own self-test. */
export interface WasmGlue<Exports = unknown> {
  /** Instantiates the module at once; what it exports. */
  initSync(options: { module: WebAssembly.Module | BufferSource }): Exports;
  /** Whether a known computation comes out right. */
  selfTest(): boolean;
}

/**
 * Instantiates a package's module, synchronously, and confirms that it computes right where it runs.
 *
 * @param source a compiled module, its bytes, or its bytes as hexadecimal
 * @returns what the module exports, its memory among it
 * @throws {FedzkError} `wasm`, when it is no module, or one with instructions that the runtime doesn't have, when the
 *   module is refused (a page needs `script-src 'wasm-unsafe-eval'`; workerd takes imported modules only), is another
 *   one, or fails its self-test; `invalid-argument`, when it is neither a module nor bytes. The glue keeps a module that was instantiated, so
 *   after the last two another call can't mend it
 */
export function loadWasm<Exports>(
  glue: WasmGlue<Exports>,
  source: WebAssembly.Module | BufferSource | string,
): Exports {
  let exports: Exports;
  let module = source;
  try {
    if (typeof module === 'string') module = fromHex(module);
    const given = module;
    exports = asOfThisRealm(given, () => glue.initSync({ module: given }));
  } catch (cause) {
    throw refusal(module, cause);
  }
  let right: boolean;
  try {
    right = glue.selfTest();
  } catch (cause) {
    throw new FedzkError('wasm', ANOTHER, { cause });
  }
  if (!right) {
    throw new FedzkError('wasm', 'The WebAssembly module computes wrongly on this machine; please report its make.');
  }
  return exports;
}

/**
 * Runs work on a module that glue may take for bytes, since it knows modules by the class of its own realm. The edge runtime
 * of Next compiles modules outside of the program's realm.
 */
function asOfThisRealm<T>(module: object, work: () => T): T {
  const proto: unknown = Object.getPrototypeOf(module);
  if (tagOf(module) !== 'WebAssembly.Module' || module instanceof WebAssembly.Module) return work();
  Object.setPrototypeOf(module, WebAssembly.Module.prototype);
  try {
    return work();
  } finally {
    Object.setPrototypeOf(module, proto as object | null);
  }
}

const ANOTHER =
  'The WebAssembly module is not the one that this version of the package needs: it is of another package or version.';

/**
 * What instantiation throws where imports do not fit: for a module of imports a TypeError, for an import a LinkError
 * (WebAssembly JavaScript Interface §5.2). What forbids to compile throws other errors.
 */
const NOT_LINKED: readonly string[] = ['TypeError', 'LinkError'];

/** Why a module was not taken: what is wrong with it, or else what the runtime does not allow. */
function refusal(source: unknown, cause: unknown): FedzkError {
  const wasm = (message: string): FedzkError => new FedzkError('wasm', message, { cause });
  if (typeof source === 'string') return wasm('Expected a WebAssembly module in hexadecimal: the package is damaged.');
  if (isBytes(source)) {
    if (!beginsAsModule(source)) {
      return wasm(`Expected a WebAssembly module, got ${shownBeginning(source)}. Check where it was read from.`);
    }
    if (!validates(source)) {
      return wasm('The WebAssembly module is damaged, or has instructions that this runtime does not have.');
    }
  } else if (tagOf(source) !== 'WebAssembly.Module') {
    return unexpected('source', 'a WebAssembly.Module, or its bytes', source);
  }
  return wasm(NOT_LINKED.includes(`${(cause as Error | null)?.name}`) ? ANOTHER : NOT_ALLOWED);
}

/** Of any realm. */
function isBytes(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || tagOf(value) === 'ArrayBuffer';
}

/** '' for what throws when it is asked. */
function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return '';
  }
}

/** A policy forbids to compile, not to look. */
function validates(bytes: BufferSource): boolean {
  try {
    return WebAssembly.validate(bytes);
  } catch {
    return true;
  }
}

const NOT_ALLOWED =
  'The WebAssembly module was refused. In a page, the Content-Security-Policy must allow ' +
  'script-src \'wasm-unsafe-eval\'; in Cloudflare Workers, bundle with the condition "workerd".';
