// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', wasm: ['core'] } },
  wasm: {
    core: { builds: { portable: 'fedzk_agg' }, give: { to: 'instantiate', in: 'src/instance.ts' } },
  },
  budgets: { '. inline': 45_200, '. edge-light': 43_800 },
});
