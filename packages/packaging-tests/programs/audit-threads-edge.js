import * as audit from '@fedzk/audit/threads';
import { threadsBody } from './audit-threads.js';

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { url, key } = await request.json();
    const unsupported = await audit
      .verifyLogOnThreads({ directory: '/' }, { verifierKey: key })
      .catch((error) => error instanceof audit.FedzkError && error.code);
    return Response.json({ results: await threadsBody(audit, { url }, key), unsupported });
  },
};
