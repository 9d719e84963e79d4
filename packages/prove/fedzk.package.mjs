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

/** @param {string} build @param {string} glue */
const contribute = (build, glue) => ({
  ...curve(build, glue),
  give: { to: 'provideContribute', in: 'src/ceremony/engine/instance.ts' },
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
    './ceremony': {
      source: {
        web: 'src/ceremony/ceremony.web.ts',
        node: 'src/ceremony/ceremony.node.ts',
        workerd: 'src/ceremony/ceremony.edge.ts',
        'edge-light': 'src/ceremony/ceremony.edge.ts',
      },
      wasm: ['contribute-bn254', 'contribute-bls12-381'],
    },
    './manifests': { source: 'src/manifests.ts' },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  wasm: {
    bn254: curve('fedzk_prove_bn254', 'src/glue/bn254.ts'),
    'bls12-381': curve('fedzk_prove_bls12_381', 'src/glue/bls12-381.ts'),
    'contribute-bn254': contribute('fedzk_contribute_bn254', 'src/ceremony/engine/glue/bn254.ts'),
    'contribute-bls12-381': contribute('fedzk_contribute_bls12_381', 'src/ceremony/engine/glue/bls12-381.ts'),
  },
  workers: {
    './threads/worker': { source: { web: 'src/threads/worker.web.ts', node: 'src/threads/worker.node.ts' } },
    './ceremony/worker': {
      source: { web: 'src/ceremony/engine/worker.web.ts', node: 'src/ceremony/engine/worker.node.ts' },
    },
  },
  made: { 'contribute.html': 'page/contribute/build.mjs', 'manifest.html': 'page/manifest/build.mjs' },
  budgets: {
    '. inline': 16_400,
    'bn254.wasm': 101_000,
    'bls12-381.wasm': 114_000,
    './threads web': 16_500,
    './ceremony web': 29_500,
    'contribute-bn254.wasm': 124_000,
    'contribute-bls12-381.wasm': 141_000,
    './ceremony/worker web': 6_500,
    './manifests': 200,
    './node': 3_100,
    './threads/worker web': 7_000,
  },
});
