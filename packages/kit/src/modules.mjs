// @ts-check
// Finds the packages' WebAssembly: the committed modules, or, where Rust has changed since, those that were built last.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, hashFiles } from '../../../scripts/lib/files.mjs';
import { rustDir } from '../../../scripts/lib/paths.mjs';

/** Where `cargo xtask wasm` builds published modules. */
export const BUILT = join(rustDir, 'target/pkg');

/** Folders of the Rust workspace whose crates are in no published module. */
const ASIDE = ['fuzz', 'target', 'wasm-bench', 'xtask'];

/** @type {boolean | undefined} */
let committed;

/**
 * Tells whether the committed modules are made of the Rust sources, by rust/wasm.lock.json. It looks once a process.
 */
export function modulesAreCommitted() {
  committed ??= JSON.parse(readFileSync(join(rustDir, 'wasm.lock.json'), 'utf8')).sources === sourcesOf(rustDir);
  return committed;
}

/**
 * Hashes all that can go into a published module: names, lengths and contents of the files, in the order of their names, as
 * `sources` of rust/xtask/src/lock.rs does.
 *
 * @param {string} workspace
 */
export function sourcesOf(workspace) {
  const files = readdirSync(workspace).flatMap((name) => {
    const crate = join(workspace, name);
    const manifest = join(crate, 'Cargo.toml');
    if (ASIDE.includes(name) || !existsSync(manifest)) return [];
    return [manifest, ...filesUnder(join(crate, 'build')), ...filesUnder(join(crate, 'src'))];
  });
  const shared = ['Cargo.lock', 'Cargo.toml'].map((name) => join(workspace, name));
  return hashFiles([...shared, ...files].sort(), '', workspace);
}

/**
 * Finds a module, or a file of its glue.
 *
 * @param {string} path where it is committed, `…/packages/NAME/wasm/FILE`
 * @returns {string} that path, or that of what was built
 */
export function moduleFile(path) {
  const [, name] = /[\\/]packages[\\/]\w+[\\/]wasm[\\/]([^\\/]+)$/.exec(path) ?? [];
  if (name === undefined || modulesAreCommitted()) return path;
  const built = join(BUILT, name);
  return existsSync(built) ? built : path;
}
