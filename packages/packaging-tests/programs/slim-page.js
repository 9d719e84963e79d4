import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';
import { report } from './report.js';

report(async (input) => {
  await slim.init(fetch('/core.wasm'));
  return body({ verify: slim, quant: slim }, input);
});
