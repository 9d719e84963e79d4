// @ts-check
// Builds `dist`: ES modules, CommonJS for programs that can't `require` these (under Jest, in Node 22 before 22.12),
// WebAssembly, and declarations.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { build as tsup } from 'tsup';
import { writeDeclarations } from './declarations.mjs';
import { check, root } from './declared.mjs';
import { lateModules, nodeOutput, outputsOf, readModule, wasmFiles } from './entries.mjs';
import { checkManifest } from './manifest.mjs';
import { named, program } from './program.mjs';
import { declared, outputOf } from './sources.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/** Modules that ask an engine, by core's functions. @returns {Promise<Record<string, Uint8Array>>} */
async function loadProbes() {
  const path = await program(pathToFileURL(join(root, 'packages/core/src/wasm/probes.ts')));
  return (await import(pathToFileURL(path).href)).PROBES;
}

/** Checks declarations, and builds nothing where one is wrong. @param {readonly Declared[]} chosen */
export async function buildPackages(chosen) {
  const probes = await loadProbes();
  for (const pkg of chosen) {
    check(pkg, Object.keys(probes));
    checkManifest(pkg);
    for (const key of Object.keys(pkg.wasm ?? {}))
      for (const { module } of wasmFiles(pkg, key)) readModule(pkg, module);
  }
  for (const pkg of chosen) await buildPackage(pkg, probes);
  writeDeclarations(chosen);
}

/** @param {Declared} pkg @param {Record<string, Uint8Array>} probes */
async function buildPackage(pkg, probes) {
  const dist = join(pkg.dir, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const outputs = outputsOf(pkg);
  const shared = outputs.filter(({ alone }) => !alone).map(({ file, from }) => [file, from]);
  if (pkg.cli) shared.push(['cli', pkg.cli]);
  for (const key of lateModules(pkg)) shared.push([`${key}.inline`, `fedzk:module/${key}`]);
  const keys = [...new Set(outputs.map(({ key }) => key))];
  const required = keys.flatMap((key) => {
    const output = key.startsWith('.') ? nodeOutput(pkg, key) : undefined;
    return output ? [[output.file, output.from]] : [];
  });
  await bundle(pkg, shared);
  await bundle(pkg, required, { commonjs: true });
  for (const { file, from, alone } of outputs) if (alone) await bundle(pkg, [[file, from]], { alone });
  for (const key of Object.keys(pkg.wasm ?? {})) {
    for (const { file, module, probe } of wasmFiles(pkg, key)) {
      writeFileSync(join(dist, file), readModule(pkg, module));
      if (probe) writeFileSync(join(dist, `${probe}.wasm`), probes[probe] ?? '');
    }
  }
  for (const [file, script] of Object.entries(pkg.made ?? {})) {
    const { default: make } = await import(pathToFileURL(join(pkg.dir, script)).href);
    writeFileSync(join(dist, file), await make((/** @type {string} */ source) => pageScript(pkg, source)));
  }
}

/** @param {Declared} pkg @param {readonly string[][]} entries @param {{ commonjs?: boolean, alone?: boolean }} [options] */
async function bundle(pkg, entries, { commonjs = false, alone = false } = {}) {
  const before = process.cwd();
  // Where tsup looks for the package.json whose dependencies stay imports.
  process.chdir(pkg.dir);
  try {
    await tsup({
      config: false,
      silent: true,
      // What it is given at last is below: it asks for a file.
      entry: ['fedzk.package.mjs'],
      esbuildOptions(options) {
        options.entryPoints = entries.map(([out = '', from = '']) => ({ in: from, out }));
        options.absWorkingDir = pkg.dir;
        options.chunkNames = '[name]-[hash]';
      },
      esbuildPlugins: [declared({ commonjs, replaced: scriptOf }), ...(commonjs ? [asCommonJs] : [])],
      tsconfig: join(root, 'tsconfig.base.json'),
      outDir: 'dist',
      format: 'esm',
      target: 'es2022',
      platform: 'neutral',
      removeNodeProtocol: false,
      clean: false,
      dts: false,
      splitting: !alone,
      // A command line takes its package by name, so that it has no part in the chunks.
      external: [/\.wasm/, /^node:/, ...(alone ? [] : [new RegExp(`^@fedzk/${pkg.name}(/|$)`)])],
      ...(commonjs && {
        outExtension: () => ({ js: '.cjs' }),
        // It consists of ES modules only, so bundle what is used of it.
        noExternal: [/^@noble\//],
      }),
    });
  } finally {
    process.chdir(before);
  }
}

/** A source with all that it imports, for a page. @param {Declared} pkg @param {string} source */
async function pageScript(pkg, source) {
  const { outputFiles } = await build({
    absWorkingDir: pkg.dir,
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
    plugins: [named, declared({ replaced: () => undefined })],
  });
  return outputFiles[0]?.text.trim() ?? '';
}

/** A worker's program by its place in `dist`. @param {string} path */
function scriptOf(path) {
  const output = outputOf(path);
  return output && `new URL('./${output.file}.js', import.meta.url)`;
}

/**
 * Converts bundled ES modules to CommonJS, since esbuild makes chunks of ES modules only. CommonJS runs in Node alone, so it
 * reads WebAssembly from files, and a tarball has no module as a string twice.
 *
 * @type {import('esbuild').Plugin}
 */
const asCommonJs = {
  name: 'commonjs',
  setup({ esbuild, onEnd }) {
    onEnd(async ({ outputFiles = [] }) => {
      for (const [i, { path, text: code, hash }] of outputFiles.entries()) {
        if (!path.endsWith('.cjs')) continue;
        const url = "const moduleUrl = require('node:url').pathToFileURL(__filename).href;";
        const { code: text } = await esbuild.transform(code, {
          format: 'cjs',
          platform: 'node',
          target: 'es2022',
          define: { 'import.meta.url': 'moduleUrl' },
          // As `require`: Jest has no `import` in CommonJS.
          supported: { 'dynamic-import': false },
          ...(code.includes('import.meta.url') && { banner: url }),
        });
        outputFiles[i] = { path, hash, text, contents: new TextEncoder().encode(text) };
      }
    });
  },
};
