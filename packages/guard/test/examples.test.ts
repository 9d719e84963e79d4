// The examples, against the real frameworks and Cloudflare's runtime.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bundled } from '@fedzk/kit/sources';
import { createVerifier } from '@fedzk/verify';
import { serve } from '@hono/node-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveWorker, version } from '../../packaging-tests/src/workerd.js';
import { app as ofExpress } from '../examples/express.mjs';
import { app as ofFastify } from '../examples/fastify.mjs';
import { app as ofHono } from '../examples/hono.mjs';
import { exampleGuard } from './support/example-guard.js';

const vectors = new URL('../../vectors/groth16/update-slice.json', import.meta.url);
const { verificationKey, proofs } = JSON.parse(readFileSync(vectors, 'utf8'));
const [{ proof, publicSignals }] = proofs;
const verifier = createVerifier(verificationKey);

/** A service that runs, with a body whose proof is valid and one whose proof is not. */
interface Running {
  readonly url: string;
  readonly good: unknown;
  readonly bad: unknown;
}

const onNode = (url: string): Running => ({
  url,
  good: { proof, publicSignals },
  bad: { proof, publicSignals: [...publicSignals].reverse() },
});
const isValid = (body: unknown): boolean => {
  const given = body as { readonly proof: typeof proof; readonly publicSignals: typeof publicSignals } | null;
  return verifier.verify(given?.proof, given?.publicSignals);
};

function urlOf(server: Server): string {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.once('listening', () => resolve(server)));

const NODE: Readonly<Record<string, () => Promise<Running>>> = {
  async Hono() {
    const { fetch } = ofHono(exampleGuard(), isValid);
    return onNode(urlOf(await listening(serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server)));
  },
  async Express() {
    return onNode(urlOf(await listening(ofExpress(exampleGuard(), isValid).listen(0, '127.0.0.1'))));
  },
  async Fastify() {
    const app = ofFastify(exampleGuard(), isValid);
    onTestFinished(() => app.close());
    return onNode(`${await app.listen({ port: 0, host: '127.0.0.1' })}/`);
  },
};

const ALL: Readonly<Record<string, () => Promise<Running>>> = {
  ...NODE,
  async [`workerd ${version}`]() {
    const entry = fileURLToPath(new URL('support/example-worker.ts', import.meta.url));
    const script = await bundled({ entryPoints: [entry], platform: 'browser', target: 'es2022' });
    const dir = await mkdtemp(join(tmpdir(), 'fedzk-example-'));
    const files = [{ name: 'worker.js', bytes: new TextEncoder().encode(script) }];
    const { url, stop } = await serveWorker(dir, files, '2026-11-01');
    onTestFinished(async () => {
      expect(await stop()).toBe('');
      await rm(dir, { recursive: true });
    });
    return { url, good: { proof: 'right' }, bad: { proof: 'wrong' } };
  },
};

/** As Cloudflare sets it. The others are for the sender to write. */
const ADDRESS = { 'CF-Connecting-IP': '192.0.2.1' };

function send(
  url: string,
  body: BodyInit,
  others: Record<string, string> = { authorization: 'Bearer k1' },
): Promise<Response> {
  const fields = { 'content-type': 'application/json', ...ADDRESS, ...others };
  const init = { method: 'POST', headers: fields, body, ...(body instanceof ReadableStream && { duplex: 'half' }) };
  return fetch(new URL('proofs', url), init);
}

/** The type of a refusal, after its form was looked at. */
async function refusal(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { type, status } = await response.json();
  expect(response.status).toBe(status);
  return type.replace('urn:fedzk:problem:', '');
}

describe.each(Object.entries(ALL))('%s', (_, start) => {
  it('accepts a proof', async () => {
    const { url, good } = await start();
    const response = await send(url, JSON.stringify(good));
    expect(await response.json()).toEqual({ accepted: true });
    expect(response.status).toBe(200);
    expect(response.headers.get('ratelimit')).toMatch(/^"default";r=99;t=\d+, "cost";r=990;t=1$/);
  });

  it('refuses bad proofs, and bans who sends them after ten', async () => {
    const { url, good, bad } = await start();
    const types = [];
    for (let i = 0; i < 12; i++) types.push(await refusal(await send(url, JSON.stringify(bad))));
    expect(types).toEqual([...Array(10).fill('invalid'), 'blocked', 'blocked']);
    expect(await refusal(await send(url, JSON.stringify(good)))).toBe('blocked');
  });

  it('verifies ten of many bad proofs that come at once', async () => {
    const { url, bad } = await start();
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(url, JSON.stringify(bad))));
    const types = await Promise.all(answers.map(refusal));
    expect(types.filter((type) => type === 'invalid').length).toBe(10);
    expect(new Set(types)).toEqual(new Set(['invalid', 'blocked']));
  });

  it('refuses what is no proof', async () => {
    const { url } = await start();
    expect(await refusal(await send(url, '{'))).toBe('malformed');
    for (const other of ['null', '[]', '{}'])
      expect(await refusal(await send(url, other))).toMatch(/^(invalid|malformed)$/);
    expect(await refusal(await send(url, ' '.repeat(4097)))).toBe('too-large');
    const unannounced = new Blob(Array(4097).fill(' ')).stream();
    expect(await refusal(await send(url, unannounced))).toBe('too-large');
    expect(await refusal(await fetch(new URL('proofs?k=fedzk_live_x', url), { method: 'POST' }))).toBe('malformed');
  });

  it('limits an address without a key, whatever address the sender writes', async () => {
    const { url } = await start();
    const types: string[] = [];
    for (let i = 0; i < 60; i++) {
      const address = `203.0.113.${i}`;
      const forged = { 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` };
      types.push(await refusal(await send(url, '{}', forged)));
    }
    expect(types).toEqual([...Array(50).fill('unauthenticated'), ...Array(10).fill('rate-limited')]);
  });
});

/** Sends a request line as it is, and reads the status. */
async function statusOf(url: string, target: string): Promise<number> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(`POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`);
  return Number((await text(socket)).split(' ')[1]);
}

describe.each(Object.entries(NODE))('%s', (_, start) => {
  it.each(['http://[/proofs', 'http://a:99999999/proofs', '//[/proofs', '/proofs?%', '/proofs?\u00ff', '*', 'x'])(
    'does not fail on the target %s',
    async (target) => {
      const { url } = await start();
      const status = await statusOf(url, target);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    },
  );
});
