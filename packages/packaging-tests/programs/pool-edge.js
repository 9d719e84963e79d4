import * as pools from '@fedzk/verify/pool';
import { poolBody } from './pool.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(await poolBody(pools, await request.json(), { workers: 2 }));
  },
};
