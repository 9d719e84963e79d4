import { copyFile } from 'node:fs/promises';
import { build, defineConfig } from 'tsup';

const runtimes = ['inline', 'workerd', 'edge-light'];

// The entries share their code in chunks, so that a program with two of them has one instance of the module.
export default defineConfig({
  entry: [
    'src/cli.ts',
    'src/node.ts',
    ...runtimes.map((runtime) => `src/entry/prove.${runtime}.ts`),
    ...['web', 'node', 'workerd', 'edge-light'].map((runtime) => `src/entry/threads.${runtime}.ts`),
  ],
  outDir: 'dist',
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  dts: {
    entry: {
      index: 'src/index.ts',
      node: 'src/node.ts',
      threads: 'src/entry/threads.web.ts',
      'threads-worker': 'src/threads-worker.d.ts',
      'core.wasm': 'src/core.wasm.d.ts',
    },
    compilerOptions: { types: ['node'] },
    // `Prover extends AsyncDisposable`, for programs whose own `lib` has none.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  // The command line takes the package by its name, and so has no part in the chunks.
  external: [/\.wasm/, /^node:/, '@fedzk/prove', '@fedzk/prove/node', '@fedzk/prove/threads'],
  removeNodeProtocol: false,
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../prove.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    // Named otherwise than core.wasm of @fedzk/verify, which many a program has beside it.
    await copyFile('wasm/fedzk_prove_bg.wasm', 'dist/prove.wasm');
    await buildWorkers();
  },
});

/** A thread's program is a file by itself: in the chunks it would start with what it doesn't use. */
async function buildWorkers(): Promise<void> {
  await build({
    config: false,
    silent: true,
    entry: ['web', 'node'].map((runtime) => `src/entry/threads-worker.${runtime}.ts`),
    outDir: 'dist/entry',
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    splitting: false,
    dts: false,
    clean: false,
    external: [/^node:/],
    removeNodeProtocol: false,
  });
}
