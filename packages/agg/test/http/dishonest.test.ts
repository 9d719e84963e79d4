/** What an aggregator signs as a message and is wrong all the same; and bodies that say another length than they have. */
import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/http/body.js';
import { signAnswer, signRequest } from '../../src/http/signatures.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { network } from './support.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

/** A round up to its collection, with what the other aggregator's share or its answer becomes on the way. */
async function collected(bend: {
  readonly share?: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  readonly answer?: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}): Promise<{ readonly status: number; readonly result: number }> {
  const net = network({
    file: { omit: null },
    wire: async (request, next) => {
      if (!request.url.endsWith('/share')) return next(request);
      const body = (bend.share ?? ((own) => own))(new Uint8Array(await request.arrayBuffer()));
      const { method, url } = request;
      const leader = { role: 'leader', signingKey: signing.leader.privateKey, now: net.time } as const;
      const fields = await signRequest({ method, target: url, body }, leader);
      const type = { 'content-type': request.headers.get('content-type') ?? '' };
      const response = await next(new Request(url, { method, headers: { ...type, ...fields }, body }));
      const answer = (bend.answer ?? ((own) => own))(new Uint8Array(await response.arrayBuffer()));
      const { status } = response;
      const helper = { role: 'helper', signingKey: signing.helper.privateKey, now: net.time } as const;
      const parts = { status, body: answer, request: request.headers.get('signature') ?? '' };
      return new Response(answer, { status, headers: { ...(await signAnswer(parts, helper)) } });
    },
  });
  for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
  for (const id of CLIENTS) await net.reporter(id).send((await forge(net, id, 1n, [1])).report);
  const { status } = await net.operate('leader', 'collect');
  return { status, result: (await net.ask('helper', '/rounds/1/result')).status };
}

const flipLast = (body: Uint8Array<ArrayBuffer>) => body.map((byte, i) => (i === body.length - 1 ? byte ^ 1 : byte));

describe('the result of a round', () => {
  it('is that of both where both are honest', async () => {
    expect(await collected({})).toEqual({ status: 200, result: 200 });
  });

  it('is not signed by the helper if the leader has signed another, or gives a wrong share', async () => {
    expect(await collected({ share: flipLast })).toEqual({ status: 409, result: 404 });
    expect(await collected({ share: (body) => body.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) })).toEqual({
      status: 400,
      result: 404,
    });
    expect(await collected({ share: (body) => body.slice(1) })).toMatchObject({ status: 400, result: 404 });
  });

  it('is not kept by the leader if the helper has signed another', async () => {
    expect(await collected({ answer: flipLast })).toMatchObject({ status: 409 });
  });
});

describe('a body', () => {
  it('is cut where it is shorter or longer than it says, or says no number', async () => {
    const of = (length: string) =>
      new Request('https://a.example', { method: 'POST', body: 'abc', headers: { 'content-length': length } });
    expect(await readBody(of('3'), 3)).toHaveLength(3);
    for (const length of ['2', '0', 'x', '-1', '3, 3'])
      expect([length, await readBody(of(length), 3)]).toEqual([length, 'cut']);
    expect(await readBody(of('4'), 9)).toBe('cut');
    expect(await readBody(of('4'), 3)).toBe('too-large');
    expect(await readBody(new Request('https://a.example', { method: 'POST', body: 'abc' }), 2)).toBe('too-large');
    expect(await readBody(new Request('https://a.example'), 0)).toHaveLength(0);
  });
});
