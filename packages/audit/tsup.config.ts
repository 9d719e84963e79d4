import { copyFile } from 'node:fs/promises';
import { build } from 'tsup';
import { bundles, common } from '../../tsup.base.js';
import { buildPage } from './page/build.js';

const entries = (names: readonly string[]): string[] => names.map((name) => `src/entry/${name}.ts`);
const runtimes = ['inline', 'workerd', 'edge-light'];

export default bundles({
  modules: [
    ...['src/cli.ts', 'src/node.ts'],
    ...entries(runtimes.flatMap((runtime) => [`audit.${runtime}`, `verify.${runtime}`])),
    ...entries(['web', 'node', 'workerd', 'edge-light'].map((runtime) => `threads.${runtime}`)),
  ],
  commonjs: ['src/node.ts', ...entries(['audit.inline', 'verify.inline', 'threads.node', 'threads-worker.node'])],
  declarations: {
    index: 'src/index.ts',
    verify: 'src/verify/index.ts',
    node: 'src/node.ts',
    threads: 'src/entry/threads.web.ts',
    'threads-worker': 'src/threads-worker.d.ts',
    'core.wasm': 'src/core.wasm.d.ts',
  },
  types: ['node'],
  external: ['@fedzk/audit', '@fedzk/audit/node', '@fedzk/audit/threads'],
  async onSuccess() {
    await copyFile('wasm/fedzk_audit_bg.wasm', 'dist/core.wasm');
    await buildPage('dist/verify.html');
    await buildWorkers();
  },
});

/** A thread's program is a file by itself: in the chunks it would start with what it doesn't use, such as curves. */
async function buildWorkers(): Promise<void> {
  await build({
    ...common,
    silent: true,
    entry: entries(['threads-worker.web', 'threads-worker.node', 'files-worker.node']),
    outDir: 'dist/entry',
    splitting: false,
    external: [/^node:/],
  });
}
