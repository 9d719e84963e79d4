// @ts-check
// What foreign tools read: fields of package.json, and what TypeScript is told. Committed, and held to the declarations.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, KitError, packages, root, wrong } from './declared.mjs';
import { outputsOf, wasmFiles } from './entries.mjs';

/**
 * @typedef {import('./declared.mjs').Declared} Declared
 * @typedef {string | { [condition: string]: Target }} Target
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
  return {
    sideEffects: loads ? ['js', 'cjs'].flatMap((end) => [`./dist/*.*.${end}`, `./dist/chunk-*.${end}`]) : false,
    files: ['dist', ...publish, 'LICENSE-*'],
    bin: cli === undefined ? undefined : { [`fedzk-${name}`]: './dist/cli.js' },
    exports: {
      ...Object.fromEntries(published(pkg).map(([key, entry]) => [key, target(pkg, key, entry)])),
      ...Object.fromEntries(
        Object.keys(wasm).flatMap((key) =>
          wasmFiles(pkg, key).map(({ file }) => [
            `./${file}`,
            { types: types('src/wasm-module.ts'), default: `./dist/${file}` },
          ]),
        ),
      ),
      './package.json': './package.json',
    },
  };
}

/** The entries that programs import. @param {Declared} pkg */
export function published(pkg) {
  return entriesOf(pkg).filter(([key]) => key.startsWith('.'));
}

/** @param {string} source @returns {Target} */
function types(source) {
  return { require: declarationOf(source, '.d.cts'), default: declarationOf(source, '.d.ts') };
}

/** @param {Declared} pkg @param {string} key @param {import('./package.mjs').Entry} entry @returns {Target} */
function target(pkg, key, entry) {
  const own = outputsOf(pkg).filter((each) => each.key === key);
  /** @param {string} runtime */
  const script = (runtime) => {
    const file = own.find((each) => each.runtime === runtime)?.file;
    return file === undefined ? undefined : `./dist/${file}.js`;
  };
  const [only] = own;
  const [node, inline, web] = ['node', 'inline', 'web'].map(script);
  /** @type {Record<string, Target | undefined>} */
  const all = { types: types(typesOf(entry)), workerd: script('workerd'), 'edge-light': script('edge-light') };
  if (web) Object.assign(all, { browser: web });
  if (node) Object.assign(all, { node: forNode(node) });
  if (web) Object.assign(all, { default: web });
  else if (node && inline) Object.assign(all, { module: inline, require: commonjs(node), default: inline });
  else if (!node) Object.assign(all, forNode(inline ?? `./dist/${only?.file}.js`));
  return /** @type {Target} */ (Object.fromEntries(Object.entries(all).filter(([, file]) => file !== undefined)));
}

/** `require` of Node that has it for ES modules, of Bun and of bundlers is given what `import` is. @param {string} file */
function forNode(file) {
  return { 'module-sync': file, bun: file, module: file, require: commonjs(file), default: file };
}

/** @param {string} file */
function commonjs(file) {
  return file.replace(/\.js$/, '.cjs');
}

/** What TypeScript reads of the declarations. @returns {Record<string, unknown>} by file */
function configs() {
  const all = [...packages.values()].flatMap((pkg) => published(pkg).map(([key, entry]) => ({ pkg, key, entry })));
  const paths = all.map(({ pkg, key, entry }) => [`@fedzk/${pkg.name}${key.slice(1)}`, [pathOf(pkg, typesOf(entry))]]);
  const files = [...packages.values()].flatMap((pkg) =>
    outputsOf(pkg)
      .filter(({ key, runtime }) => runtime !== 'node' && !pkg.entries[key]?.runtimes)
      .map(({ source }) => pathOf(pkg, source)),
  );
  return {
    // Sources by the names of entries.
    'tsconfig.paths.json': { compilerOptions: { paths: Object.fromEntries(paths.sort()) } },
    // What runs without Node.
    'tsconfig.entries.json': { files: [...new Set(files)].sort() },
  };
}

/** @param {Declared} pkg @param {string} source */
function pathOf({ name }, source) {
  return `./packages/${name}/${source}`;
}

/** Lists of one as the formatter has them. @param {unknown} config */
function configText(config) {
  return json(config).replace(/\[\s+("[^"]+")\s+\]/g, '[$1]');
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @param {Declared} pkg */
function manifestOf({ dir }) {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
}

/** Checks what is committed of a package. @param {Declared} pkg @throws {KitError} */
export function checkManifest(pkg) {
  const manifest = manifestOf(pkg);
  for (const [key, value] of Object.entries(fieldsOf(pkg))) {
    if (JSON.stringify(manifest[key]) === JSON.stringify(value)) continue;
    throw wrong(pkg, key, 'differs from fedzk.package.mjs; change that, and run: npm run kit', 'package.json');
  }
}

/** @throws {KitError} */
export function checkConfigs() {
  for (const [name, config] of Object.entries(configs())) {
    const file = join(root, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === configText(config)) continue;
    throw new KitError(`${name}: ${Object.keys(Object(config))}: differs from the declarations; run: npm run kit`);
  }
}

/** Writes all of it. */
export function writeManifests() {
  for (const pkg of packages.values()) {
    const manifest = { ...manifestOf(pkg), ...fieldsOf(pkg) };
    writeFileSync(join(pkg.dir, 'package.json'), json(manifest));
  }
  for (const [name, config] of Object.entries(configs())) writeFileSync(join(root, name), configText(config));
}
