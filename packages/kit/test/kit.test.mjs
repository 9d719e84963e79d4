// @ts-check
// What follows of a declaration, and what is said of a wrong one.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildPackages } from '../src/bundle.mjs';
import { outputsOf, textOf } from '../src/entries.mjs';
import { checkManifest, fieldsOf } from '../src/manifest.mjs';

/** @typedef {import('../src/declared.mjs').Declared} Declared */

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fedzk-kit-'));
  for (const name of ['src', 'wasm', 'dist']) mkdirSync(join(dir, name));
  for (const name of [
    'src/index.ts',
    'src/web.ts',
    'src/node.ts',
    'src/worker.ts',
    'wasm/plain_bg.wasm',
    'dist/old.js',
  ]) {
    writeFileSync(join(dir, name), name);
  }
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A package with something of everything. @param {Partial<Declared>} [changed] @returns {Declared} */
const example = (changed) => ({
  name: 'example',
  dir,
  entries: {
    '.': { source: 'src/index.ts', wasm: ['core'] },
    './pool': { source: { web: 'src/web.ts', node: 'src/node.ts' }, wasm: ['core'] },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
  },
  wasm: {
    core: {
      builds: { plain: 'plain', fast: 'fast' },
      choose: { fast: 'swizzlesRelaxed' },
      give: { to: 'start', in: 'src/index.ts' },
    },
  },
  workers: { './pool/worker': { source: { web: 'src/worker.ts' } } },
  budgets: {},
  ...changed,
});

describe('texts', () => {
  it('of an entry: what loads, and the source', () => {
    expect(textOf(example(), 'fedzk:entry/.#workerd')).toBe(
      "import 'fedzk:load/core#workerd';\nexport * from './src/index.ts';\n",
    );
    expect(textOf(example(), 'fedzk:entry/./pool#web')).toContain("'fedzk:load/core#inline'");
    expect(textOf(example(), 'fedzk:entry/./pool/worker#web')).toBe("export * from './src/worker.ts';\n");
  });

  it('of what loads: each runtime gets the modules in its way', () => {
    /** @param {string} runtime @param {boolean} [commonjs] */
    const call = (runtime, commonjs) => {
      const text = textOf(example(), `fedzk:load/core#${runtime}`, commonjs);
      return text.split('\n').find((line) => line.startsWith('start('));
    };
    expect(call('inline')).toBe('start(core_plain);');
    expect(call('node')).toBe('start(swizzlesRelaxed() ? core_fast : core_plain);');
    expect(call('workerd')).toBe('start(swizzlesRelaxed(swizzlesRelaxed_probe) ? core_fast : core_plain);');
    expect(call('edge-light')).toBe('start(core_plain);');
    expect(textOf(example(), 'fedzk:load/core#edge-light')).toContain("from './core.wasm?module'");
    expect(call('node', true)).toBe(
      "start(swizzlesRelaxed() ? readFileSync(new URL('./core.fast.wasm', import.meta.url)) : readFileSync(new URL('./core.wasm', import.meta.url)));",
    );
  });

  it('of a module that is loaded when it is needed', () => {
    const wasm = {
      core: {
        builds: { plain: 'plain' },
        give: { to: 'provide', in: 'src/index.ts' },
        load: /** @type {const} */ ('when needed'),
        glue: 'src/node.ts',
      },
    };
    expect(textOf(example({ wasm }), 'fedzk:load/core#inline')).toContain(
      "provide('core', () => import('fedzk:module/core'));",
    );
    expect(textOf(example({ wasm }), 'fedzk:load/core#workerd')).toContain(
      "provide('core', () => ({ module: core_plain, glue: core_plain_glue }));",
    );
    expect(textOf(example({ wasm }), 'fedzk:module/core')).toBe(
      "export { hex as module } from 'fedzk:hex/plain';\nexport * as glue from './src/node.ts';\n",
    );
  });
});

it('scripts', () => {
  expect(outputsOf(example()).map(({ file, alone }) => `${file}${alone ? ', alone' : ''}`)).toEqual([
    ...['example.node', 'example.inline', 'example.workerd', 'example.edge-light'],
    ...['pool.web', 'pool.node', 'node', 'pool-worker.web, alone'],
  ]);
});

it('exports: each runtime is given its script, and `require` CommonJS', () => {
  const { exports } = /** @type {{ exports: Record<string, unknown> }} */ (fieldsOf(example()));
  expect(Object.keys(exports)).toEqual([
    ...['.', './pool', './node', './pool/worker', './core.wasm', './core.fast.wasm', './package.json'],
  ]);
  const file = './dist/example.node.js';
  expect(JSON.stringify(exports['.'])).toBe(
    JSON.stringify({
      types: { require: './dist/types/index.d.cts', default: './dist/types/index.d.ts' },
      workerd: './dist/example.workerd.js',
      'edge-light': './dist/example.edge-light.js',
      node: { 'module-sync': file, bun: file, module: file, require: './dist/example.node.cjs', default: file },
      module: './dist/example.inline.js',
      require: './dist/example.node.cjs',
      default: './dist/example.inline.js',
    }),
  );
});

describe('mistakes are named by file and key, and nothing is built', () => {
  const own = { entries: { '.': { source: 'src/index.ts' } }, wasm: {}, workers: {} };
  const core = { builds: { plain: 'plain', fast: 'fast' }, give: { to: 'start', in: 'src/index.ts' } };

  /** @type {[Partial<Declared>, string][]} */
  const cases = [
    [{ ...own, entries: { './a': { source: 'src/a.ts' } } }, 'fedzk.package.mjs: ./a: there is no file src/a.ts'],
    [{ ...own, cli: 'src/cli.ts' }, 'fedzk.package.mjs: cli: there is no file src/cli.ts'],
    [{ ...own, entries: { '.': { source: 'src/index.ts', wasm: ['core'] } } }, '.: wasm has no key "core"'],
    [{ ...own, wasm: { core: { ...core, choose: { fast: 'guesses' } } } }, 'wasm.core.choose.fast: must be one of'],
    [
      { ...own, wasm: { core: { ...core, builds: { plain: 'plain' }, load: 'when needed' } } },
      'wasm.core.glue: must name',
    ],
    [{ ...own, publish: ['FORMAT.md'] }, 'publish: there is no file FORMAT.md'],
  ];
  it.each(cases)('%j', async (changed, message) => {
    await expect(buildPackages([example(changed)])).rejects.toThrow(message);
    expect(existsSync(join(dir, 'dist/old.js'))).toBe(true);
  });

  it('package.json, edited by hand', async () => {
    const pkg = example(own);
    const manifest = { ...fieldsOf(pkg), files: ['dist', 'secrets'] };
    writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest));
    expect(() => checkManifest(pkg)).toThrow('packages/example/package.json: files: differs from fedzk.package.mjs');
    await expect(buildPackages([pkg])).rejects.toThrow('package.json: files');
    expect(existsSync(join(dir, 'dist/old.js'))).toBe(true);
  });

  it('a module that is not built', async () => {
    const pkg = example({ ...own, wasm: { core: { ...core, builds: { plain: 'none' } } } });
    await expect(buildPackages([pkg])).rejects.toThrow('wasm.core: there is no file wasm/none_bg.wasm; build it');
  });
});
