// @ts-check
// Runs suites with cargo: checks, tests on this machine, tests as WebAssembly, fuzzing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoOutcome, checkOutcome, skippedFor } from '../counts.mjs';
import { WASM_TARGET } from '../environment.mjs';
import { rustDir } from '../paths.mjs';
import { run } from '../process.mjs';
import { RELAXED_FLAGS } from './node-flags.mjs';

/** @typedef {import('../suites.mjs').How} How */

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} env @param {import('../steps.mjs').Note} note @param {string} [cwd] */
function runCargo(args, env, note, cwd = rustDir) {
  return run('cargo', args, { cwd, env, onLine: note });
}

/** Runs a command of cargo, such as one of xtask, in the environment of WebAssembly. @param {string} args @returns {How} */
export function cargo(args) {
  return async ({ wasm, note }) => checkOutcome(await runCargo(args.split(' '), wasm, note));
}

/** Runs a check by a component that not every Rust has. @param {'fmt' | 'clippy'} name @param {string} args @returns {How} */
export function component(name, args) {
  return async ({ native, note }) => {
    const { code, output } = await runCargo([name, '--version'], native, note);
    if (code !== 0 && /no such command|is not installed/.test(output)) {
      return skippedFor(`this Rust has no cargo ${name}`);
    }
    return checkOutcome(await runCargo([name, ...args.split(' ')], native, note));
  };
}

/**
 * Crates, by their folders, that are a WebAssembly module and nothing else. They have no tests, since nothing can import them, and
 * compiling them for this machine would only repeat their generic code.
 */
export const MODULES_ALONE = readdirSync(rustDir).filter((name) => {
  const manifest = join(rustDir, name, 'Cargo.toml');
  return existsSync(manifest) && /^crate-type = \["cdylib"\]$/m.test(readFileSync(manifest, 'utf8'));
});

/** Tests crates on this machine. @param {string} args which crates, with which features @returns {How} */
export function cargoTest(args) {
  return async ({ native, note }) =>
    cargoOutcome(await runCargo(['test', '--no-fail-fast', ...args.split(' ')], native, note));
}

/** Tests xtask in the profile and environment of `cargo xtask`, so its dependencies are compiled once. @type {How} */
export async function xtaskTest({ wasm, note }) {
  const args = ['test', '--no-fail-fast', '--profile', 'xtask', '-p', 'xtask'];
  return cargoOutcome(await runCargo(args, wasm, note));
}

/** Has xtask compare the modules with the lock. @type {How} */
export async function wasmLock({ wasm, note }) {
  const result = await runCargo(['xtask', 'wasm', '--check'], wasm, note);
  const compared = !result.output.includes('not compared with');
  return result.code === 0 && !compared ? skippedFor('the lock is of other tools') : checkOutcome(result);
}

/**
 * Sets of instructions. They share a target folder: since 1.85 cargo names what it builds by the flags too, and with a target
 * these are not those of what runs on this machine, such as macros, which are compiled once.
 */
const INSTRUCTIONS = {
  none: {},
  simd128: { RUSTFLAGS: '-Ctarget-feature=+simd128' },
  'relaxed-simd': { RUSTFLAGS: '-Ctarget-feature=+simd128,+relaxed-simd', NODE_ARGS: RELAXED_FLAGS.join() },
};

/**
 * Tests of crates as WebAssembly, in Node. What a build can change is `tests/each_build.rs` of a crate; the rest is the same
 * code on any machine, and waits for SLOW=1. xtask runs them, as `wasmEnvironment` says.
 *
 * @param {readonly string[]} crates without `fedzk-`
 * @param {keyof typeof INSTRUCTIONS} [instructions]
 * @param {string} [feature] of each of the crates
 * @returns {How}
 */
export function wasmTest(crates, instructions = 'none', feature) {
  return async ({ wasm, note }) => {
    const runner = await runCargo(
      ['build', '--profile', 'xtask', '--package', 'xtask', '--target-dir', 'target'],
      wasm,
      note,
    );
    if (runner.code !== 0) return checkOutcome(runner);
    const tests = wasm.SLOW === '1' ? ['--tests'] : ['--lib', '--test', 'each_build'];
    const packages = crates.flatMap((name) => ['-p', `fedzk-${name}`]);
    const features =
      feature === undefined ? [] : ['--features', crates.map((name) => `fedzk-${name}/${feature}`).join()];
    const args = ['test', '--no-fail-fast', '--target', WASM_TARGET, ...tests, ...packages, ...features];
    return cargoOutcome(withAll(crates, await runCargo(args, { ...wasm, ...INSTRUCTIONS[instructions] }, note)));
  };
}

/**
 * Fails a run in which a crate had no test as WebAssembly: a test that has lost its attribute for it is left out in silence.
 *
 * @param {readonly string[]} crates without `fedzk-`
 * @param {{ code: number, output: string }} result where `xtask test` wrote a line for each module with tests
 */
export function withAll(crates, { code, output }) {
  const lines = new Set(output.split('\n'));
  const without = crates.filter((name) => !lines.has(`tests of fedzk-${name} as WebAssembly`));
  if (code !== 0 || without.length === 0) return { code, output };
  return { code: 1, output: `${output}\nno test as WebAssembly: ${without.map((name) => `fedzk-${name}`).join(', ')}` };
}

/** The targets of rust/fuzz. */
const TARGETS = ['decode', 'key', 'section10', 'verify'];

/** The commands for the project rust/fuzz: its lints, the seeds, and a minute of libFuzzer for each target. */
export const FUZZ = [
  'fmt --check',
  'clippy --release --all-targets -- -D warnings',
  'run --release --example campaign seeds',
  ...TARGETS.flatMap((target) => [
    `run --release --example campaign ${target} 20000`,
    `fuzz run --sanitizer none ${target} -- -max_total_time=60 -max_len=1024 -len_control=0`,
  ]),
];

/** Runs commands of cargo in rust/fuzz, which has dependencies that nothing else needs. @param {readonly string[]} commands @returns {How} */
export function fuzz(commands) {
  return async ({ native, note }) => {
    for (const command of commands) {
      // cargo-fuzz uses options of the compiler that only nightly versions have by default.
      const env = { ...native, ...(command.startsWith('fuzz') && { RUSTC_BOOTSTRAP: '1' }) };
      const result = await runCargo(command.split(' '), env, note, join(rustDir, 'fuzz'));
      if (result.code !== 0) return checkOutcome({ ...result, output: `cargo ${command}\n${result.output}` });
    }
    return { passed: commands.length, failed: 0, skipped: 0 };
  };
}
