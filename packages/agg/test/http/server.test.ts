/** Both services behind real servers of node:http, and clients that reach them by fetch. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { options } from '../support/file.js';
import { forge } from '../support/forge.js';
import { type Network, network } from './support.js';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** A server that answers by a fetch handler. */
async function listen(fetchOf: () => (request: Request) => Promise<Response>): Promise<string> {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, fetchOf()));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on('data', (chunk: Uint8Array) => controller.enqueue(new Uint8Array(chunk)));
      incoming.on('end', () => controller.close());
      incoming.on('close', () => {
        if (!incoming.complete) controller.error(new Error('cut'));
      });
    },
  });
  const init = { method, headers: fields, ...(method !== 'GET' && { body, duplex: 'half' }) };
  const response = await handle(new Request(`http://${headers.host}${url}`, init as RequestInit));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

/** A network whose parties are behind servers of their own. */
async function served(): Promise<{ net: Network; urls: Record<'leader' | 'helper', string>; statuses: number[] }> {
  const statuses: number[] = [];
  const kept = (role: 'leader' | 'helper') => async (request: Request) => {
    const response = await net.services[role].fetch(request);
    statuses.push(response.status);
    return response;
  };
  const urls = { leader: await listen(() => kept('leader')), helper: await listen(() => kept('helper')) };
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

  it('a sender that goes away in the middle of a body has it cut', async () => {
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
