// @ts-check
// The scripts that a package is built into, and their texts: an entry imports what loads its WebAssembly, then its source.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, wrong } from './declared.mjs';
import { moduleFile } from './modules.mjs';

/**
 * @typedef {import('./declared.mjs').Declared} Declared
 * @typedef {import('./declared.mjs').Runtime} Runtime
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
    return runtimesOf(pkg, entry).map((runtime) => {
      const source = (typeof entry.source === 'string' ? entry.source : entry.source[runtime ?? 'web']) ?? '';
      if (runtime === undefined) return { file: nameOf(key, 'index'), key, source, from: `./${source}`, alone };
      const file = `${nameOf(key, pkg.name)}.${runtime}`;
      return { file, key, runtime, source, from: `fedzk:entry/${key}#${runtime}`, alone };
    });
  });
}

/** What `import` and `require` of Node are given. @param {Declared} pkg @param {string} key */
export function nodeOutput(pkg, key) {
  const outputs = outputsOf(pkg).filter((each) => each.key === key);
  /** @param {Runtime | undefined} runtime */
  const of = (runtime) => outputs.find((each) => each.runtime === runtime);
  return of('node') ?? of('inline') ?? of(undefined);
}

/** A module that is loaded when it is needed is a script of its own. @param {Declared} pkg */
export function lateModules({ wasm = {} }) {
  return Object.keys(wasm).filter((key) => wasm[key]?.load === 'when needed');
}

/** @param {string} key @param {string} main what the main entry is called */
function nameOf(key, main) {
  return key === '.' ? main : key.replace(/^\.\//, '').replaceAll('/', '-');
}

/** @param {Declared} pkg @param {Entry} entry @returns {readonly (Runtime | undefined)[]} */
function runtimesOf(pkg, { source, wasm = [] }) {
  if (typeof source !== 'string') return /** @type {Runtime[]} */ (Object.keys(source));
  if (wasm.length === 0) return [undefined];
  return [...(chooses(pkg, wasm) ? ['node'] : []), 'inline', 'workerd', 'edge-light'].map(
    (runtime) => /** @type {Runtime} */ (runtime),
  );
}

/** @param {Declared} pkg @param {readonly string[]} names */
function chooses({ wasm = {} }, names) {
  return names.some((name) => wasm[name]?.choose);
}

/** The files of a module, by build, as they are published. @param {Declared} pkg @param {string} key */
export function wasmFiles({ wasm = {} }, key) {
  const builds = Object.entries(wasm[key]?.builds ?? {});
  return builds.map(([build, module], i) => ({
    build,
    module,
    probe: wasm[key]?.choose?.[build],
    file: i === 0 ? `${key}.wasm` : `${key}.${build}.wasm`,
  }));
}

/** @param {Declared} pkg @param {string} module of Rust's */
export function readModule(pkg, module) {
  const file = `wasm/${module}_bg.wasm`;
  const path = moduleFile(join(pkg.dir, file));
  if (existsSync(path)) return readFileSync(path);
  throw wrong(pkg, 'wasm', `there is no file ${file}; build it: npm run wasm`);
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
  if (kind === 'load') return loadText(pkg, what.split(','), /** @type {Runtime} */ (runtime), commonjs);
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
  const [first] = wasmFiles(pkg, key);
  const module = `export { hex as module } from 'fedzk:hex/${first?.module}';\n`;
  return glue === undefined ? module : `${module}export * as glue from './${glue}';\n`;
}

/** @param {Declared} pkg @param {readonly string[]} keys @param {Runtime} runtime @param {boolean} commonjs */
function loadText(pkg, keys, runtime, commonjs) {
  /** @type {Set<string>} */
  const imports = new Set();
  const calls = keys.map((key) => {
    const { give, glue, load } = pkg.wasm?.[key] ?? wrongKey(pkg, key);
    imports.add(`import { ${give.to} } from './${give.in}';\n`);
    const late = load === 'when needed';
    if (late && !commonjs && runtime === 'inline')
      return `${give.to}('${key}', () => import('fedzk:module/${key}'));\n`;
    const [first, ...others] = wasmFiles(pkg, key).map(({ build, module, file, probe }) => ({
      probe,
      value: commonjs ? read(file, late) : imported(`${key}_${build}`, module, file),
    }));
    const chosen = commonjs || runtime === 'node' || runtime === 'workerd' ? others : [];
    const module = chosen.reduceRight(
      (otherwise, { probe = '', value }) => `${probed(probe)} ? ${value()} : ${otherwise}`,
      first?.value() ?? '',
    );
    if (!late) return `${give.to}(${module});\n`;
    if (glue !== undefined) imports.add(`import * as ${identifier(key)}_glue from './${glue}';\n`);
    const value = glue === undefined ? `{ module: ${module} }` : `{ module: ${module}, glue: ${identifier(key)}_glue }`;
    return `${give.to}('${key}', ${commonjs ? 'async ' : ''}() => (${value}));\n`;
  });
  return `${[...imports].join('')}${calls.join('')}`;

  /** @param {string} file @param {boolean} late */
  function read(file, late) {
    return () => {
      const [call, from] = late ? ['readFile', 'node:fs/promises'] : ['readFileSync', 'node:fs'];
      imports.add(`import { ${call} } from '${from}';\n`);
      return `${late ? 'await ' : ''}${call}(new URL('./${file}', import.meta.url))`;
    };
  }

  /** @param {string} name @param {string} module @param {string} file */
  function imported(name, module, file) {
    return () => {
      if (runtime === 'workerd') imports.add(`import ${identifier(name)} from './${file}';\n`);
      else if (runtime === 'edge-light') imports.add(`import ${identifier(name)} from './${file}?module';\n`);
      else imports.add(`import { hex as ${identifier(name)} } from 'fedzk:hex/${module}';\n`);
      return identifier(name);
    };
  }

  /** @param {string} probe */
  function probed(probe) {
    imports.add(`import { ${probe} } from '@fedzk/core';\n`);
    if (commonjs || runtime !== 'workerd') return `${probe}()`;
    imports.add(`import ${probe}_probe from './${probe}.wasm';\n`);
    return `${probe}(${probe}_probe)`;
  }
}

/** @param {Declared} pkg @param {string} key @returns {never} */
function wrongKey(pkg, key) {
  throw wrong(pkg, 'wasm', `has no key "${key}"`);
}

/** @param {string} name */
function identifier(name) {
  return name.replace(/\W/g, '_');
}
