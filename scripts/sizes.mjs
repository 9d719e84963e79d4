// @ts-check
// npm run sizes -- [PACKAGE…]: measures what is built, and compares it with the budgets of the declarations.
import { packagesOf } from '../packages/kit/src/declared.mjs';
import { main } from './lib/problem.mjs';
import { checkSizes } from './lib/sizes.mjs';

await main(() => checkSizes(packagesOf(process.argv.slice(2))));
