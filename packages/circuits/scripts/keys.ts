/**
 * Development keys of all instances of `circuits.json`, kept beside the compiled circuits. Their trapdoor is one that everybody
 * can work out. `developmentKey` of the package makes the same keys of the instances that it brings.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MODULE, makeKey, SEED } from '../src/setup.node.js';
import { buildInstance, type Instance, type InstanceFiles } from './instances.js';

/** Absolute paths: what a prover and a verifier need. */
export interface KeyFiles extends InstanceFiles {
  readonly zkey: string;
  /** snarkjs JSON. */
  readonly vkey: string;
}

/**
 * Compiles an instance as `buildInstance` does and makes its development key, unless both are there already, in the
 * place of older ones. It blocks meanwhile: some 10 s for 8,000 constraints, a minute for 100,000.
 *
 * @throws Error with what the compiler or the key maker says.
 */
export function developmentKey(which: string | Instance, build?: string): KeyFiles {
  const files = buildInstance(which, build);
  const path = join(dirname(files.r1cs), `development-${hashOfMaker().slice(0, 8)}`);
  const key = { zkey: `${path}.zkey`, vkey: `${path}.json` };
  if (!existsSync(key.zkey) || !existsSync(key.vkey)) {
    const made = makeKey(readFileSync(files.r1cs));
    write(key.vkey, made.vkey);
    write(key.zkey, made.zkey);
    const folder = dirname(path);
    const others = readdirSync(folder).filter((each) => /^development-/.test(each) && !each.startsWith(basename(path)));
    for (const each of others) rmSync(join(folder, each), { force: true });
  }
  return { ...files, ...key };
}

/** Whole or not at all, since several processes may make the same key. */
function write(path: string, content: string | Uint8Array): void {
  const unfinished = join(dirname(path), `new-${process.pid}-${basename(path)}`);
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}

/** A hash of all that a key depends on besides its circuit. */
function hashOfMaker(): string {
  return createHash('sha256').update(SEED).update(readFileSync(MODULE)).digest('hex');
}
