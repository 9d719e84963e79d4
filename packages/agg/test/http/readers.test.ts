/** Readers that the task's file names by keys, and how they read: agg-service.md, §4. */
import { toBase64url } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { fetchResult } from '../../src/http/reading.js';
import { signRead } from '../../src/http/signatures.js';
import { createSigningKey, signingPublicKey } from '../../src/protocol/keys.js';
import { forge } from '../support/forge.js';
import { type Network, type NetworkOptions, network } from './support.js';

const reader = createSigningKey();
const stranger = createSigningKey();
const PARTS = ['result', 'sums', 'set', 'announced', 'omitted'] as const;

/** A network with a round of four that is collected; `readers` is the key above unless said. */
async function collected(file: NetworkOptions['file'] = { readers: [reader.publicKey] }, more: NetworkOptions = {}) {
  const net = network({ file, ...more });
  for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
  for (const id of ['client_001', 'client_002', 'client_003', 'client_004']) {
    await net.reporter(id).send((await forge(net, id, 1n, [2])).report);
  }
  await net.operate('helper', 'close');
  expect((await net.operate('leader', 'collect')).status).toBe(200);
  return net;
}

const urlOf = (net: Network, role: 'leader' | 'helper', path: string) =>
  `${net.task.file[role].url}/tasks/${net.id}${path}`;

describe('a named reader', () => {
  it('reads by its signature at both, and nobody without', async () => {
    const net = await collected();
    for (const role of ['leader', 'helper'] as const) {
      for (const part of PARTS) {
        const path = `/rounds/1/${part}`;
        const url = urlOf(net, role, path);
        const headers = await signRead(url, { signingKey: reader.privateKey, now: net.time });
        expect(headers['signature-input']).toMatch(/^fedzk=\("@method" "@target-uri"\);created=\d+;keyid="[\w-]{43}"$/);
        expect((await net.ask(role, path, { headers })).status).toBe(200);
        expect((await net.ask(role, path)).status).toBe(403);
        expect((await net.ask(role, path, { headers: { authorization: 'reader' } })).status).toBe(200);
      }
    }
    expect(net.errors).toEqual([]);
  });

  it('is nobody with another key, an old signature, or one of another url, method or aggregator', async () => {
    const net = await collected();
    const path = '/rounds/1/sums';
    const url = urlOf(net, 'leader', path);
    const own = { signingKey: reader.privateKey, now: net.time };
    const status = async (fields: Record<string, string>) =>
      (await net.ask('leader', path, { headers: fields })).status;
    const good = await signRead(url, own);
    expect(await status({ ...good })).toBe(200);
    expect(await status({ ...(await signRead(url, { ...own, signingKey: stranger.privateKey })) })).toBe(403);
    for (const far of [-301_000, 301_000]) {
      expect(await status({ ...(await signRead(url, { ...own, now: net.time + far })) })).toBe(401);
    }
    for (const near of [-299_000, 299_000]) {
      expect(await status({ ...(await signRead(url, { ...own, now: net.time + near })) })).toBe(200);
    }
    for (const other of [urlOf(net, 'leader', '/rounds/1/set'), urlOf(net, 'helper', path), `${url}?a=1`]) {
      expect(await status({ ...(await signRead(other, own)) })).toBe(401);
    }
    // A stranger that says to be the reader.
    const forged = await signRead(url, { ...own, signingKey: stranger.privateKey });
    expect(await status({ ...forged, 'signature-input': good['signature-input'] })).toBe(401);
    const { signature: _, ...unsigned } = good;
    expect(await status(unsigned)).toBe(401);
    expect(await status({ ...good, 'signature-input': good['signature-input'].replace(/"@target-uri"/, '') })).toBe(
      401,
    );
  });

  it('may not do what operators and the other aggregator do', async () => {
    const net = await collected();
    const headers = await signRead(urlOf(net, 'leader', '/rounds'), { signingKey: reader.privateKey, now: net.time });
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' };
    expect((await net.ask('leader', '/rounds', init)).status).toBe(403);
    expect((await net.ask('helper', '/aggregation_jobs', { method: 'POST', headers: { ...headers } })).status).toBe(
      401,
    );
  });
});

