// @ts-check
// The scripts that a package is built into, and their texts: an entry imports what loads its WebAssembly, then its source.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, published, wrong } from './declared.mjs';
import { moduleFile } from './modules.mjs';

/**
 * @typedef {import('./declared.mjs').Declared} Declared
 * @typedef {import('./package.mjs').Runtime} Runtime
 * @typedef {import('./package.mjs').Entry} Entry
 *
 * @typedef {object} Output
 * @property {string} file in `dist`, without `.js`
 * @property {string} key of the entry
 * @property {Runtime} [runtime] left out where one file is for all
 * @property {string} source
 * @property {readonly string[]} wasm keys of what is loaded first
 * @property {string} from what a bundler starts with: the source, or a text of {@link textOf}
 * @property {boolean} alone whether it shares no chunks
 */

/** Lists the scripts that a package is built into. @param {Declared} pkg @returns {Output[]} */
export function outputsOf(pkg) {
  return entriesOf(pkg).flatMap(([key, entry]) => {
    const alone = Boolean(pkg.workers?.[key] && !pkg.workers[key].shared);
    const name = key.replace(/^\.\/?/, '').replaceAll('/', '-');
    return runtimesOf(pkg, entry).map((runtime) => {
      const source = (typeof entry.source === 'string' ? entry.source : entry.source[runtime ?? 'web']) ?? '';
      const common = { key, source, wasm: entry.wasm ?? [], alone };
      return runtime === undefined
        ? { ...common, file: name || 'index', from: `./${source}` }
        : { ...common, file: `${name || pkg.name}.${runtime}`, runtime, from: `fedzk:entry/${key}#${runtime}` };
    });
  });
}

/** @param {Declared} pkg @param {Entry} entry @returns {readonly (Runtime | undefined)[]} */
function runtimesOf(pkg, { source, wasm = [] }) {
  if (typeof source !== 'string') return /** @type {Runtime[]} */ (Object.keys(source));
  if (wasm.length === 0) return [undefined];
  return chooses(pkg, wasm) ? ['node', 'inline', 'workerd', 'edge-light'] : ['inline', 'workerd', 'edge-light'];
}

/** Tells whether Node has a build that not every runtime has. @param {Declared} pkg @param {readonly string[]} keys */
function chooses({ wasm }, keys) {
  return keys.some((key) => wasm?.[key]?.choose);
}

/** Finds the script that `import` and `require` of Node are given. @param {Declared} pkg @param {string} key */
export function nodeOutput(pkg, key) {
  const outputs = outputsOf(pkg).filter((each) => each.key === key);
  return ['node', 'inline', undefined].flatMap((of) => outputs.find(({ runtime }) => runtime === of) ?? [])[0];
}

/** Lists the scripts that `require` of Node is given. @param {Declared} pkg */
export function requiredOf(pkg) {
  return published(pkg).flatMap(([key]) => nodeOutput(pkg, key) ?? []);
}

/** Lists the modules that are loaded when needed; each is a script of its own. @param {Declared} pkg */
export function lateModules({ wasm = {} }) {
  return Object.keys(wasm).filter((key) => wasm[key]?.load === 'when needed');
}

/**
 * Lists the files of modules as they are published, one a build.
 *
 * @param {Declared} pkg
 * @param {readonly string[]} [keys] of the modules; left out: all
 */
export function wasmFiles({ wasm = {} }, keys = Object.keys(wasm)) {
  return keys.flatMap((key) =>
    Object.entries(wasm[key]?.builds ?? {}).map(([build, module], i) => ({
      name: `${key}_${build}`.replace(/\W/g, '_'),
      module,
      probe: wasm[key]?.choose?.[build],
      file: i === 0 ? `${key}.wasm` : `${key}.${build}.wasm`,
    })),
  );
}

/** Reads a module. @param {Declared} pkg @param {string} module Rust's name */
export function readModule(pkg, module) {
  return readFileSync(moduleFile(join(pkg.dir, `wasm/${module}_bg.wasm`)));
}

