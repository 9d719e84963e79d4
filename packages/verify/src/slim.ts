import { receiveModule, unexpected } from '@fedzk/core';
import { instantiate } from './instance.js';

// Both of the next have it, and esbuild drops a name that reaches it twice.
export { FedzkError, type FedzkErrorCode, fusesMultiplyAdd } from '@fedzk/core';
export * from './index.js';
export * from './quant.js';

/**
 * Instantiates the module for programs that carry `@fedzk/verify/core.wasm` themselves, or `core.fma.wasm`, which is the
 * faster where {@link fusesMultiplyAdd} says so and refused elsewhere. Call it once, before anything else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @throws {FedzkError} `wasm`, when it is no module, is refused or its self-test fails; `invalid-argument`, when it is
 *   neither a module nor bytes
 */
export function initSync(source: WebAssembly.Module | BufferSource): void {
  // Hexadecimal is how the other entries carry theirs.
  if (typeof source === 'string') throw unexpected('source', 'a WebAssembly.Module, or its bytes', source);
  instantiate(source);
}

/**
 * {@link initSync}, for a module that is still on its way.
 *
 * @param source what `fetch` gives
 * @throws {FedzkError} `wasm`, when the request failed, the response is not OK or holds something else, the module is refused or its
 *   self-test fails; `invalid-argument`, when it is no response
 *
 * @example
 * ```ts
 * await init(fetch(fusesMultiplyAdd() ? '/core.fma.wasm' : '/core.wasm'));
 * ```
 */
export async function init(source: Response | PromiseLike<Response>): Promise<void> {
  initSync(await receiveModule(source, 'source'));
}
