import * as verify from '@fedzk/verify';
import * as quant from '@fedzk/verify/quant';
import { body } from './body.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(body(verify, quant, await request.json()));
  },
};
