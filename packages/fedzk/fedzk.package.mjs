// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: {},
  cli: 'src/cli.ts',
  budgets: {},
});
