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

/** What a crate is made of. */
const PARTS = ['Cargo.toml', 'build', 'src'];

/** Whether Rust is what the committed modules are made of, as rust/wasm.lock.json has it. */
export function modulesAreCommitted() {
  const { sources } = JSON.parse(readFileSync(join(rust, 'wasm.lock.json'), 'utf8'));
  return sources === sourcesOf(rust);
}

/**
 * Hashes all that can go into a published module: names, lengths and contents of the files, in the order of their names, as
 * `sources` of rust/xtask/src/lock.rs does.
 *
 * @param {string} workspace
 */
export function sourcesOf(workspace) {
  const crates = readdirSync(workspace, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ASIDE.includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => existsSync(join(workspace, name, 'Cargo.toml')));
  const parts = crates.flatMap((crate) => PARTS.map((part) => `${crate}/${part}`));
  const files = ['Cargo.lock', 'Cargo.toml', ...parts.flatMap((part) => filesBelow(workspace, part))];
  const hash = createHash('sha256');
  for (const file of files.sort(byBytes)) {
    const content = readFileSync(join(workspace, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} workspace @param {string} path @returns {string[]} the file itself, or all below the folder */
function filesBelow(workspace, path) {
  const at = join(workspace, path);
  if (!existsSync(at)) return [];
  const entries = path.endsWith('Cargo.toml') ? undefined : readdirSync(at, { recursive: true, withFileTypes: true });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(workspace.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** @param {string} a @param {string} b */
function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @type {boolean | undefined} */
let committed;

/**
 * Finds a module, or a file of its glue.
 *
 * @param {string} path where it is committed, `…/packages/NAME/wasm/FILE`
 * @returns {string} that path, or that of what was built
 */
export function moduleFile(path) {
  const [, name] = /[\\/]packages[\\/]\w+[\\/]wasm[\\/]([^\\/]+)$/.exec(path) ?? [];
  if (name === undefined) return path;
  committed ??= modulesAreCommitted();
  const built = join(BUILT, name);
  return !committed && existsSync(built) ? built : path;
}
