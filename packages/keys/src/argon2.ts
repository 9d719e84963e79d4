// Argon2id's own module, which has no glue: rust/wasm-argon2/src/boundary.rs says what its entries take.
import { FedzkError, fromHex } from '@fedzk/core';
import { unexpected } from './argument.js';

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly allocate: (bytes: number) => number;
  readonly argon2id: (...numbers: readonly number[]) => number;
}

let source: WebAssembly.Module | BufferSource | string | undefined;

/** Sets the module's source. The module is compiled when it is first needed. */
export function provideArgon2(module: WebAssembly.Module | BufferSource | string): void {
  source = module;
}

function compiled(): WebAssembly.Module {
  if (source === undefined) {
    throw new FedzkError('not-initialized', 'Give "argon2.wasm" to initSync() or init() of "@fedzk/keys/slim" first.');
  }
  if (source instanceof WebAssembly.Module) return source;
  try {
    const module = new WebAssembly.Module(typeof source === 'string' ? fromHex(source) : source);
    source = module;
    return module;
  } catch (cause) {
    throw new FedzkError('wasm', 'The WebAssembly module of Argon2 was refused.', { cause });
  }
}

/** @throws {FedzkError} `wasm`, where the module is not Argon2's */
function instantiated(): Exports {
  const module = compiled();
  // It imports nothing. Any other error of instantiation is not the module's fault, such as too little memory.
  if (WebAssembly.Module.imports(module).length > 0) throw anotherModule();
  const exports = new WebAssembly.Instance(module).exports as unknown as Partial<Exports>;
  const { memory, allocate, argon2id } = exports;
  if (memory === undefined || allocate === undefined || argon2id === undefined) throw anotherModule();
  return { memory, allocate, argon2id };
}

function anotherModule(): FedzkError {
  const message = 'The WebAssembly module of Argon2 is another one; pass "argon2.wasm" of this version of the package.';
  return new FedzkError('wasm', message);
}

/**
 * Derives in an instance of its own, so that its memory is freed when it is collected as garbage.
 *
 * @param inputs password, salt, secret and associated data, with their lengths
 */
export function deriveByArgon2(
  inputs: readonly (Uint8Array | undefined)[],
  lengths: readonly [number, number, number, number],
  costs: {
    readonly memoryKiB: number;
    readonly passes: number;
    readonly parallelism: number;
    readonly length: number;
  },
): Uint8Array<ArrayBuffer> {
  const { memoryKiB, passes, parallelism, length } = costs;
  const { memory, allocate, argon2id } = instantiated();
  const total = lengths.reduce((sum, each) => sum + each, 0);
  // The module's numbers have 32 bits, and negative ones are those from 2^31 on.
  const address = total + length < 2 ** 32 ? allocate(total + length) >>> 0 : 0;
  if (address === 0) throw unexpected('length', 'what a module has room for, with the inputs', length);
  const buffer = new Uint8Array(memory.buffer, address, total);
  let at = 0;
  inputs.forEach((input, i) => {
    if (input !== undefined) buffer.set(input, at);
    at += lengths[i] ?? 0;
  });
  const status = argon2id(address, ...lengths, memoryKiB, passes, parallelism, address + total, length);
  // The memory has grown, and its buffer is another one.
  const tag = new Uint8Array(memory.buffer, address + total, length);
  if (status === 0) {
    const result = tag.slice();
    tag.fill(0);
    return result;
  }
  if (status !== 1) throw new FedzkError('wasm', `The WebAssembly module of Argon2 answers with status ${status}.`);
  new Uint8Array(memory.buffer, address, total).fill(0);
  throw unexpected('memoryKiB', 'no more than the machine gives', memoryKiB);
}
