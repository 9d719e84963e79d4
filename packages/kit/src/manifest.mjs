// @ts-check
// What foreign tools read: fields of package.json, and paths for TypeScript. They are committed, and compared with the
// declarations.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../scripts/lib/problem.mjs';
import { entriesOf, packages, published, root, typesOf, wrong } from './declared.mjs';
import { outputsOf, wasmFiles } from './entries.mjs';

/**
 * @typedef {import('./declared.mjs').Declared} Declared
 * @typedef {string | undefined | { [condition: string]: Target }} Target
 */

/** Names the file of a source's declaration. @param {string} source @param {string} end */
export function declarationOf(source, end) {
  return `./dist/${source.replace(/^src\//, 'types/').replace(/(\.d)?\.ts$/, '')}${end}`;
}

/** Derives the fields of its package.json. @param {Declared} pkg @returns {Record<string, unknown>} */
export function fieldsOf(pkg) {
  const { name, cli, publish = [] } = pkg;
  const modules = wasmFiles(pkg);
  const loads = entriesOf(pkg).some(([, entry]) => entry.wasm);
  return {
    sideEffects: loads ? ['js', 'cjs'].flatMap((end) => [`./dist/*.*.${end}`, `./dist/chunk-*.${end}`]) : false,
    files: ['dist', ...publish, 'LICENSE-*'],
    // The package `fedzk` has the name that all others begin with.
    bin: cli && { [name === 'fedzk' ? name : `fedzk-${name}`]: './dist/cli.js' },
    exports: Object.fromEntries([
      ...published(pkg).map(([key, entry]) => [key, { types: types(typesOf(entry)), ...scripts(pkg, key) }]),
      ...modules.map(({ file }) => [`./${file}`, { types: types('src/wasm-module.ts'), default: `./dist/${file}` }]),
      ['./package.json', './package.json'],
    ]),
  };
}

/** @param {string} source @returns {Target} */
function types(source) {
  return { require: declarationOf(source, '.d.cts'), default: declarationOf(source, '.d.ts') };
}

/** Names the script that each condition gets of an entry. @param {Declared} pkg @param {string} key @returns {Record<string, Target>} */
function scripts(pkg, key) {
  const outputs = outputsOf(pkg).filter((each) => each.key === key);
  const of = Object.fromEntries(outputs.map(({ runtime = 'any', file }) => [runtime, `./dist/${file}.js`]));
  const { node, inline, web, workerd, 'edge-light': edge, any = inline } = of;
  const others =
    node && inline ? { module: inline, require: commonjs(node), default: inline } : !node && any && forNode(any);
  const own = { workerd, 'edge-light': edge, browser: web, node: node && forNode(node) };
  return { ...own, ...(web ? { default: web } : others) };
}

/** Gives `require` what `import` gets, in a Node that can `require` ES modules, in Bun and in bundlers. @param {string} file */
function forNode(file) {
  return { 'module-sync': file, bun: file, module: file, require: commonjs(file), default: file };
}

/** @param {string} file */
function commonjs(file) {
  return file.replace(/\.js$/, '.cjs');
}

/** Writes what TypeScript reads of the declarations. @returns {[file: string, text: string][]} */
function configs() {
  /** @type {[name: string, sources: string[]][]} */
  const paths = [];
  const withoutNode = new Set();
  for (const pkg of packages.values()) {
    const folder = `./packages/${pkg.name}`;
    for (const [key, entry] of published(pkg)) {
      paths.push([`@fedzk/${pkg.name}${key.slice(1)}`, [`${folder}/${typesOf(entry)}`]]);
    }
    for (const { key, runtime, source } of outputsOf(pkg)) {
      if (runtime !== 'node' && !pkg.entries[key]?.runtimes) withoutNode.add(`${folder}/${source}`);
    }
  }
  /** Puts a list of one on a line, as the formatter does. @param {unknown} config */
  const text = (config) => json(config).replace(/\[\s+("[^"]+")\s+\]/g, '[$1]');
  return [
    ['tsconfig.paths.json', text({ compilerOptions: { paths: Object.fromEntries(paths.sort()) } })],
    ['tsconfig.entries.json', text({ files: [...withoutNode].sort() })],
  ];
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Reads its package.json. @param {Declared} pkg */
export function manifestOf({ dir }) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
}

/** Compares a package's package.json with its declaration. @param {Declared} pkg @throws {Problem} */
export function checkManifest(pkg) {
  const manifest = manifestOf(pkg);
  for (const [key, value] of Object.entries(fieldsOf(pkg))) {
    if (JSON.stringify(manifest[key]) === JSON.stringify(value)) continue;
    wrong(pkg, key, 'differs from fedzk.package.mjs; change that, and run: npm run kit', 'package.json');
  }
}

/** Compares what TypeScript reads with the declarations. @throws {Problem} */
export function checkConfigs() {
  for (const [name, text] of configs()) {
    const file = join(root, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    throw new Problem(`${name}: differs from the declarations; run: npm run kit`);
  }
}

/** Writes the derived fields of each package.json, and what TypeScript reads. */
export function writeManifests() {
  for (const pkg of packages.values()) {
    writeFileSync(join(pkg.dir, 'package.json'), json({ ...manifestOf(pkg), ...fieldsOf(pkg) }));
  }
  for (const [name, text] of configs()) writeFileSync(join(root, name), text);
}
