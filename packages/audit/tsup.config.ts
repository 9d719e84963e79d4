import { copyFile } from 'node:fs/promises';
import { build, defineConfig } from 'tsup';
import { buildPage } from './page/build.js';

const runtimes = ['inline', 'workerd', 'edge-light'];

// The entries share their code in chunks, so that a program with two of them has one instance of the module.
export default defineConfig({
  entry: [
    'src/cli.ts',
    'src/node.ts',
    ...runtimes.flatMap((runtime) => [`src/entry/audit.${runtime}.ts`, `src/entry/verify.${runtime}.ts`]),
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
      verify: 'src/verify/index.ts',
      node: 'src/node.ts',
      threads: 'src/entry/threads.web.ts',
      'threads-worker': 'src/threads-worker.d.ts',
      'core.wasm': 'src/core.wasm.d.ts',
    },
    compilerOptions: { types: ['node'] },
  },
  // The command line takes the package by its name, and so has no part in the chunks.
  external: [/\.wasm/, /^node:/, '@fedzk/audit', '@fedzk/audit/node', '@fedzk/audit/threads'],
  removeNodeProtocol: false,
  // As deep as entry/, since a loader that two entries share moves into a chunk with its '../core.wasm'.
  esbuildOptions(options) {
    options.chunkNames = 'chunks/[name]-[hash]';
  },
  clean: true,
  async onSuccess() {
    await copyFile('wasm/fedzk_audit_bg.wasm', 'dist/core.wasm');
    await buildPage('dist/verify.html');
    await buildWorkers();
  },
});

/** A thread's program is a file by itself: in the chunks it would start with what it doesn't use, such as curves. */
async function buildWorkers(): Promise<void> {
  await build({
    config: false,
    silent: true,
    entry: ['threads-worker.web', 'threads-worker.node', 'files-worker.node'].map((name) => `src/entry/${name}.ts`),
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
