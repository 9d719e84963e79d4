import { basename, parse } from 'node:path';
import * as esbuild from 'esbuild';

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

/** With a program's file before the others. */
export function programFirst(program: string, files: readonly BundledFile[]): BundledFile[] {
  const name = `${parse(program).name}.js`;
  return [...files].sort((a, b) => Number(b.name === name) - Number(a.name === name));
}
