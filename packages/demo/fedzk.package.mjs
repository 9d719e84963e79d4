// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {},
  cli: 'src/main.ts',
  publish: ['data'],
  budgets: {},
});
