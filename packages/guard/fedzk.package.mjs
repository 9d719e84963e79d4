// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './redis': { source: 'src/redis/index.ts' },
    './durable-object': { source: 'src/durable-object/index.ts' },
  },
  exercise: 'test/exercise.js',
  publish: ['examples'],
  budgets: { '.': 14_500, './redis': 5_000, './durable-object': 5_000 },
});
