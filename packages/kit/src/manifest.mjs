// @ts-check
// What foreign tools read: fields of package.json, and what TypeScript is told. Committed, and held to the declarations.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../scripts/lib/problem.mjs';
import { entriesOf, packages, published, root, wrong } from './declared.mjs';
import { outputsOf, wasmFiles } from './entries.mjs';

/**
 * @typedef {import('./declared.mjs').Declared} Declared
 * @typedef {string | undefined | { [condition: string]: Target }} Target
 */

/** Where the declaration of a source lies. @param {string} source @param {string} end */
export function declarationOf(source, end) {
  return `./dist/${source.replace(/^src\//, 'types/').replace(/(\.d)?\.ts$/, '')}${end}`;
}

/** The source of an entry's types: what runtimes differ in is not seen in them. @param {import('./package.mjs').Entry} entry */
export function typesOf({ source }) {
  return typeof source === 'string' ? source : (source.web ?? source.node ?? Object.values(source)[0] ?? '');
}

/** @param {Declared} pkg @returns {Record<string, unknown>} */
export function fieldsOf(pkg) {
  const { name, cli, publish = [], wasm = {} } = pkg;
  const loads = entriesOf(pkg).some(([, entry]) => entry.wasm);
  const modules = Object.keys(wasm).flatMap((key) => wasmFiles(pkg, key));
  return {
    sideEffects: loads ? ['js', 'cjs'].flatMap((end) => [`./dist/*.*.${end}`, `./dist/chunk-*.${end}`]) : false,
    files: ['dist', ...publish, 'LICENSE-*'],
    bin: cli && { [`fedzk-${name}`]: './dist/cli.js' },
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

/** What each condition is given of an entry. @param {Declared} pkg @param {string} key @returns {Record<string, Target>} */
function scripts(pkg, key) {
  const own = outputsOf(pkg).filter((each) => each.key === key);
  const of = Object.fromEntries(own.map(({ runtime = 'any', file }) => [runtime, `./dist/${file}.js`]));
  const { node, inline, web, any = inline } = of;
  const others =
    node && inline ? { module: inline, require: commonjs(node), default: inline } : !node && any && forNode(any);
  return {
    workerd: of['workerd'],
    'edge-light': of['edge-light'],
    browser: web,
    node: node && forNode(node),
    ...(web ? { default: web } : others),
  };
}

/** `require` of Node that has it for ES modules, of Bun and of bundlers is given what `import` is. @param {string} file */
function forNode(file) {
  return { 'module-sync': file, bun: file, module: file, require: commonjs(file), default: file };
}

/** @param {string} file */
function commonjs(file) {
  return file.replace(/\.js$/, '.cjs');
}

/** What TypeScript reads of the declarations. @returns {[file: string, text: string][]} */
function configs() {
  const all = [...packages.values()];
  /** @param {Declared} pkg @param {string} source */
  const place = ({ name }, source) => `./packages/${name}/${source}`;
  const paths = all.flatMap((pkg) =>
    published(pkg).map(([key, entry]) => [`@fedzk/${pkg.name}${key.slice(1)}`, [place(pkg, typesOf(entry))]]),
  );
  const withoutNode = all.flatMap((pkg) =>
    outputsOf(pkg)
      .filter(({ key, runtime }) => runtime !== 'node' && !pkg.entries[key]?.runtimes)
      .map(({ source }) => place(pkg, source)),
  );
  /** Lists of one as the formatter has them. @param {unknown} config */
  const text = (config) => json(config).replace(/\[\s+("[^"]+")\s+\]/g, '[$1]');
  return [
    ['tsconfig.paths.json', text({ compilerOptions: { paths: Object.fromEntries(paths.sort()) } })],
    ['tsconfig.entries.json', text({ files: [...new Set(withoutNode)].sort() })],
  ];
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @param {Declared} pkg */
function manifestOf({ dir }) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
}

/** Checks what is committed of a package. @param {Declared} pkg @throws {Problem} */
export function checkManifest(pkg) {
  const manifest = manifestOf(pkg);
  for (const [key, value] of Object.entries(fieldsOf(pkg))) {
    if (JSON.stringify(manifest[key]) === JSON.stringify(value)) continue;
    wrong(pkg, key, 'differs from fedzk.package.mjs; change that, and run: npm run kit', 'package.json');
  }
}

/** @throws {Problem} */
export function checkConfigs() {
  for (const [name, text] of configs()) {
    const file = join(root, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    throw new Problem(`${name}: differs from the declarations; run: npm run kit`);
  }
}

/** Writes all of it. */
export function writeManifests() {
  for (const pkg of packages.values()) {
    writeFileSync(join(pkg.dir, 'package.json'), json({ ...manifestOf(pkg), ...fieldsOf(pkg) }));
  }
  for (const [name, text] of configs()) writeFileSync(join(root, name), text);
}
