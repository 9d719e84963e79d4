// @ts-check
// The scripts that a package is built into, and their texts: an entry imports what loads its WebAssembly, then its source.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, wrong } from './declared.mjs';
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
 * @property {string} from what a bundler starts with: the source, or a text of {@link textOf}
 * @property {boolean} alone whether it shares no chunks
 */

/** @param {Declared} pkg @returns {Output[]} */
export function outputsOf(pkg) {
  return entriesOf(pkg).flatMap(([key, entry]) => {
    const alone = Boolean(pkg.workers?.[key] && !pkg.workers[key].shared);
    const name = key.replace(/^\.\/?/, '').replaceAll('/', '-');
    return runtimesOf(pkg, entry).map((runtime) => {
      const source = (typeof entry.source === 'string' ? entry.source : entry.source[runtime ?? 'web']) ?? '';
      if (runtime === undefined) return { file: name || 'index', key, source, from: `./${source}`, alone };
      return {
        file: `${name || pkg.name}.${runtime}`,
        key,
        runtime,
        source,
        from: `fedzk:entry/${key}#${runtime}`,
        alone,
      };
    });
  });
}

/** @param {Declared} pkg @param {Entry} entry @returns {readonly (Runtime | undefined)[]} */
function runtimesOf(pkg, { source, wasm = [] }) {
  if (typeof source !== 'string') return /** @type {Runtime[]} */ (Object.keys(source));
  if (wasm.length === 0) return [undefined];
  return chooses(pkg, wasm) ? ['node', 'inline', 'workerd', 'edge-light'] : ['inline', 'workerd', 'edge-light'];
}

/** Whether Node has a build that not every runtime has. @param {Declared} pkg @param {readonly string[]} keys */
function chooses({ wasm }, keys) {
  return keys.some((key) => wasm?.[key]?.choose);
}

/** What `import` and `require` of Node are given. @param {Declared} pkg @param {string} key */
export function nodeOutput(pkg, key) {
  const outputs = outputsOf(pkg).filter((each) => each.key === key);
  return ['node', 'inline', undefined].flatMap((of) => outputs.find(({ runtime }) => runtime === of) ?? [])[0];
}

/** A module that is loaded when it is needed is a script of its own. @param {Declared} pkg */
export function lateModules({ wasm = {} }) {
  return Object.keys(wasm).filter((key) => wasm[key]?.load === 'when needed');
}

/** The files of a module, by build, as they are published. @param {Declared} pkg @param {string} key */
export function wasmFiles({ wasm = {} }, key) {
  return Object.entries(wasm[key]?.builds ?? {}).map(([build, module], i) => ({
    name: `${key}_${build}`.replace(/\W/g, '_'),
    module,
    probe: wasm[key]?.choose?.[build],
    file: i === 0 ? `${key}.wasm` : `${key}.${build}.wasm`,
  }));
}

/** @param {Declared} pkg @param {string} module of Rust's */
export function readModule(pkg, module) {
  return readFileSync(moduleFile(join(pkg.dir, `wasm/${module}_bg.wasm`)));
}

/**
 * Writes a script that is in no file.
 *
 * @param {Declared} pkg
 * @param {string} name `fedzk:entry/KEY#RUNTIME`, `fedzk:load/KEYS#RUNTIME`, `fedzk:module/KEY` or `fedzk:hex/MODULE`
 * @param {boolean} [commonjs] for Node alone, which reads modules from their files
 * @returns {string} of which paths are the package's
 */
export function textOf(pkg, name, commonjs = false) {
  const [, kind, what = '', runtime = ''] = /^fedzk:(\w+)\/([^#]*)#?(.*)$/.exec(name) ?? [];
  if (kind === 'hex') return `export const hex = '${readModule(pkg, what).toString('hex')}';\n`;
  if (kind === 'module') return moduleText(pkg, what);
  if (kind === 'load') return loadText(pkg, what.split(','), commonjs ? 'commonjs' : runtime);
  const output = outputsOf(pkg).find((each) => each.key === what && each.runtime === runtime);
  if (output === undefined) throw wrong(pkg, what, `has nothing for ${runtime}`);
  const { wasm = [] } = { ...pkg.entries, ...pkg.workers }[what] ?? {};
  const by = runtime === 'web' || (runtime === 'node' && !chooses(pkg, wasm)) ? 'inline' : runtime;
  const load = wasm.length > 0 ? `import 'fedzk:load/${wasm.join()}#${by}';\n` : '';
  return `${load}export * from './${output.source}';\n`;
}

/** @param {Declared} pkg @param {string} key */
function moduleText(pkg, key) {
  const { glue } = pkg.wasm?.[key] ?? {};
  const module = `export { hex as module } from 'fedzk:hex/${wasmFiles(pkg, key)[0]?.module}';\n`;
  return glue === undefined ? module : `${module}export * as glue from './${glue}';\n`;
}

/** @typedef {ReturnType<typeof wasmFiles>[number]} File */

/** How a module comes into a script: by an import, and as an expression. @typedef {(file: File) => [string, string]} Way */

/** @type {Way} */
const asHex = ({ name, module }) => [`import { hex as ${name} } from 'fedzk:hex/${module}';\n`, name];

/** Other ways, by runtime. @type {Record<string, Way>} */
const WAYS = {
  workerd: ({ name, file }) => [`import ${name} from './${file}';\n`, name],
  'edge-light': ({ name, file }) => [`import ${name} from './${file}?module';\n`, name],
  commonjs: ({ file }) => [
    "import { readFileSync } from 'node:fs';\n",
    `readFileSync(new URL('./${file}', import.meta.url))`,
  ],
};

/** @param {Declared} pkg @param {readonly string[]} keys @param {string} runtime or `commonjs` */
function loadText(pkg, keys, runtime) {
  const way = WAYS[runtime] ?? asHex;
  /** @type {Set<string>} */
  const imports = new Set();
  const calls = keys.map((key) => {
    const { give, glue, load } = pkg.wasm?.[key] ?? wrong(pkg, 'wasm', `has no key "${key}"`);
    imports.add(`import { ${give.to} } from './${give.in}';\n`);
    const late = load === 'when needed';
    if (late && runtime === 'inline') return `${give.to}('${key}', () => import('fedzk:module/${key}'));\n`;
    const files = wasmFiles(pkg, key).filter(({ probe }) => !probe || !['inline', 'edge-light'].includes(runtime));
    const [first = '', ...others] = files.map((file) => {
      const [line, value] = way(file);
      imports.add(line);
      return file.probe ? `${asked(file.probe)} ? ${value} : ` : value;
    });
    const module = others.join('') + first;
    if (!late) return `${give.to}(${module});\n`;
    if (glue !== undefined) imports.add(`import * as ${glueName(key)} from './${glue}';\n`);
    return `${give.to}('${key}', () => ({ module: ${module}${glue === undefined ? '' : `, glue: ${glueName(key)}`} }));\n`;
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

/** @param {string} key of a module */
function glueName(key) {
  return `${key.replace(/\W/g, '_')}_glue`;
}
