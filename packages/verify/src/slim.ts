import { receiveModule, unexpected } from '@fedzk/core';
import { instantiate } from './instance.js';

// Named here, since both modules below export it and esbuild drops a name with two sources.
export { FedzkError, type FedzkErrorCode, fusesMultiplyAdd } from '@fedzk/core';
export * from './index.js';
export * from './quant.js';

/**
 * Instantiates the module for programs that provide `@fedzk/verify/core.wasm` or `core.fma.wasm` themselves. The latter is
 * faster, and works only if {@link fusesMultiplyAdd} returns true. Call it once, before anything else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @throws {FedzkError} `wasm`: it is no module, is refused, or its self-test fails; `invalid-argument`: it is neither a
 *   module nor bytes
 */
export function initSync(source: WebAssembly.Module | BufferSource): void {
  // The other entries contain their module as hexadecimal; here a string is refused.
  if (typeof source === 'string') throw unexpected('source', 'a WebAssembly.Module, or its bytes', source);
  instantiate(source);
}

/**
 * Instantiates the module of a response, as {@link initSync} does.
 *
 * @param source a response, or the promise of `fetch`
 * @throws {FedzkError} `wasm`: the request failed, the response is not OK or is no module, the module is refused, or its
 *   self-test fails; `invalid-argument`: it is no response
 *
 * @example
 * ```ts
 * await init(fetch(fusesMultiplyAdd() ? '/core.fma.wasm' : '/core.wasm'));
 * ```
 */
export async function init(source: Response | PromiseLike<Response>): Promise<void> {
  initSync(await receiveModule(source, 'source'));
}
