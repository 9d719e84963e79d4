// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, nativeEnvironment, wasmEnvironment } from './environment.mjs';
import { rustDir } from './paths.mjs';
import { Problem } from './problem.mjs';
import { lines, run, tail } from './process.mjs';
import { atLeast, rustMinimum } from './versions.mjs';

/**
 * Makes sure of a Rust that builds for this machine and for wasm32. rust/setup.sh has the three ways to the latter.
 * @param {import('./steps.mjs').Note} note
 * @returns {Promise<string>}
 */
export async function prepareRust(note) {
  const { code, output } = await run('bash', [join(rustDir, 'setup.sh')], {
    cwd: rustDir,
    env: nativeEnvironment(),
    onLine: note,
  });
  if (code !== 0) throw new Problem(`Rust could not be set up:\n\n${tail(output)}`);

  // Crates that were compiled against an older build of the same standard library don't match the new one.
  const said = lines(output).at(-1) ?? '';
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
