// Hono on Node: a route that takes proofs. Packages: hono, @hono/node-server.
import { problem } from '@fedzk/guard';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

const mostBytes = 4096;

/** @param {import('@fedzk/guard').Guard} admit @param {(body: unknown) => boolean | Promise<boolean>} isValid verifies a proof */
export function app(admit, isValid) {
  const guarded = async (c, next) => {
    // The peer of the connection. Behind a proxy it is the proxy, whose own word then counts: X-Forwarded-For is text of the sender.
    const { address } = getConnInfo(c).remote;
    const admitted = await admit(c.req.raw, { address, need: 'proof_generation:execute', cost: 10, mostBytes });
    if (admitted instanceof Response) return admitted;
    c.set('admitted', admitted);
    return next();
  };
  const limited = bodyLimit({ maxSize: mostBytes, onError: () => problem('too-large') });
  return new Hono().post('/proofs', guarded, limited, async (c) => {
    const body = await c.req.json().catch(() => undefined);
    if (body === undefined) return problem('malformed');
    const { fields, blocked, failed } = c.get('admitted');
    const banned = blocked(); // many requests may be admitted before the first of them fails
    if (banned) return banned;
    if (await isValid(body)) return c.json({ accepted: true }, 200, fields);
    await failed('proof');
    return problem('invalid', { fields, members: { path: 'proof', code: 'refused' } });
  });
}
