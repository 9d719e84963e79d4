import { body } from './body.js';
import * as packages from './packages.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    return Response.json(await body(packages, await request.json()));
  },
};
