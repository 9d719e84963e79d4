import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import * as rollup from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

/** A file that a bundler wrote: its name within the bundle, and what is in it. */
export interface BundledFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bundles a program of the installed folder; the first file is the program. */
export type Bundler = (installed: string, program: string, target: 'browser' | 'node') => Promise<BundledFile[]>;

/** By name and version. A new one is added here. */
export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  [`esbuild ${esbuild.version}`]: async (installed, program, platform) =>
    programFirst(program, await bundle(installed, { entryPoints: [program], platform, splitting: true })),
  [`Vite ${vite.version}`]: async (installed, program, target) =>
    programFirst(program, await bundleByVite(installed, program, target)),
  [`webpack ${webpack.version}`]: async (installed, program, target) =>
    programFirst(program, await bundleByWebpack(installed, program, target)),
  [`Rollup ${rollup.VERSION}`]: async (installed, program, target) =>
    programFirst(program, await bundleByRollup(installed, program, target)),
};

/** As for Cloudflare Workers: the WebAssembly module stays a module of its own. */
export const WORKER: esbuild.BuildOptions = {
  conditions: ['workerd', 'worker', 'browser'],
  loader: { '.wasm': 'copy' },
};

/** The same for a program of several packages, whose modules may have one name: with a hash, as Cloudflare's own bundler does. */
export const WORKER_OF_SEVERAL: esbuild.BuildOptions = { ...WORKER, assetNames: '[name]-[hash]' };

/** Names files without a hash before the end. */
export function plainNames(files: readonly BundledFile[]): string[] {
  return files.map(({ name }) => name.replace(/-[0-9A-Z]{8}(?=\.\w+$)/, '')).sort();
}

/** Bundles with esbuild. */
export async function bundle(installed: string, options: esbuild.BuildOptions): Promise<BundledFile[]> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: installed,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: 'bundle',
    assetNames: '[name]',
    chunkNames: '[name]-[hash]',
    ...options,
    write: false,
  });
  return outputFiles.map(({ path, contents }) => ({ name: basename(path), bytes: contents }));
}

async function bundleByVite(installed: string, program: string, target: 'browser' | 'node'): Promise<BundledFile[]> {
  const names = {
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    assetFileNames: '[name]-[hash][extname]',
  };
  const built = await vite.build({
    root: installed,
    configFile: false,
    logLevel: 'error',
    build: { write: false, ssr: target === 'node', rollupOptions: { input: join(installed, program), output: names } },
    ssr: { noExternal: true },
  });
  return filesOf(built as vite.Rollup.RollupOutput);
}

/** Bundles with Rollup, without the plugins for CommonJS and JSON, which the packages don't need. */
async function bundleByRollup(installed: string, program: string, target: 'browser' | 'node'): Promise<BundledFile[]> {
  const bundled = await rollup.rollup({
    input: join(installed, program),
    plugins: [nodeResolve({ browser: target === 'browser', exportConditions: target === 'node' ? ['node'] : [] })],
    // Node's own modules.
    external: /^node:/,
    // Warnings of other packages don't count.
    onLog: (level, { message, id = '' }) => {
      if (level === 'warn' && !/node_modules\/(?!@fedzk\/)/.test(id)) throw new Error(message);
    },
  });
  const names = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' };
  return filesOf(await bundled.generate({ format: 'es', ...names }));
}

function filesOf({ output }: vite.Rollup.RollupOutput | rollup.RollupOutput): BundledFile[] {
  return output.map((file) => {
    const content = file.type === 'chunk' ? file.code : file.source;
    return { name: file.fileName, bytes: typeof content === 'string' ? Buffer.from(content) : content };
  });
}

/** It writes files, which are read and removed. */
async function bundleByWebpack(installed: string, program: string, target: 'browser' | 'node'): Promise<BundledFile[]> {
  const path = await mkdtemp(join(tmpdir(), 'fedzk-webpack-'));
  try {
    await webpacked({
      mode: 'production',
      context: installed,
      target: target === 'node' ? 'node20' : 'web',
      entry: { [parse(program).name]: `./${program}` },
      experiments: { outputModule: true },
      output: {
        path,
        publicPath: 'auto',
        module: true,
        filename: '[name].js',
        chunkFilename: '[name]-[contenthash].js',
      },
      // The tests look for words, which minifying would remove.
      optimization: { minimize: false },
      performance: { hints: false },
    });
    const names = await readdir(path);
    return await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(path, name)) })));
  } finally {
    await rm(path, { recursive: true });
  }
}

function webpacked(options: webpack.Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error) reject(error);
      else if (stats === undefined || stats.hasErrors() || stats.hasWarnings()) reject(new Error(stats?.toString()));
      else resolve();
    });
  });
}

/** With a program's file before the others. */
export function programFirst(program: string, files: readonly BundledFile[]): BundledFile[] {
  const name = `${parse(program).name}.js`;
  return [...files].sort((a, b) => Number(b.name === name) - Number(a.name === name));
}
