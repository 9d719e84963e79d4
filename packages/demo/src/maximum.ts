/** `npm run demo -- --maximum`: the demo with the circuit of each level. Exits with 1 when a check fails. */
import { keyOf } from './all-keys.js';
import { runDemo } from './demo.js';
import { MODELS } from './models.js';

if (!(await runDemo({ models: MODELS, keyOf }))) process.exitCode = 1;
