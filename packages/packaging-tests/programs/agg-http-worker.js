import { aggHttpBody } from './agg-http-body.js';

export default {
  async fetch() {
    return Response.json(await aggHttpBody());
  },
};
