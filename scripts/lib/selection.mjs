// @ts-check
// Selects what a run tests: the named packages or crates, or those of changed files, and all that depend on them.
import { relative, sep } from 'node:path';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} Room a package or a crate
 * @property {string} name of a package, its folder's; of a crate, without `fedzk-`
 * @property {string} dir from the repository's root
 * @property {readonly string[]} needs names of rooms of its kind that it depends on
 *
 * @typedef {Room & { outs: readonly string[] }} Crate outs: folders that its WebAssembly modules go to
 *
 * @typedef {object} Rooms
 * @property {readonly Room[]} packages
 * @property {readonly Crate[]} crates
 *
 * @typedef {object} Selection
 * @property {readonly string[]} packages names
 * @property {readonly string[]} crates names
 */

/**
 * Reads the manifests.
 *
 * @param {readonly import('./paths.mjs').Package[]} packages
 * @param {CargoMetadata} metadata what `cargo metadata --no-deps` says
 * @returns {Rooms}
 *
 * @typedef {{ packages: readonly CargoPackage[] }} CargoMetadata
 * @typedef {object} CargoPackage
 * @property {string} name
 * @property {string} manifest_path
 * @property {readonly { name: string, path?: string }[]} dependencies
 * @property {{ fedzk?: { module?: readonly { out?: string }[] } } | null} metadata
 */
export function roomsOf(packages, metadata) {
  const names = new Map(packages.map(({ dir, manifest }) => [manifest.name, nameOf(dir)]));
  return {
    packages: packages.map(({ dir, manifest }) => ({
      name: nameOf(dir),
      dir: fromRoot(dir),
      needs: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap(
        (name) => names.get(name) ?? [],
      ),
    })),
    crates: metadata.packages.map(({ name, manifest_path: manifest, dependencies, metadata: own }) => ({
      name: shortName(name),
      dir: fromRoot(manifest).replace(/\/Cargo\.toml$/, ''),
      needs: dependencies.filter(({ path }) => path !== undefined).map((dependency) => shortName(dependency.name)),
      outs: (own?.fedzk?.module ?? []).flatMap(({ out }) => out ?? []),
    })),
  };
}

/**
 * Selects what words name: `keys verify`, `rust groth16`. A crate or package comes with those that depend on it. Where Rust
 * has changed since the modules were committed, a package also comes with the crates of its modules.
 *
 * @param {readonly string[]} words
 * @param {Rooms} rooms
 * @param {{ only?: boolean, rustChanged?: boolean }} [options] only: without what depends on it
 * @returns {Selection}
 * @throws {Problem} where a word names nothing
 */
export function select(words, { packages, crates }, { only = false, rustChanged = true } = {}) {
  const [first, ...rest] = words;
  const inRust = first === 'rust';
  const [given, kind] = inRust ? [rest, crates] : [words, packages];
  for (const word of given) {
    if (kind.some(({ name }) => name === word)) continue;
    const known = kind.map(({ name }) => name).join(', ');
    throw new Problem(`There is no ${inRust ? 'crate' : 'package'} "${word}".`, `Name one of these: ${known}`);
  }
  if (inRust) {
    return { packages: [], crates: only ? rest : dependants(rest.length === 0 ? namesOf(crates) : rest, crates) };
  }
  const chosen = only ? given : dependants(given, packages);
  const modules = crates.filter(({ outs }) => given.some((name) => outs.includes(`packages/${name}/wasm`)));
  return { packages: chosen, crates: only || !rustChanged ? [] : needed(namesOf(modules), crates) };
}

/** The folder of sentences for the changelog, which no test reads. */
const CHANGESETS = '.changeset/';

/**
 * Selects what changed files belong to; a changeset belongs to nothing.
 *
 * @param {readonly string[]} files from the repository's root
 * @param {Rooms} rooms
 * @returns {Selection | undefined} undefined for everything, where a file belongs to no package or crate
 */
export function selectChanged(files, rooms) {
  /** @type {Set<string>} */
  const packages = new Set();
  /** @type {Set<string>} */
  const crates = new Set();
  for (const file of files) {
    const at = roomOf(file, rooms.packages);
    const crate = roomOf(file, rooms.crates);
    if (file.startsWith(CHANGESETS)) continue;
    if (at === undefined && crate === undefined) return undefined;
    if (at !== undefined) packages.add(at.name);
    if (crate !== undefined) crates.add(crate.name);
  }
  const changed = dependants([...crates], rooms.crates);
  // A module's tests in TypeScript are its package's.
  for (const { name, outs } of rooms.crates) {
    if (!changed.includes(name)) continue;
    for (const { name: of, dir } of rooms.packages) if (outs.includes(`${dir}/wasm`)) packages.add(of);
  }
  return { packages: dependants([...packages], rooms.packages), crates: changed };
}

/** @template {Room} T @param {string} file @param {readonly T[]} rooms */
function roomOf(file, rooms) {
  return rooms.find(({ dir }) => file.startsWith(`${dir}/`));
}

/** Adds all that depend on some rooms. @param {readonly string[]} names @param {readonly Room[]} rooms @returns {string[]} */
function dependants(names, rooms) {
  const all = new Set(names);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const { name, needs } of rooms) if (needs.some((each) => all.has(each))) all.add(name);
  }
  return rooms.map(({ name }) => name).filter((name) => all.has(name));
}

/** Adds all that some rooms depend on. @param {readonly string[]} names @param {readonly Room[]} rooms @returns {string[]} */
function needed(names, rooms) {
  const all = new Set(names);
  // A loop over a set also visits what is added meanwhile.
  for (const each of all) for (const one of rooms.find(({ name }) => name === each)?.needs ?? []) all.add(one);
  return rooms.map(({ name }) => name).filter((name) => all.has(name));
}

/** @param {readonly Room[]} rooms */
function namesOf(rooms) {
  return rooms.map(({ name }) => name);
}

/** @param {string} dir */
function nameOf(dir) {
  return fromRoot(dir).replace(/^packages\//, '');
}

/** @param {string} crate */
function shortName(crate) {
  return crate.replace(/^fedzk-/, '');
}

/** @param {string} path */
function fromRoot(path) {
  return relative(root, path).replaceAll(sep, '/');
}
