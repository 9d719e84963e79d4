// Gets the URL of a file beside the bundle, as Vite does it.
/// <reference types="vite/client" />
import url from '@fedzk/verify/core.wasm?url';
import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';
import { report } from './report.js';

report(async (input) => {
  await slim.init(fetch(url));
  return body({ verify: slim, quant: slim }, input);
});
