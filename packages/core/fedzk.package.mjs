// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './crew': { source: 'src/crew/index.ts' },
    './node': { source: 'src/node/index.ts', runtimes: ['node'] },
  },
  budgets: { '. { FedzkError }': 520, '.': 6_700, './crew': 4_000, './node': 3_400 },
});
