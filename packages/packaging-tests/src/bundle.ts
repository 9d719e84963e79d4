import { basename, join, parse } from 'node:path';
import * as esbuild from 'esbuild';
import * as vite from 'vite';

/** A file that a bundler wrote: its name within the bundle, and what is in it. */
export interface BundledFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bundles a program of the installed folder, which comes out as the first file. */
export type Bundler = (installed: string, program: string, target: 'browser' | 'node') => Promise<BundledFile[]>;

/** By name and version. A new one is added here. */
export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  [`esbuild ${esbuild.version}`]: async (installed, program, platform) =>
    programFirst(program, await bundle(installed, { entryPoints: [program], platform, splitting: true })),
  [`Vite ${vite.version}`]: async (installed, program, target) =>
    programFirst(program, await bundleByVite(installed, program, target)),
};

/** As for Cloudflare Workers: the WebAssembly module stays a module of its own. */
export const WORKER: esbuild.BuildOptions = {
  conditions: ['workerd', 'worker', 'browser'],
  loader: { '.wasm': 'copy' },
};

/** By esbuild. */
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
  const { output } = built as vite.Rollup.RollupOutput;
  return output.map((file) => {
    const content = file.type === 'chunk' ? file.code : file.source;
    return { name: file.fileName, bytes: typeof content === 'string' ? Buffer.from(content) : content };
  });
}

/** With a program's file before the others. */
export function programFirst(program: string, files: readonly BundledFile[]): BundledFile[] {
  const name = `${parse(program).name}.js`;
  return [...files].sort((a, b) => Number(b.name === name) - Number(a.name === name));
}
