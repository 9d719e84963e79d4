import { unexpected } from '../argument.js';
import { fromHex } from '../bytes.js';
import { FedzkError } from '../errors.js';
import { beginsAsModule, shownBeginning } from './magic.js';

/** The exports of wasm-bindgen's glue (`--target web`), with our own self-test. */
export interface WasmGlue<Exports = unknown> {
  /** Instantiates the module synchronously, and returns its exports. */
  initSync(options: { module: WebAssembly.Module | BufferSource }): Exports;
  /** Tells whether a known computation gives the right result. */
  selfTest(): boolean;
}

/**
 * Instantiates a package's module synchronously, and checks that it computes correctly on this machine.
 *
 * @param source a compiled module, its bytes, or its bytes as hexadecimal
 * @returns the module's exports, such as its memory
 * @throws {FedzkError} `wasm`: the source is no module; it has instructions that the runtime lacks; the runtime refuses it
 *   (a page needs `script-src 'wasm-unsafe-eval'`, workerd takes imported modules only); it is another module; or its
 *   self-test fails. `invalid-argument`: the source is neither a module nor bytes. The glue keeps an instance, so after
 *   the wrong module or a failed self-test another call doesn't help
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
    throw new FedzkError(
      'wasm',
      'The WebAssembly module computes wrongly on this machine. Please report the machine and its runtime.',
    );
  }
  return exports;
}

/**
 * Runs work on a module of another realm. The glue recognises modules by the class of its own realm only. The edge runtime
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
  'The WebAssembly module is of another package or version. Use the file of the version that is imported.';

/**
 * The errors of instantiation if imports don't fit: a TypeError for an imported module, a LinkError for an import
 * (WebAssembly JavaScript Interface §5.2). A policy against compiling throws other errors.
 */
const NOT_LINKED: readonly string[] = ['TypeError', 'LinkError'];

/** Makes the error for a refused module: what is wrong with it, or what the runtime does not allow. */
function refusal(source: unknown, cause: unknown): FedzkError {
  const wasm = (message: string): FedzkError => new FedzkError('wasm', message, { cause });
  if (typeof source === 'string')
    return wasm('Expected a WebAssembly module in hexadecimal: the package is damaged. Install it again.');
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

/** Recognises bytes of any realm. */
function isBytes(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || tagOf(value) === 'ArrayBuffer';
}

/** Returns a value's tag; '' if reading it throws. */
function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return '';
  }
}

/** Tells whether bytes are a valid module; true if validation itself is forbidden. */
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
