// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {
    '.': { source: 'src/index.ts' },
    './poseidon': { source: 'src/poseidon.ts' },
  },
  // The design's limit is 12,000.
  budgets: { '.': 5_500, './poseidon': 5_500 },
});
