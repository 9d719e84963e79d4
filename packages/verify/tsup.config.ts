import { copyFile, writeFile } from 'node:fs/promises';
import { FMA_PROBE } from '@fedzk/core';
import { defineConfig } from 'tsup';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/${name}.ts`);
const runtimes = ['node', 'inline', 'workerd', 'edge-light'];

// The entries share their code in chunks, so that a program with two of them has one instance of the module.
export default defineConfig({
  entry: entries([
    'cli',
    'slim',
    ...runtimes.flatMap((runtime) => [`entry/verify.${runtime}`, `entry/quant.${runtime}`]),
    ...['web', 'node', 'workerd', 'edge-light'].map((runtime) => `entry/pool.${runtime}`),
    ...['web', 'node'].map((runtime) => `entry/worker.${runtime}`),
  ]),
  outDir: 'dist',
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  dts: {
    entry: {
      index: 'src/index.ts',
      quant: 'src/quant.ts',
      slim: 'src/slim.ts',
      pool: 'src/entry/pool.web.ts',
      'pool-worker': 'src/pool-worker.d.ts',
      'core.wasm': 'src/core.wasm.d.ts',
    },
    // `Verifier extends Disposable`, for programs whose own `lib` has none.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  // The command line takes the package by its name, and so has no part in the chunks.
  external: [/\.wasm/, /^node:/, '@fedzk/verify'],
  removeNodeProtocol: false,
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../core.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    await copyFile('wasm/fedzk_verify_bg.wasm', 'dist/core.wasm');
    await copyFile('wasm/fedzk_verify_fma_bg.wasm', 'dist/core.fma.wasm');
    await writeFile('dist/fma-probe.wasm', FMA_PROBE);
  },
});
