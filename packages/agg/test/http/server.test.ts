/** Both services behind real servers of node:http, and clients that reach them by fetch. */
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../../src/serve.js';
import { options } from '../support/file.js';
import { forge } from '../support/forge.js';
import { type Network, network } from './support.js';

const servers: Serving[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

/** The address of a server that is closed after the last test. */
async function addressOf(handle: (request: Request) => Promise<Response>): Promise<string> {
  const server = await serve({ fetch: handle, tick: async () => {} });
  servers.push(server);
  return server.url;
}

/** A network whose parties are behind servers of their own. */
async function served(): Promise<{ net: Network; urls: Record<'leader' | 'helper', string>; statuses: number[] }> {
  const statuses: number[] = [];
  const kept = (role: 'leader' | 'helper') => async (request: Request) => {
    const response = await net.services[role].fetch(request);
    statuses.push(response.status);
    return response;
  };
  const urls = { leader: await addressOf(kept('leader')), helper: await addressOf(kept('helper')) };
  const file = { leader: { ...options.leader, url: urls.leader }, helper: { ...options.helper, url: urls.helper } };
  const net: Network = network({ file, wire: (request) => fetch(request) });
  return { net, urls, statuses };
}

describe('behind node:http', () => {
  it('a round of four clients is collected', async () => {
    const { net } = await served();
    for (const role of ['leader', 'helper'] as const) expect((await net.operate(role, 'open')).status).toBe(200);
    const ids = ['client_001', 'client_002', 'client_003', 'client_004'];
    const verdicts = ids.map(async (id) => net.reporter(id).send((await forge(net, id, 1n, [3])).report));
    for (const verdict of await Promise.all(verdicts)) {
      expect(verdict.status).toBe('accepted');
      expect(verdict.receipt).toHaveLength(96);
    }
    await net.operate('helper', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const sums = new DataView(await (await net.ask('helper', '/rounds/1/sums')).arrayBuffer());
    expect([sums.getInt32(0), sums.getInt32(4)]).toEqual([12, 0]);
    expect(net.errors).toEqual([]);
  });

  it('a sender that disconnects in the middle of a body leaves it incomplete', async () => {
    const { net, urls, statuses } = await served();
    await net.operate('leader', 'open');
    statuses.length = 0;
    const { pathname } = new URL((await net.ask('leader', '')).url);
    const { port } = new URL(urls.leader);
    statuses.length = 0;
    const socket = connect(Number(port), '127.0.0.1');
    const head = [
      `POST ${pathname}/reports HTTP/1.1`,
      'Host: a',
      'Content-Type: application/fedzk-agg;message=report',
      'Content-Length: 600',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\nabc`, () => setImmediate(() => socket.destroy()));
    await expect.poll(() => statuses).toEqual([400]);
    expect(net.errors).toEqual([]);
  });
});
