// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts', runtimes: ['node'] } },
  exercise: 'test/exercise.js',
  budgets: { '.': 20_000 },
});
