// @ts-check
// The environments in which Rust is built, for set-up, build and tests.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheDir, root, rustDir } from './paths.mjs';
import { Problem } from './problem.mjs';
import { lines, run } from './process.mjs';
import { CARGO_FUZZ, CIRCOMSPECT, TRESTLE, WASM_PACK, wasmBindgen } from './versions.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';

/** Debian's Rust is found here, and its LLVM needs the linker of the same LLVM. See rust/setup.sh, the third way. */
const DEBIAN = { rustc: '/usr/bin/rustc', sysroot: '/usr', linker: '/usr/bin/wasm-ld-22' };

const TOOLS = {
  'wasm-bindgen': wasmBindgen,
  'wasm-pack': () => WASM_PACK,
  circomspect: () => CIRCOMSPECT,
  'cargo-fuzz': () => CARGO_FUZZ,
  'compliance-trestle': () => TRESTLE,
};

/** @param {keyof typeof TOOLS} name @returns {string} where set-up installs that tool when PATH lacks it */
export function toolDir(name) {
  return join(cacheDir, `${name}-${TOOLS[name]()}`);
}

/** @returns {NodeJS.ProcessEnv} for native Rust and for Node: the tools of this repository come first on PATH */
export function nativeEnvironment() {
  const path = [
    join(root, 'node_modules/.bin'),
    join(toolDir('wasm-bindgen'), 'bin'),
    join(toolDir('wasm-pack'), 'bin'),
    join(toolDir('circomspect'), 'bin'),
    join(toolDir('cargo-fuzz'), 'bin'),
    process.env.PATH ?? '',
    // Its environment of Python has a `python` and a `pip` too, which are nobody else's.
    join(toolDir('compliance-trestle'), 'bin'),
    join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'bin'), // a shell older than the installation of Rust
  ];
  return { ...process.env, PATH: path.join(delimiter) };
}

/** @returns {Promise<NodeJS.ProcessEnv>} for Rust that compiles to wasm32-unknown-unknown, and for running it in Node */
export async function wasmEnvironment() {
  const env = nativeEnvironment();
  // Cargo divides it at spaces, and a path here may have some; it takes a path from its own folder.
  env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER = 'target/xtask/xtask test';

  if (await hasWasmTarget('rustc', env)) {
    if ((await sysroot('rustc', env)) === DEBIAN.sysroot) useDebianLinker(env);
    return env;
  }
  if (await hasWasmTarget(DEBIAN.rustc, env)) {
    env.RUSTUP_TOOLCHAIN = 'wasm'; // the name that rust/setup.sh gave it
    useDebianLinker(env);
    return env;
  }
  throw new Problem(`No Rust here compiles to ${WASM_TARGET}.`, 'Run: npm run setup');
}

/** @param {NodeJS.ProcessEnv} env */
function useDebianLinker(env) {
  env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER = DEBIAN.linker;
}

/** Tells whether a target is installed: its folder holds a compiled `core`. @param {string} rustc @param {NodeJS.ProcessEnv} env */
async function hasWasmTarget(rustc, env) {
  const dir = await ask(rustc, ['--print', 'target-libdir', '--target', WASM_TARGET], env);
  return existsSync(dir) && readdirSync(dir).some((name) => /^libcore-.*\.rlib$/.test(name));
}

/** @param {string} rustc @param {NodeJS.ProcessEnv} env */
function sysroot(rustc, env) {
  return ask(rustc, ['--print', 'sysroot'], env);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the last line of its answer, or '' when it has none
 */
export async function ask(command, args, env) {
  const { code, output } = await run(command, args, { cwd: rustDir, env });
  return (code === 0 && lines(output).at(-1)) || '';
}
