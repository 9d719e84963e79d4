import { body } from './body.js';
import { prove, quant, verify } from './packages.js';

// Without @fedzk/agg: in this virtual machine Node's WebCrypto refuses the buffers that HPKE hands to it, which are of another
// realm. Where the edge runtime is deployed there is one realm.
export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(await body({ prove, quant, verify }, await request.json()));
  },
};
