// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './task': { source: 'src/task.ts' },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
    './postgres': { source: 'src/postgres/index.ts' },
    './sqlite': { source: 'src/sqlite/index.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  budgets: { '.': 50_000, './task': 30_000, './node': 3_000, './postgres': 9_000, './sqlite': 9_000 },
});
