// @ts-check
// Builds `dist`: ES modules, CommonJS for programs that can't `require` these (under Jest, in Node 22 before 22.12),
// WebAssembly, and declarations.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { writeDeclarations } from './declarations.mjs';
import { check, root } from './declared.mjs';
import { lateModules, outputsOf, readModule, requiredOf, wasmFiles } from './entries.mjs';
import { checkManifest, manifestOf } from './manifest.mjs';
import { bundled, declared, outputOf } from './sources.mjs';

/** @typedef {import('./declared.mjs').Declared} Declared */

/** Checks declarations, and builds nothing where one is wrong. @param {readonly Declared[]} chosen */
export async function buildPackages(chosen) {
  const asking = await bundled({ entryPoints: [join(root, 'packages/core/src/wasm/probes.ts')] });
  const { PROBES: probes } = await import(`data:text/javascript,${encodeURIComponent(asking)}`);
  for (const pkg of chosen) {
    check(pkg, Object.keys(probes));
    checkManifest(pkg);
  }
  for (const pkg of chosen) await buildPackage(pkg, probes);
  writeDeclarations(chosen);
}

/** @param {Declared} pkg @param {Record<string, Uint8Array>} probes modules that ask an engine, by core's functions */
async function buildPackage(pkg, probes) {
  const dist = join(pkg.dir, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const outputs = outputsOf(pkg);
  const together = [
    ...outputs.filter(({ alone }) => !alone),
    ...(pkg.cli ? [{ file: 'cli', from: pkg.cli }] : []),
    ...lateModules(pkg).map((key) => ({ file: `${key}.inline`, from: `fedzk:module/${key}` })),
  ];
  await bundle(pkg, together);
  for (const output of outputs) if (output.alone) await bundle(pkg, [output], { alone: true });
  await bundle(pkg, requiredOf(pkg), { commonjs: true });
  for (const { file, module, probe } of wasmFiles(pkg)) {
    writeFileSync(join(dist, file), readModule(pkg, module));
    if (probe) writeFileSync(join(dist, `${probe}.wasm`), probes[probe] ?? '');
  }
  for (const [file, script] of Object.entries(pkg.made ?? {})) {
    const { default: make } = await import(pathToFileURL(join(pkg.dir, script)).href);
    writeFileSync(join(dist, file), await make());
  }
}

/**
 * @param {Declared} pkg
 * @param {readonly { file: string, from: string }[]} outputs
 * @param {{ commonjs?: boolean, alone?: boolean }} [options]
 */
async function bundle(pkg, outputs, { commonjs = false, alone = false } = {}) {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifestOf(pkg);
  const named = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  // @noble's packages consist of ES modules alone, so a CommonJS bundle contains what it uses of them.
  const imported = named.filter((name) => !(commonjs && name.startsWith('@noble/')));
  const { outputFiles } = await build({
    absWorkingDir: pkg.dir,
    entryPoints: outputs.map(({ file, from }) => ({ in: from, out: file })),
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    bundle: true,
    write: false,
    splitting: !alone,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    // A command line imports its package by name, so that it shares no chunks with it.
    external: ['*.wasm', '*.wasm?module', 'node:*', ...imported, ...(alone ? [] : [`@fedzk/${pkg.name}`])],
    outExtension: { '.js': commonjs ? '.cjs' : '.js' },
    plugins: [declared(scriptOf, { commonjs })],
  });
  for (const { path, text } of outputFiles) {
    const mode = text.startsWith('#!') ? 0o755 : 0o644;
    writeFileSync(join(pkg.dir, 'dist', basename(path)), commonjs ? await commonjsOf(text) : text, { mode });
  }
}

/** Names a worker's program by its place in `dist`. @param {string} path */
function scriptOf(path) {
  const output = outputOf(path);
  return output && `new URL('./${output.file}.js', import.meta.url)`;
}

/**
 * Converts a bundle's ES module to CommonJS, since esbuild makes chunks of ES modules only. CommonJS runs in Node alone, so
 * it reads WebAssembly from files, and a tarball has no module as a string twice.
 *
 * @param {string} text
 */
async function commonjsOf(text) {
  const url = "const moduleUrl = require('node:url').pathToFileURL(__filename).href;";
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    define: { 'import.meta.url': 'moduleUrl' },
    // As `require`: Jest has no `import` in CommonJS.
    supported: { 'dynamic-import': false },
    ...(text.includes('import.meta.url') && { banner: url }),
  });
  return code;
}