describe('fetchResult', () => {
  const options = (net: Network) => ({ fetch: net.fetch, now: () => net.time });

  it.each(['leader', 'helper'] as const)('gives what both have signed, from the %s', async (from) => {
    const net = await collected();
    const { result, sums, set } = await fetchResult(net.task, 1, {
      ...options(net),
      from,
      signingKey: reader.privateKey,
    });
    expect([result.round, result.count, sums[0], set?.length]).toEqual([1n, 4, 8, 4 * 32]);
  });

  it('needs no key where readers are the public, and is refused without one where they are not', async () => {
    const net = await collected({});
    expect((await fetchResult(net.task, 1n, options(net))).result.count).toBe(4);
    expect((await fetchResult(net.task, 1n, { ...options(net), signingKey: reader.privateKey })).result.count).toBe(4);
    const closed = await collected();
    await expect(fetchResult(closed.task, 1, options(closed))).rejects.toMatchObject({ code: 'wrong-key' });
    const other = { ...options(closed), signingKey: stranger.privateKey };
    await expect(fetchResult(closed.task, 1, other)).rejects.toMatchObject({ code: 'wrong-key' });
    const late = { ...options(closed), signingKey: reader.privateKey, now: () => closed.time + 400_000 };
    await expect(fetchResult(closed.task, 1, late)).rejects.toMatchObject({ code: 'wrong-key' });
  });

  it.each(['/result', '/sums', '/set'])('refuses where %s is not what both have signed', async (part) => {
    const net = await collected({});
    const fetch = async (request: Request): Promise<Response> => {
      const response = await net.fetch(request);
      if (!request.url.endsWith(part)) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      // A digit of a hash, a sum, or an id.
      const at = part === '/result' ? new TextDecoder().decode(bytes).indexOf('"hash') + 12 : 3;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return new Response(bytes, { status: 200 });
    };
    await expect(fetchResult(net.task, 1, { ...options(net), fetch })).rejects.toMatchObject({ code: 'not-authentic' });
  });

  it('says what does not exist, and what may be asked again', async () => {
    const net = await collected({});
    await expect(fetchResult(net.task, 2, options(net))).rejects.toMatchObject({ code: 'not-found' });
    const down = { ...options(net), fetch: async () => new Response(null, { status: 503 }) };
    await expect(fetchResult(net.task, 1, down)).rejects.toMatchObject({ code: 'unavailable' });
    const silent = { ...options(net), fetch: () => new Promise<Response>(() => {}), timeoutMs: 20 };
    await expect(fetchResult(net.task, 1, silent)).rejects.toMatchObject({ code: 'unavailable' });
    const signal = AbortSignal.abort('enough');
    await expect(fetchResult(net.task, 1, { ...options(net), signal })).rejects.toBe('enough');
    const wrong = { ...options(net), from: 'both' as 'leader' };
    await expect(fetchResult(net.task, 1, wrong)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('gives no ids of a round whose ids are forgotten', async () => {
    const net = await collected({});
    const fetch = async (request: Request): Promise<Response> =>
      request.url.endsWith('/set') ? Response.json({ type: 'x:round-forgotten' }, { status: 410 }) : net.fetch(request);
    const { result, set } = await fetchResult(net.task, 1, { ...options(net), fetch });
    expect([result.count, set]).toEqual([4, undefined]);
  });
});

it('the keyid is the reader’s public key in base64url', async () => {
  const fields = await signRead('https://a.example', { signingKey: reader.privateKey, now: 0 });
  expect(fields['signature-input']).toContain(`keyid="${toBase64url(signingPublicKey(reader.privateKey))}"`);
});
