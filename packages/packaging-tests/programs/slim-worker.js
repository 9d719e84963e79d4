import module from '@fedzk/verify/core.wasm';
import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';

slim.initSync(module);

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(await body({ verify: slim, quant: slim }, await request.json()));
  },
};
