// @ts-check
// Which source stands behind a name that a program imports.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = fileURLToPath(new URL('../..', import.meta.url));

/** What Node takes from a package's `exports` for an `import`. */
const CONDITIONS = ['node', 'module-sync', 'import', 'default'];

/**
 * Finds the source of an entry that Node would load.
 *
 * @param {string} name as imported: `@fedzk/keys`, `@fedzk/verify/pool`
 * @returns {string | undefined} a path; undefined for what is none of this repository's scripts
 */
export function sourceOf(name) {
  const [, folder = '', entry = ''] = /^@fedzk\/([a-z]+)(\/.*)?$/.exec(name) ?? [];
  const manifest = join(packages, folder, 'package.json');
  if (folder === '' || !existsSync(manifest)) return undefined;
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8'));
  const file = chosen(exports?.[`.${entry}`]);
  const [, path] = /^\.\/dist\/(.+)\.js$/.exec(file ?? '') ?? [];
  return path === undefined ? undefined : join(packages, folder, 'src', `${path}.ts`);
}

/** @typedef {string | undefined | { [condition: string]: Target }} Target */

/** @param {Target} target @returns {string | undefined} */
function chosen(target) {
  if (typeof target !== 'object') return target;
  const condition = Object.keys(target).find((each) => CONDITIONS.includes(each));
  return condition === undefined ? undefined : chosen(target[condition]);
}

const FILE_URL = /new URL\('(\.[^']+)', import\.meta\.url\)/g;

/**
 * Replaces each `new URL('./file', import.meta.url)` of a script by the address of what it names: a file beside the source, or
 * the program that is made of the source where the package has its bundle.
 *
 * @param {string} text of a script
 * @param {string} path of that script
 * @param {(source: string) => Promise<string>} program makes a program of a source, and gives its path
 */
export async function withPrograms(text, path, program) {
  const parts = [];
  let end = 0;
  for (const { index, 0: words, 1: name = '' } of text.matchAll(FILE_URL)) {
    const file = resolve(dirname(path), name);
    const source = file.replace(/\.js$/, '.ts');
    const there = existsSync(file) ? file : existsSync(source) ? await program(source) : undefined;
    if (there === undefined) continue;
    parts.push(text.slice(end, index), `new URL(${JSON.stringify(pathToFileURL(there).href)})`);
    end = index + words.length;
  }
  return parts.join('') + text.slice(end);
}
