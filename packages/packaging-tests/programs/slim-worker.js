import module from '@fedzk/verify/core.wasm';
import * as slim from '@fedzk/verify/slim';
import { body } from './body.js';

slim.initSync(module);

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(body(slim, slim, await request.json()));
  },
};
