// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './postgres': { source: 'src/postgres/index.ts' },
    './sqlite': { source: 'src/sqlite/index.ts', runtimes: ['node'] },
  },
  budgets: { '.': 40_600, './postgres': 9_000, './sqlite': 9_000 },
});
