import { copyFile, writeFile } from 'node:fs/promises';
import { FMA_PROBE } from '@fedzk/core';
import { bundles } from '../../tsup.base.js';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/entry/${name}.ts`);
const runtimes = ['node', 'inline', 'workerd', 'edge-light'];

export default bundles({
  modules: [
    ...['src/cli.ts', 'src/levels.ts', 'src/slim.ts'],
    ...entries(runtimes.flatMap((runtime) => [`verify.${runtime}`, `quant.${runtime}`])),
    ...entries(['web', 'node', 'workerd', 'edge-light'].map((runtime) => `pool.${runtime}`)),
    ...entries(['worker.web', 'worker.node']),
  ],
  commonjs: ['src/levels.ts', 'src/slim.ts', ...entries(['verify.node', 'quant.node', 'pool.node', 'worker.node'])],
  declarations: {
    index: 'src/index.ts',
    quant: 'src/quant.ts',
    levels: 'src/levels.ts',
    slim: 'src/slim.ts',
    pool: 'src/entry/pool.web.ts',
    'pool-worker': 'src/pool-worker.d.ts',
    'core.wasm': 'src/core.wasm.d.ts',
  },
  external: ['@fedzk/verify'],
  async onSuccess() {
    await copyFile('wasm/fedzk_verify_bg.wasm', 'dist/core.wasm');
    await copyFile('wasm/fedzk_verify_fma_bg.wasm', 'dist/core.fma.wasm');
    await writeFile('dist/fma-probe.wasm', FMA_PROBE);
  },
});
