// @ts-check
// Which WebAssembly stands behind the packages: what is committed, or, where Rust has changed since, what was built last.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rust = fileURLToPath(new URL('../../../rust', import.meta.url));

/** Where `cargo xtask wasm` builds published modules. */
export const BUILT = join(rust, 'target/pkg');

/** Folders of the Rust workspace whose crates are in no published module. */
const ASIDE = ['fuzz', 'target', 'wasm-bench', 'xtask'];

/** @type {boolean | undefined} */
let committed;

/** Whether Rust was, when this process first asked, what the committed modules are made of, as rust/wasm.lock.json has it. */
export function modulesAreCommitted() {
  committed ??= JSON.parse(readFileSync(join(rust, 'wasm.lock.json'), 'utf8')).sources === sourcesOf(rust);
  return committed;
}

/**
 * Hashes all that can go into a published module: names, lengths and contents of the files, in the order of their names, as
 * `sources` of rust/xtask/src/lock.rs does.
 *
 * @param {string} workspace
 */
export function sourcesOf(workspace) {
  const crates = readdirSync(workspace).filter((name) => existsSync(join(workspace, name, 'Cargo.toml')));
  const parts = crates.filter((name) => !ASIDE.includes(name)).flatMap((crate) => [`${crate}/build`, `${crate}/src`]);
  const manifests = parts.map((part) => part.replace(/[^/]+$/, 'Cargo.toml'));
  const files = parts.flatMap((part) => filesBelow(workspace, part));
  const hash = createHash('sha256');
  for (const file of [...new Set(['Cargo.lock', 'Cargo.toml', ...manifests, ...files])].sort()) {
    const content = readFileSync(join(workspace, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} workspace @param {string} folder @returns {string[]} none where there is no folder */
function filesBelow(workspace, folder) {
  const at = join(workspace, folder);
  const entries = existsSync(at) ? readdirSync(at, { withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(workspace, path) : [path];
  });
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
