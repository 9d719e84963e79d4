// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './task': { source: 'src/task.ts' },
    './node': { source: 'src/node.ts', runtimes: ['node'] },
  },
  cli: 'src/cli.ts',
  budgets: { '.': 50_000, './task': 30_000, './node': 2_000 },
});
