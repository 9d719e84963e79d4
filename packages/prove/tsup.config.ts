import { copyFile } from 'node:fs/promises';
import { build, defineConfig } from 'tsup';

const runtimes = ['inline', 'workerd', 'edge-light'];
const curves = ['bn254', 'bls12-381'];

// The entries share their code in chunks, so that a program with two of them has one instance of a module.
export default defineConfig({
  entry: [
    'src/cli.ts',
    'src/node.ts',
    ...runtimes.map((runtime) => `src/entry/prove.${runtime}.ts`),
    ...curves.map((curve) => `src/entry/${curve}.inline.ts`),
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
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../prove-bn254.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    // Of this package by their names: bundlers put modules of several packages in one folder.
    await copyFile('wasm/fedzk_prove_bn254_bg.wasm', 'dist/prove-bn254.wasm');
    await copyFile('wasm/fedzk_prove_bls12_381_bg.wasm', 'dist/prove-bls12-381.wasm');
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
