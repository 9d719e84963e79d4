import { receiveModule, unexpected } from '@fedzk/core';
import { provideArgon2 } from './argon2.js';
import { instantiate } from './instance.js';

// Both of the next have the error, and esbuild drops a name that reaches it twice.
export { FedzkError, type FedzkErrorCode, swizzlesRelaxed } from '@fedzk/core';
export * from './index.js';
export * from './primitives/index.js';

/**
 * Instantiates the module for programs that carry `@fedzk/keys/core.wasm` themselves, or `core.relaxed.wasm`, which is the
 * faster where {@link swizzlesRelaxed} says so and refused elsewhere. Call it once, before anything else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @param argon2 `@fedzk/keys/argon2.wasm`, the same, for programs that call `argon2id`
 * @throws {FedzkError} `wasm`, when the module is refused or its self-test fails; `invalid-argument`, when it is neither
 *   a module nor bytes
 */
export function initSync(source: WebAssembly.Module | BufferSource, argon2?: WebAssembly.Module | BufferSource): void {
  requireModule(source, 'source');
  if (argon2 !== undefined) requireModule(argon2, 'argon2');
  instantiate(source);
  if (argon2 !== undefined) provideArgon2(argon2);
}

/** A module or bytes, of any realm. The entries that carry their module as hexadecimal don't come here. */
function requireModule(source: unknown, name: string): void {
  const tag = tagOf(source);
  if (ArrayBuffer.isView(source) || tag === '[object ArrayBuffer]' || tag === '[object WebAssembly.Module]') return;
  throw unexpected(name, 'a WebAssembly.Module, or its bytes', source);
}

function tagOf(source: unknown): string {
  try {
    return Object.prototype.toString.call(source);
  } catch {
    return ''; // a proxy or getter that throws
  }
}

/**
 * {@link initSync}, for modules that are still on their way.
 *
 * @param source what `fetch` gives
 * @param argon2 the same
 * @throws {FedzkError} `wasm`, when a response is not OK or holds something else, the module is refused or its
 *   self-test fails; `invalid-argument`, when it is no response
 *
 * @example
 * ```ts
 * await init(fetch(swizzlesRelaxed() ? '/core.relaxed.wasm' : '/core.wasm'), fetch('/argon2.wasm'));
 * ```
 */
export async function init(
  source: Response | PromiseLike<Response>,
  argon2?: Response | PromiseLike<Response>,
): Promise<void> {
  initSync(...(await Promise.all([receiveModule(source, 'source'), argon2 && receiveModule(argon2, 'argon2')])));
}
