import { auditBody } from './audit-body.js';

export default {
  async fetch() {
    return Response.json(await auditBody());
  },
};
