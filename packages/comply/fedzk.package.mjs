// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts' } },
  exercise: 'test/exercise.js',
  budgets: { '.': 22_000 },
});
