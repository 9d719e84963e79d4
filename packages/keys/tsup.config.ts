import { copyFile, writeFile } from 'node:fs/promises';
import { SWIZZLE_PROBE } from '@fedzk/core';
import { defineConfig } from 'tsup';

const runtimes = ['node', 'inline', 'workerd', 'edge-light'];

// The entries share their code in chunks, so that a program with two of them has one instance of the module.
export default defineConfig({
  entry: [
    'src/cli.ts',
    'src/node.ts',
    'src/slim.ts',
    ...runtimes.flatMap((runtime) => [`src/entry/keys.${runtime}.ts`, `src/entry/primitives.${runtime}.ts`]),
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
      primitives: 'src/primitives/index.ts',
      slim: 'src/slim.ts',
      'core.wasm': 'src/core.wasm.d.ts',
    },
    compilerOptions: { types: ['node'] },
    // `Aead extends Disposable`, for programs whose own `lib` has none.
    banner: '/// <reference lib="esnext.disposable" />',
  },
  // The command line takes the package by its name, and so has no part in the chunks.
  external: [/\.wasm/, /^node:/, '@fedzk/keys', '@fedzk/keys/node'],
  removeNodeProtocol: false,
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../core.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    await copyFile('wasm/fedzk_keys_bg.wasm', 'dist/core.wasm');
    await copyFile('wasm/fedzk_keys_relaxed_bg.wasm', 'dist/core.relaxed.wasm');
    await copyFile('wasm/fedzk_argon2_bg.wasm', 'dist/argon2.wasm');
    await writeFile('dist/swizzle-probe.wasm', SWIZZLE_PROBE);
  },
});
