// @ts-check
// Reads all declarations, and checks them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Problem } from '../../../scripts/lib/problem.mjs';
import { moduleFile } from './modules.mjs';

/** @typedef {import('./package.mjs').Package & { name: string, dir: string }} Declared name: its folder's */

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const FILE = 'fedzk.package.mjs';

/** @type {Map<string, Declared>} by name */
export const packages = new Map();
for (const name of readdirSync(join(root, 'packages'))) {
  const dir = join(root, 'packages', name);
  if (!existsSync(join(dir, FILE))) continue;
  const { default: declared } = await import(pathToFileURL(join(dir, FILE)).href);
  packages.set(name, { ...declared, name, dir });
}

/** Finds packages by their names; all where no name is given. @param {readonly string[]} names @throws {Problem} */
export function packagesOf(names) {
  const known = [...packages.keys()];
  return (names.length === 0 ? known : names).map((name) => {
    const pkg = packages.get(name);
    if (pkg) return pkg;
    throw new Problem(`There is no package "${name}".`, `Name one of these: ${known.join(', ')}`);
  });
}

/** Says what is wrong with a package. @param {{ name: string }} pkg @param {string} key @param {string} what @param {string} [file] @returns {never} */
export function wrong({ name }, key, what, file = FILE) {
  throw new Problem(`packages/${name}${file && `/${file}`}: ${key}: ${what}`);
}

/** Lists entries and workers by their keys. @param {Declared} pkg @returns {[string, import('./package.mjs').Worker][]} */
export function entriesOf({ entries, workers }) {
  return Object.entries({ ...entries, ...workers });
}

/** Lists the sources of an entry. @param {import('./package.mjs').Entry} entry */
function filesOf({ source }) {
  return typeof source === 'string' ? [source] : Object.values(source);
}

/** Names the source of an entry's types, in which runtimes don't differ. @param {import('./package.mjs').Entry} entry */
export function typesOf(entry) {
  return filesOf(entry)[0] ?? '';
}

/** Lists the entries that programs import. @param {Declared} pkg */
export function published(pkg) {
  return entriesOf(pkg).filter(([key]) => key.startsWith('.'));
}

/**
 * Checks that all that a declaration names is there.
 *
 * @param {Declared} pkg
 * @param {readonly string[]} probes functions of `@fedzk/core` that choose a build
 * @throws {Problem}
 */
export function check(pkg, probes) {
  const { cli, wasm = {}, publish = [], made = {}, exercise } = pkg;
  /** @type {Record<string, readonly (string | undefined)[]>} */
  const named = { cli: [cli], exercise: [exercise], publish, made: Object.values(made) };
  for (const [key, entry] of entriesOf(pkg)) {
    named[key] = filesOf(entry);
    for (const name of entry.wasm ?? []) if (!wasm[name]) wrong(pkg, key, `wasm has no key "${name}"`);
  }
  for (const [key, { builds, choose = {}, give, glue, load }] of Object.entries(wasm)) {
    named[`wasm.${key}`] = [give.in, glue, ...Object.values(builds).map((name) => `wasm/${name}_bg.wasm`)];
    if (load === 'when needed' && !glue) wrong(pkg, `wasm.${key}.glue`, 'must name the source that is loaded with it');
    for (const build of Object.keys(builds).slice(1)) {
      if (probes.includes(choose[build] ?? '')) continue;
      wrong(pkg, `wasm.${key}.choose.${build}`, `must be one of ${probes.join(', ')}, not ${choose[build]}`);
    }
  }
  for (const [key, files] of Object.entries(named)) {
    const missing = files.find((file) => file !== undefined && !existsSync(moduleFile(join(pkg.dir, file))));
    const remedy = missing?.endsWith('.wasm') ? '; build it: npm run wasm' : '';
    if (missing !== undefined) wrong(pkg, key, `there is no file ${missing}${remedy}`);
  }
}
