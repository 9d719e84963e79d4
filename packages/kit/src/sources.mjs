// @ts-check
// Has a bundler find what a declaration names, and Vitest the source behind a name that a program imports.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { packages, root, sourcesOf } from './declared.mjs';
import { nodeOutput, outputsOf, textOf } from './entries.mjs';
import { moduleFile } from './modules.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/** What a virtual script's name has before it, once its package is known. */
const NAMESPACE = 'fedzk';

/**
 * Finds what Node would load of an entry.
 *
 * @param {string} name as imported: `@fedzk/keys`, `@fedzk/verify/pool`
 * @returns {{ pkg: Declared, from: string } | undefined} undefined for what is none of this repository's scripts
 */
export function sourceOf(name) {
  const [, folder = '', entry = ''] = /^@fedzk\/([a-z]+)(\/.*)?$/.exec(name) ?? [];
  const pkg = packages.get(folder);
  const output = pkg && nodeOutput(pkg, `.${entry}`);
  return pkg && output ? { pkg, from: output.from } : undefined;
}

/** The package that a file belongs to. @param {string} path */
export function packageOf(path) {
  const [, name = ''] = /^packages\/([^/]+)\//.exec(path.startsWith(root) ? path.slice(root.length) : '') ?? [];
  return packages.get(name);
}

/** What is built of a source by itself, such as a worker's program. @param {string} path */
export function outputOf(path) {
  const pkg = packageOf(path);
  return pkg && outputsOf(pkg).find(({ source }) => join(pkg.dir, source) === path);
}

/** wasm-bindgen's glue, as a source imports it. */
export const GLUE = /^\.\.?\/.*wasm\/fedzk_\w+\.js$/;

const FILE_URL = /new URL\('(\.[^']+)', import\.meta\.url\)/g;

/**
 * Replaces each `new URL('./file.js', import.meta.url)` of a source by what stands for it where the source is bundled.
 *
 * @param {string} text of a source
 * @param {string} path of it
 * @param {(path: string) => string | undefined | Promise<string | undefined>} replaced an expression for the file or source
 *   of that path; undefined leaves it
 */
export async function withFiles(text, path, replaced) {
  const parts = [];
  let end = 0;
  for (const { index, 0: words, 1: name = '' } of text.matchAll(FILE_URL)) {
    const file = resolve(dirname(path), name);
    const source = file.replace(/\.js$/, '.ts');
    const there = [file, source].find((each) => existsSync(each));
    const by = there && (await replaced(there));
    if (by === undefined) continue;
    parts.push(text.slice(end, index), by);
    end = index + words.length;
  }
  return parts.join('') + text.slice(end);
}

/**
 * The plugin of esbuild for declared packages.
 *
 * @param {object} options
 * @param {(path: string) => string | undefined | Promise<string | undefined>} options.replaced see {@link withFiles}
 * @param {boolean} [options.commonjs]
 * @returns {import('esbuild').Plugin}
 */
export function declared({ replaced, commonjs = false }) {
  return {
    name: 'fedzk',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^fedzk:/ }, ({ path, resolveDir }) => {
        const pkg = packageOf(`${resolveDir}/`);
        return pkg && { namespace: NAMESPACE, path: `${pkg.name}/${path}`, sideEffects: true };
      });
      onResolve({ filter: GLUE }, ({ path, resolveDir }) => ({ path: moduleFile(join(resolveDir, path)) }));
      // A worker's program exports nothing, and is there for what it does.
      onResolve({ filter: /^\.\/src\//, namespace: NAMESPACE }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path);
        return { path: file, ...(isWorker(file) && { sideEffects: true }) };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => {
        const [name = '', ...request] = path.split('/');
        const pkg = /** @type {Declared} */ (packages.get(name));
        return { contents: textOf(pkg, request.join('/'), commonjs), resolveDir: pkg.dir };
      });
      onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, async ({ path }) => ({
        loader: 'ts',
        contents: await withFiles(await readFile(path, 'utf8'), path, replaced),
      }));
    },
  };
}

/** @param {string} path */
function isWorker(path) {
  const pkg = packageOf(path);
  return Object.values(pkg?.workers ?? {}).some((worker) =>
    sourcesOf(worker).some((each) => join(pkg?.dir ?? '', each) === path),
  );
}
