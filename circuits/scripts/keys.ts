/**
 * Development keys of the instances of `circuits.json`, made by rust/dev-setup: in seconds, and with a trapdoor that
 * everybody can work out.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeEnvironment } from '../../scripts/lib/environment.mjs';
import { filesUnder, hashFiles } from '../../scripts/lib/files.mjs';
import { buildInstance, type Instance, type InstanceFiles } from './instances.js';

const rust = fileURLToPath(new URL('../../rust', import.meta.url));
/** The instance that the demo proves with. */
export const DEMO_INSTANCE = 'gradient-update-650x8';

const SEED = 'fedzk development set-up, not a ceremony';

/** Absolute paths: what a prover and a verifier need. */
export interface KeyFiles extends InstanceFiles {
  readonly zkey: string;
  /** snarkjs JSON. */
  readonly vkey: string;
}

/**
 * Compiles an instance as `buildInstance` does and makes its development key, unless both are there already, in the
 * place of older ones. It blocks meanwhile: some 10 s for 8,000 constraints, a minute for 100,000, and the first time
 * another to build the tool.
 *
 * @throws Error with what the compiler or the tool says.
 */
export function developmentKey(which: string | Instance, build?: string): KeyFiles {
  const files = buildInstance(which, build);
  const path = join(dirname(files.r1cs), `development-${hashOfMaker().slice(0, 8)}`);
  const key = { zkey: `${path}.zkey`, vkey: `${path}.json` };
  if (!existsSync(key.zkey) || !existsSync(key.vkey)) {
    const tool = ['run', '--quiet', '--release', '--package', 'fedzk-dev-setup', '--'];
    const options = [files.r1cs, '--seed', SEED, '--zkey', key.zkey, '--vkey', key.vkey];
    const made = spawnSync('cargo', [...tool, ...options], { cwd: rust, env: nativeEnvironment(), encoding: 'utf8' });
    if (made.status !== 0) {
      throw new Error(`fedzk-dev-setup failed for ${files.r1cs}: ${made.error?.message ?? made.stderr}`);
    }
    const folder = dirname(path);
    const others = readdirSync(folder).filter((each) => /^development-/.test(each) && !each.startsWith(basename(path)));
    for (const each of others) rmSync(join(folder, each), { force: true });
  }
  return { ...files, ...key };
}

/** A hash of all that a key depends on besides its circuit. */
function hashOfMaker(): string {
  const crates = ['dev-setup', 'curves'].flatMap((crate) => filesUnder(join(rust, crate), ['tests', 'target']));
  const workspace = ['Cargo.toml', 'Cargo.lock'].map((name) => join(rust, name));
  return createHash('sha256')
    .update(`${SEED}\0${hashFiles([...crates, ...workspace])}`)
    .digest('hex');
}
