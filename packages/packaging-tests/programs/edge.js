import { body } from './body.js';
import { agg, prove, quant, verify } from './packages.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(await body({ agg, prove, quant, verify }, await request.json()));
  },
};
