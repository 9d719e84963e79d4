import { keysBody } from './keys-body.js';

export default {
  async fetch() {
    return Response.json(await keysBody());
  },
};
