// Imports what may be refused where it can catch the refusal.
import { body } from './body.js';
import { report } from './report.js';

report(async (input) => {
  const [verify, quant] = await Promise.all([import('@fedzk/verify'), import('@fedzk/verify/quant')]);
  return body(verify, quant, input);
});
