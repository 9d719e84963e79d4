// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', runtimes: ['node'] } },
  budgets: { '.': 69_000 },
});
