// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT, modulesAreCommitted } from '../../packages/kit/src/modules.mjs';
import { nativeEnvironment, WASM_TARGET, wasmEnvironment } from './environment.mjs';
import { filesUnder, hashFiles, readStamp, writeStamp } from './files.mjs';
import { root, rustDir, workspacePackages } from './paths.mjs';
import { lines, must } from './process.mjs';
import { ended, step } from './steps.mjs';

/** @typedef {import('./steps.mjs').Note} Note */

/**
 * Builds the packages: WebAssembly and TypeScript from Rust, where that has changed, and JavaScript from TypeScript.
 */
export async function build() {
  const wasm = await buildModules();
  if (wasm !== undefined) await step('generated files', (note) => xtask(['codegen'], wasm, note));
  await buildPackages();
}

/**
 * Builds what tests need. The committed TypeScript that is made from Rust stays as it is, for a test to judge.
 * @param {{ bench?: boolean }} [options] bench: also what the bench compares
 */
export async function buildForTests({ bench = true } = {}) {
  await buildModules();
  await Promise.all([buildPackages(), bench && buildBench()]);
}

/**
 * Builds the WebAssembly that the sources import, unless it is what is committed.
 * @returns {Promise<NodeJS.ProcessEnv | undefined>} the environment in which it was built
 */
export async function buildModules() {
  if (modulesAreCommitted()) {
    await step('wasm', async () => 'as committed');
    return undefined;
  }
  const wasm = await wasmEnvironment();
  await step('wasm', (note) => xtask(['wasm'], wasm, note));
  return wasm;
}

/**
 * Builds all published modules, and puts them where they are committed or compares them with what is.
 * @param {string} mode of xtask
 * @returns {Promise<string>} what it says
 */
export async function buildCommitted(mode) {
  const wasm = await wasmEnvironment();
  return step('wasm', (note) => xtask(['wasm', mode], wasm, note));
}

/** Builds the modules that only the bench has. */
export async function buildBench() {
  const wasm = await wasmEnvironment();
  await step('bench', (note) => xtask(['wasm', '--bench'], wasm, note));
  // Each ends with one crate on one core.
  await ended([
    step('peer ark', (note) => buildBoundPeer('ark', wasm, note)),
    step('peer prio', (note) => buildBoundPeer('prio', wasm, note)),
    step('peer rustcrypto', (note) => buildRustCrypto(wasm, note)),
  ]);
}

/**
 * Builds a peer with glue of wasm-bindgen, in half a minute the first time.
 * @param {'ark' | 'prio'} name arkworks or libprio-rs
 * @param {NodeJS.ProcessEnv} env
 * @param {Note} note
 */
function buildBoundPeer(name, env, note) {
  return buildPeer(name, env, async (source, out) => {
    const module = join(out, `${name}_bg.wasm`);
    await xtask(['bind', await compilePeer(name, source, env, note), name, out], env, note);
    await must('wasm-opt', ['-O3', module, '-o', module], {
      env,
      onLine: note,
      failed: `The peer ${name} was not optimized.`,
    });
    return module;
  });
}

/** Builds RustCrypto's AES-GCM as a module without glue. @param {NodeJS.ProcessEnv} env @param {Note} note */
function buildRustCrypto(env, note) {
  return buildPeer('rustcrypto', env, (source) => compilePeer('rustcrypto', source, env, note));
}

/** @param {string} name @param {string} source @param {NodeJS.ProcessEnv} env @param {Note} note @returns the module's path */
async function compilePeer(name, source, env, note) {
  const target = join(source, 'target');
  await must('cargo', ['build', '--release', '--locked', '--target', WASM_TARGET, '--target-dir', target], {
    cwd: source,
    env,
    onLine: note,
    failed: `The peer ${name} did not build.`,
  });
  return join(target, WASM_TARGET, 'release', `${name}_peer.wasm`);
}

/**
 * Builds a crate of bench/peers into a JavaScript file that holds the module.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @param {(source: string, out: string) => Promise<string>} compile gives the module's path
 */
async function buildPeer(name, env, compile) {
  const source = join(root, 'bench/peers', name);
  const out = join(root, 'bench/wasm', name);
  const rustc = await must('rustc', ['-vV'], { env, failed: 'rustc does not say its version.' });
  const stamp = join(root, `node_modules/.fedzk-${name}`);
  const current = () => hashFiles([...filesUnder(source, ['target']), ...filesUnder(out)], rustc);
  if (readStamp(stamp) === current()) return 'unchanged';

  const wasm = readFileSync(await compile(source, out));
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.base64.js`), `export const base64 =\n  '${wasm.toString('base64')}';\n`);
  writeFileSync(join(out, `${name}.base64.d.ts`), 'export declare const base64: string;\n');
  writeStamp(stamp, current());
  return `${wasm.length} bytes`;
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @param {Note} note */
async function xtask(args, env, note) {
  const said = await must('cargo', ['xtask', ...args], {
    cwd: rustDir,
    env,
    onLine: note,
    failed: `cargo xtask ${args.join(' ')} failed.`,
  });
  return lines(said).join(`\n${' '.repeat(22)}`);
}

function buildPackages() {
  return step('packages', buildJavaScript);
}

/** Builds JavaScript and types of every package with a `fedzk.package.mjs`. @param {Note} note */
async function buildJavaScript(note) {
  const dirs = workspacePackages()
    .filter(({ dir }) => existsSync(join(dir, 'fedzk.package.mjs')))
    .map(({ dir }) => dir);
  const modules = modulesAreCommitted() ? [] : [BUILT];
  const inputs = hashOf([...dirs, ...modules, join(root, 'packages/kit')], ['node_modules', 'dist', 'test']);
  const stamp = join(root, 'node_modules/.fedzk-built');
  const current = () => `${inputs} ${hashFiles(dirs.flatMap((dir) => filesUnder(join(dir, 'dist'))))}`;
  if (readStamp(stamp) === current()) return 'unchanged';

  await must('node', ['packages/kit/src/cli.mjs', 'build'], {
    env: nativeEnvironment(),
    onLine: note,
    failed: 'A package did not build.',
  });
  writeStamp(stamp, current());
  return `built ${dirs.length}`;
}

/** @param {string[]} dirs @param {string[]} skip */
function hashOf(dirs, skip) {
  const shared = ['package.json', 'pnpm-lock.yaml', 'tsconfig.base.json'].map((name) => join(root, name));
  return hashFiles([...shared, ...dirs.flatMap((dir) => filesUnder(dir, skip))]);
}
