// A Cloudflare Worker that takes proofs: export default worker(guard({ … }), isValid)
import { problem } from '@fedzk/guard';

const mostBytes = 4096;

/** @param {import('@fedzk/guard').Guard} admit @param {(body: unknown) => boolean | Promise<boolean>} isValid verifies a proof */
export const worker = (admit, isValid) => ({
  /** @param {Request} request */
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (request.method !== 'POST' || pathname !== '/proofs') return problem('not-found');
    // Cloudflare sets this field and removes the sender's own. Elsewhere it is text of the sender.
    const address = request.headers.get('CF-Connecting-IP') ?? undefined;
    const admitted = await admit(request, { address, need: 'proof_generation:execute', cost: 10, mostBytes });
    if (admitted instanceof Response) return admitted;
    const chunks = [];
    let length = 0;
    for await (const chunk of request.body ?? []) {
      length += chunk.length;
      if (length > mostBytes) return problem('too-large');
      chunks.push(chunk);
    }
    const body = await new Response(new Blob(chunks)).json().catch(() => undefined);
    if (body === undefined) return problem('malformed');
    const banned = admitted.blocked(); // many requests may be admitted before the first of them fails
    if (banned) return banned;
    if (await isValid(body)) return Response.json({ accepted: true }, { headers: admitted.fields });
    await admitted.failed('proof');
    return problem('invalid', { fields: admitted.fields, members: { path: 'proof', code: 'refused' } });
  },
});
