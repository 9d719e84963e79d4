// Fastify: a route that takes proofs.
import { problem } from '@fedzk/guard';
import fastify from 'fastify';

const mostBytes = 4096;

/** @param {import('@fedzk/guard').Guard} admit @param {(body: unknown) => boolean | Promise<boolean>} isValid verifies a proof */
export function app(admit, isValid) {
  // Runs before the body is read.
  const onRequest = async (req, reply) => {
    const { method, headers, ip: address } = req;
    const request = new Request(new URL(req.originalUrl, 'http://proofs.example'), { method, headers });
    // `ip` is the peer of the connection. Behind a proxy, pass `trustProxy: ITS_ADDRESS` below; with `true` it is text of the sender.
    const admitted = await admit(request, { address, need: 'proof_generation:execute', cost: 10, mostBytes });
    if (admitted instanceof Response) return reply.send(admitted);
    reply.headers(admitted.fields);
    req.admitted = admitted;
  };
  return fastify({ bodyLimit: mostBytes })
    .decorateRequest('admitted', null)
    .setErrorHandler((error, _req, reply) => {
      if (!(error.statusCode < 500)) throw error;
      return reply.send(problem(error.statusCode === 413 ? 'too-large' : 'malformed'));
    })
    .post('/proofs', { onRequest }, async (req, reply) => {
      const { blocked, failed } = req.admitted;
      const banned = blocked(); // many requests may be admitted before the first of them fails
      if (banned) return reply.send(banned);
      if (await isValid(req.body)) return { accepted: true };
      await failed('proof');
      return reply.send(problem('invalid', { members: { path: 'proof', code: 'refused' } }));
    });
}
