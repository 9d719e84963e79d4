// @ts-check
// All declarations, and what is wrong with one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Problem } from '../../../scripts/lib/problem.mjs';
import { moduleFile } from './modules.mjs';

/** @typedef {import('./package.mjs').Package & { name: string, dir: string }} Declared name: its folder's */

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const FILE = 'fedzk.package.mjs';

/** @type {ReadonlyMap<string, Declared>} by name */
export const packages = new Map(
  await Promise.all(
    readdirSync(join(root, 'packages'))
      .map((name) => ({ name, dir: join(root, 'packages', name) }))
      .filter(({ dir }) => existsSync(join(dir, FILE)))
      .map(async ({ name, dir }) => {
        const { default: declared } = await import(pathToFileURL(join(dir, FILE)).href);
        return /** @type {[string, Declared]} */ ([name, { ...declared, name, dir }]);
      }),
  ),
);

/** Packages by their names, all where there are none. @param {readonly string[]} names @throws {Problem} */
export function packagesOf(names) {
  return (names.length === 0 ? [...packages.keys()] : names).map((name) => {
    const pkg = packages.get(name);
    if (pkg) return pkg;
    throw new Problem(`There is no package "${name}".`, `Name one of these: ${[...packages.keys()].join(', ')}`);
  });
}

/** Says what is wrong with a package. @param {{ name: string }} pkg @param {string} key @param {string} what @param {string} [file] @returns {never} */
export function wrong({ name }, key, what, file = FILE) {
  throw new Problem(`packages/${name}${file && `/${file}`}: ${key}: ${what}`);
}

/** Entries and workers by their keys. @param {Declared} pkg @returns {[string, import('./package.mjs').Worker][]} */
export function entriesOf({ entries, workers }) {
  return Object.entries({ ...entries, ...workers });
}

/** The entries that programs import. @param {Declared} pkg */
export function published(pkg) {
  return entriesOf(pkg).filter(([key]) => key.startsWith('.'));
}

/**
 * Checks that all which a declaration names is there.
 *
 * @param {Declared} pkg
 * @param {readonly string[]} probes functions of `@fedzk/core` that choose a build
 * @throws {Problem}
 */
export function check(pkg, probes) {
  const { cli, wasm = {}, publish = [], made = {}, exercise } = pkg;
  /** @param {string} key @param {readonly (string | undefined)[]} files @param {string} [remedy] */
  const there = (key, files, remedy = '') => {
    const missing = files.find((file) => file !== undefined && !existsSync(moduleFile(join(pkg.dir, file))));
    if (missing !== undefined) wrong(pkg, key, `there is no file ${missing}${remedy}`);
  };
  for (const [key, { source, wasm: loaded = [] }] of entriesOf(pkg)) {
    there(key, typeof source === 'string' ? [source] : Object.values(source));
    for (const name of loaded) if (!wasm[name]) wrong(pkg, key, `wasm has no key "${name}"`);
  }
  for (const [key, { builds, choose = {}, give, glue }] of Object.entries(wasm)) {
    for (const build of Object.keys(builds).slice(1)) {
      if (probes.includes(choose[build] ?? '')) continue;
      wrong(pkg, `wasm.${key}.choose.${build}`, `must be one of ${probes.join(', ')}, not ${choose[build]}`);
    }
    there(`wasm.${key}`, [give.in, glue]);
    const modules = Object.values(builds).map((module) => `wasm/${module}_bg.wasm`);
    there(`wasm.${key}`, modules, '; build it: npm run wasm');
  }
  there('cli', [cli]);
  there('exercise', [exercise]);
  there('publish', publish);
  there('made', Object.values(made));
}
