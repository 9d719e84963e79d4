// @ts-check
// Finds the source of a name that a program imports, and has esbuild read sources.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve as absolute, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { packages, root } from './declared.mjs';
import { nodeOutput, outputsOf, textOf } from './entries.mjs';
import { moduleFile } from './modules.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/**
 * Finds what Node would load of an entry.
 *
 * @param {string} name as imported: `@fedzk/keys`, `@fedzk/verify/pool`
 * @returns {{ pkg: Declared, from: string } | undefined} undefined for a name of no package of this repository
 */
export function sourceOf(name) {
  const [, folder = '', entry = ''] = /^@fedzk\/([a-z0-9-]+)(\/.*)?$/.exec(name) ?? [];
  const pkg = packages.get(folder);
  const output = pkg && nodeOutput(pkg, `.${entry}`);
  return pkg && output && { pkg, from: output.from };
}

/** Finds the package that a file belongs to. @param {string} path */
export function packageOf(path) {
  const [, name = ''] = /^packages\/([^/]+)\//.exec(path.startsWith(root) ? path.slice(root.length) : '') ?? [];
  return packages.get(name);
}

/** Finds the script that is built of a source by itself, such as a worker's program. @param {string} path */
export function outputOf(path) {
  const pkg = packageOf(path);
  return pkg && outputsOf(pkg).find(({ source }) => join(pkg.dir, source) === path);
}

/** Matches wasm-bindgen's glue, as a source imports it. */
export const GLUE = /^\.\.?\/.*wasm\/fedzk_\w+\.js$/;

const FILE_URL = /new URL\('(\.[^']+)', import\.meta\.url\)/g;

/** @typedef {(path: string) => string | undefined | Promise<string | undefined>} Replace */

/**
 * Replaces each `new URL('./file.js', import.meta.url)` of a source by an expression that is valid in the bundle.
 *
 * @param {string} text of a source
 * @param {string} path of it
 * @param {Replace} replaced an expression for the file or source of that path; undefined leaves it
 */
export async function withFiles(text, path, replaced) {
  const expressions = new Map();
  for (const [words, name = ''] of text.matchAll(FILE_URL)) {
    const file = absolute(dirname(path), name);
    const there = [file, file.replace(/\.js$/, '.ts')].find((each) => existsSync(each));
    expressions.set(words, (there && (await replaced(there))) ?? words);
  }
  return text.replace(FILE_URL, (words) => expressions.get(words));
}

/**
 * Makes the plugin of esbuild for declared packages.
 *
 * @param {Replace} replaced see {@link withFiles}
 * @param {{ commonjs?: boolean, byName?: boolean }} [options] byName: takes the sources of packages for their names
 * @returns {import('esbuild').Plugin}
 */
export function declared(replaced, { commonjs = false, byName = false } = {}) {
  const namespace = 'fedzk';
  return {
    name: namespace,
    setup({ onLoad, onResolve, resolve }) {
      onResolve({ filter: /^fedzk:/ }, ({ path, resolveDir }) => {
        const pkg = packageOf(`${resolveDir}/`);
        return pkg && { namespace, path: `${pkg.name}/${path}`, pluginData: pkg, sideEffects: true };
      });
      onResolve({ filter: GLUE }, ({ path, resolveDir }) => ({ path: moduleFile(join(resolveDir, path)) }));
      // A worker's program exports nothing; it is imported for its side effects.
      onResolve({ filter: /^\.\/src\//, namespace }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        sideEffects: true,
      }));
      onResolve({ filter: /^@fedzk\// }, ({ path, kind }) => {
        const found = byName ? sourceOf(path) : undefined;
        return found && resolve(found.from, { kind, resolveDir: found.pkg.dir });
      });
      onLoad({ filter: /./, namespace }, ({ path, pluginData: pkg }) => ({
        contents: textOf(pkg, path.slice(`${pkg.name}/`.length), commonjs),
        resolveDir: pkg.dir,
      }));
      onLoad({ filter: /\/(src|test)\/.*\.ts$/ }, async ({ path }) => ({
        loader: 'ts',
        contents: await withFiles(await readFile(path, 'utf8'), path, replaced),
      }));
    },
  };
}

/**
 * Bundles a source with all that it imports, packages by their names too, into one script.
 *
 * @param {import('esbuild').BuildOptions} options
 * @param {Replace} [replaced] see {@link withFiles}
 */
export async function bundled({ plugins = [], ...options }, replaced = () => undefined) {
  const { outputFiles = [] } = await build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    plugins: [...plugins, declared(replaced, { byName: true })],
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}
