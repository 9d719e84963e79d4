// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', runtimes: ['node'] } },
  // The whole of the X.509 library, which is imported where it is used, and so not shaken.
  budgets: { '.': 73_500 },
});
