// @ts-check
import { definePackage } from '@fedzk/kit';

const wasm = ['bn254', 'bls12-381'];

/** @param {string} build @param {string} glue */
const curve = (build, glue) => ({
  builds: { portable: build },
  give: { to: 'provide', in: 'src/instance.ts' },
  load: /** @type {const} */ ('when needed'),
  glue,
});

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts', wasm },
    './threads': {
      source: {
        web: 'src/threads/threads.web.ts',
        node: 'src/threads/threads.node.ts',
        workerd: 'src/threads/threads.edge.ts',
        'edge-light': 'src/threads/threads.edge.ts',
      },
      wasm,
    },
    './manifests': { source: 'src/manifests.ts' },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  wasm: {
    bn254: curve('fedzk_prove_bn254', 'src/glue/bn254.ts'),
    'bls12-381': curve('fedzk_prove_bls12_381', 'src/glue/bls12-381.ts'),
  },
  workers: {
    './threads/worker': { source: { web: 'src/threads/worker.web.ts', node: 'src/threads/worker.node.ts' } },
  },
  budgets: {
    '. inline': 15_900,
    'bn254.wasm': 101_000,
    'bls12-381.wasm': 114_000,
    './threads web': 16_000,
    './manifests': 200,
    './node': 2_000,
    './threads/worker web': 7_000,
  },
});
