// Modules without the API around them. A message lies in the module's memory, and a key is expanded
// once.

import { swizzlesRelaxed } from '@fedzk/core';
import { base64 } from '../../wasm/rustcrypto/rustcrypto.base64.js';
import { relaxed, strict } from './module-bytes.js';

/** AES-256-GCM in place. */
export interface ModuleGcm {
  /**
   * Views of the nonce, and of plaintext and tag, in the module's memory. Write them before each
   * call.
   */
  readonly nonce: Uint8Array;
  readonly message: Uint8Array;
  /** Encrypts the message except its last 16 bytes, which become the tag. */
  seal(): void;
  /**
   * Decrypts the message.
   *
   * @throws if it isn't authentic
   */
  open(): void;
}

const BUILDS = { strict, relaxed };

const NONCE = 12;
const TAG = 16;

const modules = new Map<string, WebAssembly.Module>();

/**
 * Compiles a module once. The engine's optimised code stays in use for messages of another length.
 */
function compiled(name: string, code: () => Uint8Array<ArrayBuffer>): WebAssembly.Module {
  const module = modules.get(name) ?? new WebAssembly.Module(code());
  modules.set(name, module);
  return module;
}

interface OurExports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_start: () => void;
  readonly buffer: (bytes: number) => number;
  readonly gcmNew: () => number;
  readonly aeadSeal: (key: number, aad: number, data: number) => number;
  readonly aeadOpen: (key: number, aad: number, data: number) => number;
}

/**
 * Instantiates one of our builds for a key and messages of so many bytes. Returns undefined if this
 * engine has no relaxed SIMD.
 */
export function ourModule(build: 'strict' | 'relaxed', key: Uint8Array, bytes: number): ModuleGcm | undefined {
  if (build === 'relaxed' && !swizzlesRelaxed()) return undefined;
  const module = compiled(build, () => BUILDS[build]);
  // The glue's imports set up a table of objects. No entry that is called here uses it.
  const names = WebAssembly.Module.imports(module).map(({ name }) => [name, () => undefined] as const);
  const imports = { './fedzk_keys_bg.js': Object.fromEntries(names) };
  const wasm = new WebAssembly.Instance(module, imports).exports as unknown as OurExports;
  wasm.__wbindgen_start();
  // A buffer that is large enough keeps its address.
  const address = wasm.buffer(Math.max(key.length, NONCE + bytes + TAG));
  new Uint8Array(wasm.memory.buffer).set(key, address);
  const handle = wasm.gcmNew();
  return {
    ...views(wasm.memory, address, bytes),
    seal: () => require(wasm.aeadSeal(handle, 0, bytes) === 0),
    open: () => require(wasm.aeadOpen(handle, 0, bytes) === 0),
  };
}

interface PeerExports {
  readonly memory: WebAssembly.Memory;
  readonly allocate: (bytes: number) => number;
  readonly key_new: (key: number) => number;
  readonly seal: (key: number, message: number, length: number) => number;
  readonly open: (key: number, message: number, length: number) => number;
}

/** Instantiates RustCrypto's aes-gcm, see peers/rustcrypto. */
export function rustCrypto(key: Uint8Array, bytes: number): ModuleGcm {
  const module = compiled('rustcrypto', () => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  const wasm = new WebAssembly.Instance(module).exports as unknown as PeerExports;
  const at = wasm.allocate(key.length);
  new Uint8Array(wasm.memory.buffer).set(key, at);
  const handle = wasm.key_new(at);
  const address = wasm.allocate(NONCE + bytes + TAG);
  return {
    ...views(wasm.memory, address, bytes),
    seal: () => require(wasm.seal(handle, address, bytes) === 1),
    open: () => require(wasm.open(handle, address, bytes) === 1),
  };
}

function views({ buffer }: WebAssembly.Memory, address: number, bytes: number): Pick<ModuleGcm, 'nonce' | 'message'> {
  return {
    nonce: new Uint8Array(buffer, address, NONCE),
    message: new Uint8Array(buffer, address + NONCE, bytes + TAG),
  };
}

function require(done: boolean): void {
  if (!done) throw new Error('a module refuses its message');
}