/**
 * Writes a script that is in no file.
 *
 * @param {Declared} pkg
 * @param {string} name `fedzk:entry/KEY#RUNTIME`, `fedzk:load/KEYS#RUNTIME`, `fedzk:module/KEY` or `fedzk:hex/MODULE`
 * @param {boolean} [commonjs] for Node alone, which reads modules from their files
 * @returns {string} a script whose paths start at the package's folder
 */
export function textOf(pkg, name, commonjs = false) {
  const [, kind, what = '', runtime = ''] = /^fedzk:(\w+)\/([^#]*)#?(.*)$/.exec(name) ?? [];
  if (kind === 'hex') return `export const hex = '${readModule(pkg, what).toString('hex')}';\n`;
  if (kind === 'module') return moduleText(pkg, what);
  if (kind === 'load') return loadText(pkg, what.split(','), commonjs ? 'commonjs' : runtime);
  const output = outputsOf(pkg).find((each) => each.key === what && each.runtime === runtime);
  const { source, wasm } = output ?? wrong(pkg, what, `has nothing for ${runtime}`);
  const by = runtime === 'web' || (runtime === 'node' && !chooses(pkg, wasm)) ? 'inline' : runtime;
  const load = wasm.length > 0 ? `import 'fedzk:load/${wasm.join()}#${by}';\n` : '';
  return `${load}export * from './${source}';\n`;
}

/** @param {Declared} pkg @param {string} key */
function moduleText(pkg, key) {
  const module = `export { hex as module } from 'fedzk:hex/${wasmFiles(pkg, [key])[0]?.module}';\n`;
  return `${module}export * as glue from './${pkg.wasm?.[key]?.glue}';\n`;
}

/** @typedef {ReturnType<typeof wasmFiles>[number]} File */

/**
 * Tells how a module comes into a script.
 *
 * @param {File} file
 * @param {string} runtime or `commonjs`
 * @returns {[line: string, value: string]} an import, and the expression of the module
 */
function wayOf({ name, module, file }, runtime) {
  if (runtime === 'workerd') return [`import ${name} from './${file}';\n`, name];
  if (runtime === 'edge-light') return [`import ${name} from './${file}?module';\n`, name];
  if (runtime !== 'commonjs') return [`import { hex as ${name} } from 'fedzk:hex/${module}';\n`, name];
  return ["import { readFileSync } from 'node:fs';\n", `readFileSync(new URL('./${file}', import.meta.url))`];
}

/** @param {Declared} pkg @param {readonly string[]} keys @param {string} runtime or `commonjs` */
function loadText(pkg, keys, runtime) {
  /** @type {Set<string>} */
  const imports = new Set();
  const calls = keys.map((key) => {
    const { give, glue, load } = pkg.wasm?.[key] ?? wrong(pkg, 'wasm', `has no key "${key}"`);
    imports.add(`import { ${give.to} } from './${give.in}';\n`);
    const late = load === 'when needed';
    if (late && runtime === 'inline') return `${give.to}('${key}', () => import('fedzk:module/${key}'));\n`;
    const files = wasmFiles(pkg, [key]).filter(({ probe }) => !probe || !['inline', 'edge-light'].includes(runtime));
    const [first = '', ...others] = files.map((file) => {
      const [line, value] = wayOf(file, runtime);
      imports.add(line);
      return file.probe ? `${asked(file.probe)} ? ${value} : ` : value;
    });
    const module = others.join('') + first;
    if (!late) return `${give.to}(${module});\n`;
    const name = `${files[0]?.name}_glue`;
    imports.add(`import * as ${name} from './${glue}';\n`);
    return `${give.to}('${key}', () => ({ module: ${module}, glue: ${name} }));\n`;
  });
  return `${[...imports].join('')}${calls.join('')}`;

  /** @param {string} probe the function that says whether this engine runs a build; at the edge of a module that is a file */
  function asked(probe) {
    imports.add(`import { ${probe} } from '@fedzk/core';\n`);
    if (runtime !== 'workerd') return `${probe}()`;
    imports.add(`import ${probe}_probe from './${probe}.wasm';\n`);
    return `${probe}(${probe}_probe)`;
  }
}
