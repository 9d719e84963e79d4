import { instantiate } from './instance.js';

export * from './index.js';
export * from './quant.js';

/**
 * Instantiates the module for programs that carry `@fedzk/verify/core.wasm` themselves. Call it once, before anything
 * else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @throws {FedzkError} `wasm`, when the module is refused or its self-test fails
 */
export function initSync(source: WebAssembly.Module | BufferSource): void {
  instantiate(source);
}

/** {@link initSync}, for a module that is still on its way, such as the response of a `fetch`. */
export async function init(source: Response | PromiseLike<Response>): Promise<void> {
  const response = await source;
  initSync(await WebAssembly.compile(await response.arrayBuffer()));
}
