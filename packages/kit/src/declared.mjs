// @ts-check
// All declarations, and what is wrong with one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * @typedef {import('./package.mjs').Package & { name: string, dir: string }} Declared name: its folder's
 * @typedef {import('./package.mjs').Runtime} Runtime
 */

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** @type {ReadonlyMap<string, Declared>} by name */
export const packages = new Map(
  await Promise.all(
    readdirSync(join(root, 'packages'))
      .filter((name) => existsSync(declarationOf(name)))
      .map(async (name) => {
        const { default: declared } = await import(pathToFileURL(declarationOf(name)).href);
        const named = { ...declared, name, dir: join(root, 'packages', name) };
        return /** @type {const} */ ([name, /** @type {Declared} */ (named)]);
      }),
  ),
);

/** @param {string} name of a package */
function declarationOf(name) {
  return join(root, 'packages', name, 'fedzk.package.mjs');
}

/** What is wrong, in words for people. */
export class KitError extends Error {}

/** @param {{ name: string }} pkg @param {string} key @param {string} what @param {string} [file] */
export function wrong({ name }, key, what, file = 'fedzk.package.mjs') {
  return new KitError(`packages/${name}${file && `/${file}`}: ${key}: ${what}`);
}

/** Entries and workers by their keys. @param {Declared} pkg @returns {[string, import('./package.mjs').Worker][]} */
export function entriesOf({ entries, workers }) {
  return Object.entries({ ...entries, ...workers });
}

/** @param {import('./package.mjs').Entry} entry */
export function sourcesOf({ source }) {
  return typeof source === 'string' ? [source] : Object.values(source);
}

/**
 * Checks that all which a declaration names is there.
 *
 * @param {Declared} pkg
 * @param {readonly string[]} probes functions of `@fedzk/core` that choose a build
 */
export function check(pkg, probes) {
  const { cli, wasm = {}, publish = [], made = {}, exercise } = pkg;
  /** @param {string} key @param {string} file */
  const file = (key, file) => {
    if (!existsSync(join(pkg.dir, file))) throw wrong(pkg, key, `there is no file ${file}`);
  };
  for (const [key, entry] of entriesOf(pkg)) {
    for (const source of sourcesOf(entry)) file(key, source);
    for (const name of entry.wasm ?? []) if (!wasm[name]) throw wrong(pkg, key, `wasm has no key "${name}"`);
  }
  for (const [key, { builds, choose = {}, give, glue, load }] of Object.entries(wasm)) {
    file(`wasm.${key}.give`, give.in);
    if (glue !== undefined) file(`wasm.${key}.glue`, glue);
    const [, ...others] = Object.keys(builds);
    if (load && others.length > 0)
      throw wrong(pkg, `wasm.${key}.builds`, 'a module that is loaded when needed has one');
    for (const build of others) {
      if (!probes.includes(choose[build] ?? '')) {
        throw wrong(pkg, `wasm.${key}.choose.${build}`, `must be one of ${probes.join(', ')}, not ${choose[build]}`);
      }
    }
  }
  const files = {
    cli,
    exercise,
    ...Object.fromEntries([...publish, ...Object.values(made)].map((each) => [each, each])),
  };
  for (const [key, name] of Object.entries(files)) if (name !== undefined) file(key, name);
}
