// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', runtimes: ['node'] } },
  cli: 'src/cli.ts',
  budgets: { '.': 58_900 },
});
