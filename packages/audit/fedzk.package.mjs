// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts', wasm: ['core'] },
    './verify': { source: 'src/verify/index.ts', wasm: ['core'] },
    './threads': {
      source: {
        web: 'src/threads/threads.web.ts',
        node: 'src/threads/threads.node.ts',
        workerd: 'src/threads/threads.edge.ts',
        'edge-light': 'src/threads/threads.edge.ts',
      },
      wasm: ['core'],
    },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  wasm: {
    core: { builds: { portable: 'fedzk_audit' }, give: { to: 'instantiate', in: 'src/instance.ts' } },
  },
  workers: {
    './threads/worker': {
      source: { web: 'src/threads/worker.web.ts', node: 'src/threads/worker.node.ts' },
      wasm: ['core'],
    },
    'files-worker': { source: { node: 'src/storage/files-worker.node.ts' } },
  },
  made: { 'verify.html': 'page/build.mjs' },
  budgets: {
    '. inline': 90_700,
    // The design's limit for a browser's verifier is 60,000, its aim 40,000.
    './verify inline': 54_900,
    './threads web': 58_000,
    // The words for the system's codes, and what to do about a copied lock, are 150 of it.
    './node': 10_450,
    './threads/worker web': 36_700,
  },
});
