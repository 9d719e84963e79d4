// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.node.ts', runtimes: ['node'] } },
  publish: ['circom', 'circuits.json', 'r1cs', 'wasm/fedzk_setup_bg.wasm'],
  budgets: { '.': 6_300 },
});
