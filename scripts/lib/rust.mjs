// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, nativeEnvironment, wasmEnvironment } from './environment.mjs';
import { rustDir } from './paths.mjs';
import { Problem } from './problem.mjs';
import { lines, run, tail } from './process.mjs';
import { atLeast, rustMinimum } from './versions.mjs';

let missing = '';

/** Tells why there is no Rust that builds for wasm32, or '', once {@link prepareRust} has looked. */
export function rustMissing() {
  return missing;
}

/**
 * Makes sure of a Rust that builds for this machine and for wasm32. rust/setup.sh has the three ways to the latter.
 *
 * @param {import('./steps.mjs').Note} note
 * @param {'must' | 'try' | 'look'} how must: fails without Rust; try: installs Rust where it can, and goes on without it
 *   elsewhere; look: uses Rust where it is installed
 * @returns {Promise<string>}
 */
export async function prepareRust(note, how) {
  const args = [join(rustDir, 'setup.sh'), ...(how === 'look' ? ['--check'] : [])];
  const { code, output } = await run('bash', args, { cwd: rustDir, env: nativeEnvironment(), onLine: note });
  if (code !== 0) {
    if (how === 'must') throw new Problem(`Rust could not be set up:\n\n${tail(output)}`);
    missing = 'there is no Rust here that compiles to WebAssembly';
    return how === 'try' ? `its tests are skipped: ${lines(output).join(' ')}` : 'not there';
  }

  // Crates that were compiled against an older build of the same standard library don't match the new one.
  const said = lines(output).at(-1) ?? 'there';
  if (said.startsWith('built')) rmSync(join(rustDir, 'target'), { recursive: true, force: true });

  const native = await rustVersion(nativeEnvironment());
  const wasm = await rustVersion(await wasmEnvironment());
  const what = wasm === native ? `rustc ${native}` : `rustc ${native}, for wasm ${wasm}`;
  return `${what}; ${said}`;
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<string>} */
async function rustVersion(env) {
  const remedy = 'Install Rust with rustup (https://rustup.rs), or with rustup there: rustup default stable';
  if (!(await ask('cargo', ['--version'], env))) throw new Problem('cargo is not on PATH, or does not run.', remedy);
  const version = /^rustc (\S+)/.exec(await ask('rustc', ['--version'], env))?.[1];
  if (!version) throw new Problem('rustc is not on PATH, or does not run.', remedy);
  if (!atLeast(version, rustMinimum())) {
    throw new Problem(`Rust is ${version}; ${rustMinimum()} or newer is needed.`, 'With rustup: rustup update stable');
  }
  return version;
}
