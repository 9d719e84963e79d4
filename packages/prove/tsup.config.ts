import { copyFile } from 'node:fs/promises';
import { build } from 'tsup';
import { bundles, common } from '../../tsup.base.js';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/entry/${name}.ts`);

export default bundles({
  modules: [
    ...['src/cli.ts', 'src/node.ts'],
    ...entries(['inline', 'workerd', 'edge-light'].map((runtime) => `prove.${runtime}`)),
    ...entries(['bn254.inline', 'bls12-381.inline']),
    ...entries(['web', 'node', 'workerd', 'edge-light'].map((runtime) => `threads.${runtime}`)),
  ],
  commonjs: ['src/node.ts', ...entries(['prove.inline', 'threads.node', 'threads-worker.node'])],
  declarations: {
    index: 'src/index.ts',
    node: 'src/node.ts',
    threads: 'src/entry/threads.web.ts',
    'threads-worker': 'src/threads-worker.d.ts',
    'core.wasm': 'src/core.wasm.d.ts',
  },
  types: ['node'],
  external: ['@fedzk/prove', '@fedzk/prove/node', '@fedzk/prove/threads'],
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
    ...common,
    silent: true,
    entry: entries(['threads-worker.web', 'threads-worker.node']),
    outDir: 'dist/entry',
    splitting: false,
    external: [/^node:/],
  });
}
