// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './crew': { source: 'src/crew/index.ts' },
    './command-line': { source: 'src/cli/words.ts', runtimes: ['node'] },
  },
  budgets: { '. { FedzkError }': 520, '.': 4_900, './crew': 4_000, './command-line': 1_900 },
});
