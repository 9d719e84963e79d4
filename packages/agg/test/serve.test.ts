/** A service behind node:http: what it is given, what a sender is answered, and how it ends. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Service } from '../src/http/service.js';
import { type ServeOptions, serve } from '../src/serve.js';

async function served(fetch: Service['fetch'], options: ServeOptions = {}, tick = async () => {}) {
  const serving = await serve({ fetch, tick }, options);
  onTestFinished(() => serving.close());
  return serving;
}

const echo = async (request: Request): Promise<Response> =>
  new Response(await request.arrayBuffer(), {
    status: 201,
    headers: { method: request.method, path: new URL(request.url).pathname, a: request.headers.get('a') ?? '' },
  });

describe('a request', () => {
  it('reaches the service with method, path, fields and body, and its answer the sender', async () => {
    const { url } = await served(echo);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const body = new Uint8Array(300_000).fill(7);
    const answer = await fetch(`${url}/x/y?z`, { method: 'PUT', headers: { a: 'b' }, body });
    const [method, path, a] = ['method', 'path', 'a'].map((name) => answer.headers.get(name));
    expect([answer.status, method, path, a]).toEqual([201, 'PUT', '/x/y', 'b']);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(body);
    expect((await fetch(url)).headers.get('method')).toBe('GET');
  });

  it('whose body is refused unread, or half read, is answered all the same, and so is the next', async () => {
    const refuse = async ({ body, url }: Request): Promise<Response> => {
      const reader = body?.getReader();
      if (url.endsWith('half')) await reader?.read();
      await reader?.cancel();
      return new Response('too long', { status: 413 });
    };
    const { url } = await served(refuse);
    for (const path of ['/at-once', '/half', '/at-once']) {
      const answer = await fetch(url + path, { method: 'POST', body: new Uint8Array(3_000_000) });
      expect([answer.status, await answer.text()]).toEqual([413, 'too long']);
    }
  });

  it('that is cut has a body that fails', async () => {
    let failed: unknown;
    const { url } = await served(async (request) => {
      failed = await request.arrayBuffer().catch((error: unknown) => error);
      return new Response();
    });
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', () =>
      setImmediate(() => socket.destroy()),
    );
    await expect.poll(() => failed).toBeInstanceOf(Error);
  });

  it('of which Fetch makes no Request is 400, and one that the service fails at has no answer', async () => {
    const { url } = await served(async () => Promise.reject(new Error('failed')));
    const trace = await new Promise((resolve) => {
      request(url, { method: 'TRACE' }, ({ statusCode }) => resolve(statusCode)).end();
    });
    expect(trace).toBe(400);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('ticks', () => {
  it('are made at once and again, one at a time, and not after the close', async () => {
    const [seen, ends]: [number[], (() => void)[]] = [[], []];
    const tick = () =>
      new Promise<void>((resolve) => {
        ends.push(resolve);
        seen.push(seen.length);
      });
    const serving = await serve({ fetch: echo, tick }, { every: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([0]);
    ends[0]?.();
    await expect.poll(() => seen).toEqual([0, 1]);
    const closed = serving.close();
    ends[1]?.();
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([0, 1]);
  });
});

it('a close lets open requests end, and then the port is closed', async () => {
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let started = false;
  const serving = await serve({
    async fetch() {
      started = true;
      await gate;
      return new Response('done');
    },
    tick: async () => {},
  });
  const answer = fetch(serving.url);
  await expect.poll(() => started).toBe(true);
  const closed = serving.close();
  go();
  expect(await (await answer).text()).toBe('done');
  await closed;
  await expect(fetch(serving.url)).rejects.toThrow();
});

it('wrong arguments and a port that is taken', async () => {
  const service = { fetch: echo, tick: async () => {} };
  for (const options of [{ port: -1 }, { port: 70_000 }, { host: '' }, { every: 0 }, { prot: 1 }]) {
    await expect(serve(service, options as ServeOptions)).rejects.toMatchObject({ code: 'invalid-argument' });
  }
  await expect(serve({ fetch: echo } as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  const { url } = await served(echo);
  await expect(serve(service, { port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('a close ends the connection of a body that does not come, and stops the service first', async () => {
  let [stopped, begun] = [0, false];
  const serving = await serve({
    async fetch(request) {
      begun = true;
      return new Response(await request.arrayBuffer());
    },
    tick: async () => {},
    stop: () => void stopped++,
  });
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc');
  await expect.poll(() => begun).toBe(true);
  await serving.close();
  await ended;
  expect(stopped).toBe(1);
}, 15_000);

describe('connections', () => {
  const open = (url: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    return socket;
  };

  it('end with a second request before the answer to the first', async () => {
    let asked = 0;
    const { url } = await served(async () => {
      asked++;
      return new Response('x'.repeat(1000));
    });
    const socket = open(url);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(asked).toBe(1);
    expect((await fetch(url)).status).toBe(200);
  });

  it('serve one request after another', async () => {
    const { url } = await served(async () => new Response('y'));
    const socket = open(url);
    for (let i = 0; i < 20; i++) {
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      const answer: Buffer = await new Promise((resolve) => socket.once('data', resolve));
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  it('whose senders never read are ended by a close', async () => {
    let asked = 0;
    const { url, close } = await served(async () => {
      asked++;
      return new Response(new Uint8Array(20_000_000));
    });
    for (let i = 0; i < 5; i++) open(url).pause().write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => asked, { timeout: 30_000 }).toBe(5);
    await close();
  });
});
