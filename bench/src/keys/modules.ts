// Modules without what surrounds them: a message lies in the module's memory, a key is expanded once.

import { swizzlesRelaxed } from '@fedzk/core';
import { base64 } from '../../wasm/rustcrypto/rustcrypto.base64.js';
import { relaxed, strict } from './module-bytes.js';

/** AES-256-GCM in place. */
export interface ModuleGcm {
  /** Of plaintext and tag, in the module's memory; views, to be written before each call. */
  readonly nonce: Uint8Array;
  readonly message: Uint8Array;
  /** Encrypts the message but for its last 16 bytes, which become the tag. */
  seal(): void;
  /** @throws where it isn't authentic */
  open(): void;
}

const BUILDS = { strict, relaxed };

const NONCE = 12;
const TAG = 16;

const modules = new Map<string, WebAssembly.Module>();

/** A module, compiled once: what an engine has optimised of it stays so for messages of another length. */
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

/** One of our builds for a key and messages of so many bytes; undefined where this engine has no relaxed SIMD. */
export function ourModule(build: 'strict' | 'relaxed', key: Uint8Array, bytes: number): ModuleGcm | undefined {
  if (build === 'relaxed' && !swizzlesRelaxed()) return undefined;
  const module = compiled(build, () => BUILDS[build]);
  // Its glue sets up a table of objects, which no entry that is called here uses.
  const names = WebAssembly.Module.imports(module).map(({ name }) => [name, () => undefined] as const);
  const imports = { './fedzk_keys_bg.js': Object.fromEntries(names) };
  const wasm = new WebAssembly.Instance(module, imports).exports as unknown as OurExports;
  wasm.__wbindgen_start();
  // A buffer that is large enough stays where it is.
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

/** RustCrypto's aes-gcm, see peers/rustcrypto. */
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
