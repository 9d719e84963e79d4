import { fromHex } from '../bytes.js';
import { FedzkError } from '../errors.js';

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
 * @throws {FedzkError} `wasm`, when the module is refused (a page needs `script-src 'wasm-unsafe-eval'`; workerd takes
 *   imported modules only), is another one, or fails its self-test. The glue keeps a module that was instantiated, so
 *   after the last two another call can't mend it
 */
export function loadWasm<Exports>(
  glue: WasmGlue<Exports>,
  source: WebAssembly.Module | BufferSource | string,
): Exports {
  let exports: Exports;
  try {
    exports = glue.initSync({ module: typeof source === 'string' ? fromHex(source) : source });
  } catch (cause) {
    throw new FedzkError(
      'wasm',
      'The WebAssembly module was refused. In a page, the Content-Security-Policy must allow ' +
        'script-src \'wasm-unsafe-eval\'; in Cloudflare Workers, bundle with the condition "workerd".',
      { cause },
    );
  }
  let right: boolean;
  try {
    right = glue.selfTest();
  } catch (cause) {
    throw new FedzkError('wasm', 'The WebAssembly module is not the one that this version of the package needs.', {
      cause,
    });
  }
  if (!right) {
    throw new FedzkError('wasm', 'The WebAssembly module computes wrongly on this machine; please report its make.');
  }
  return exports;
}
