// Express: a route that takes proofs.
import { problem } from '@fedzk/guard';
import express from 'express';

const [BASE, mostBytes] = ['http://proofs.example', 4096];
const answer = async (res, response) =>
  res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());

/** @param {import('@fedzk/guard').Guard} admit @param {(body: unknown) => boolean | Promise<boolean>} isValid verifies a proof */
export function app(admit, isValid) {
  const guarded = async (req, res, next) => {
    const { method, headers, ip: address, originalUrl } = req;
    if (!URL.canParse(originalUrl, BASE)) return answer(res, problem('malformed'));
    const request = new Request(new URL(originalUrl, BASE), { method, headers });
    // `ip` is the peer of the connection. Behind a proxy, `app.set('trust proxy', ITS_ADDRESS)`; with `true` it is text of the sender.
    const admitted = await admit(request, { address, need: 'proof_generation:execute', cost: 10, mostBytes });
    if (admitted instanceof Response) return answer(res, admitted);
    res.set(admitted.fields).locals.admitted = admitted;
    return next();
  };
  return express()
    .post('/proofs', guarded, express.json({ limit: mostBytes }), async (req, res) => {
      const { blocked, failed } = res.locals.admitted;
      const banned = blocked(); // many requests may be admitted before the first of them fails
      if (banned) return answer(res, banned);
      if (await isValid(req.body)) return res.json({ accepted: true });
      await failed('proof');
      return answer(res, problem('invalid', { members: { path: 'proof', code: 'refused' } }));
    })
    .use((error, _req, res, next) => {
      if (!(error.status < 500)) return next(error);
      return answer(res, problem(error.status === 413 ? 'too-large' : 'malformed'));
    });
}
