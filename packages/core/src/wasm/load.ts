import { fromBase64 } from '../bytes.js';
import { FedzkError } from '../errors.js';

/** What wasm-bindgen's `--target web` glue exports, and our own self-test. */
export interface WasmGlue {
  /** Instantiates the module at once. */
  initSync(options: { module: WebAssembly.Module | BufferSource }): unknown;
  /** Whether a known computation comes out right. */
  selfTest(): boolean;
}

/**
 * Instantiates a package's module, synchronously, and confirms that it computes right where it runs.
 *
 * @param source a compiled module, its bytes, or its bytes as base64
 * @throws {FedzkError} `wasm`, when the module is refused (a page needs `script-src 'wasm-unsafe-eval'`; workerd takes
 *   imported modules only) or its self-test fails
 */
export function loadWasm(glue: WasmGlue, source: WebAssembly.Module | BufferSource | string): void {
  try {
    glue.initSync({ module: typeof source === 'string' ? fromBase64(source) : source });
  } catch (cause) {
    throw new FedzkError(
      'wasm',
      'The WebAssembly module was refused. In a page, the Content-Security-Policy must allow ' +
        'script-src \'wasm-unsafe-eval\'; in Cloudflare Workers, bundle with the condition "workerd".',
      { cause },
    );
  }
  if (!glue.selfTest()) {
    throw new FedzkError('wasm', 'The WebAssembly module computes wrongly on this machine; please report its make.');
  }
}
