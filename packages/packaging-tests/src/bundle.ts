import { basename } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** A file that a bundler wrote: its name within the bundle, and what is in it. */
export interface BundledFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bundles a program of the installed folder by esbuild; the first file is the program. */
export async function bundle(installed: string, options: BuildOptions): Promise<BundledFile[]> {
  const { outputFiles } = await build({
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

/** As for Cloudflare Workers: the WebAssembly module stays a module of its own. */
export const WORKER: BuildOptions = { conditions: ['workerd', 'worker', 'browser'], loader: { '.wasm': 'copy' } };
