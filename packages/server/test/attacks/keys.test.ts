// Rows of the table of attacks about certificates and API keys, each with its defence and without.

import { reportLength } from '@fedzk/agg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientHome } from '../../src/client/home.js';
import type { Replaced } from '../../src/server.js';
import { behindProxy, guardedBy, logged, startSystem, type TestSystem } from '../support/system.js';
import { enrol, openTask } from '../support/task.js';
import { type Answer, freshAddress, type Papers, papersOf, proxyHeader, Wire } from '../support/wire.js';

let system: TestSystem;
let homes: readonly ClientHome[];
let papers: Record<'a' | 'b' | 'gone' | 'elsewhere', Papers>;

beforeAll(async () => {
  system = await startSystem(behindProxy);
  const of = (home: ClientHome) => papersOf(home, 'leader');
  const [a, b, gone] = [await enrol(system, 'client_a'), await enrol(system, 'client_b'), await enrol(system, 'gone')];
  homes = [a, b];
  papers = { a: of(a), b: of(b), gone: of(gone), elsewhere: papersOf(a, 'helper') };
  await system.operators.leader.ask('DELETE', '/clients/gone');
});
afterAll(() => system.close());

interface Asking {
  readonly address?: string;
  readonly method?: string;
  readonly path?: string;
  readonly fields?: object;
  readonly body?: Uint8Array;
}

/** Asks once, from an address of its own. */
async function ask(own: Papers, apiKey: string | undefined, asking: Asking = {}): Promise<Answer> {
  const { address = freshAddress(), method = 'GET', path = '/v1/me', ...rest } = asking;
  const { port } = system.configs.leader.clients;
  const wire = await Wire.open({ port, papers: own, before: proxyHeader(address) });
  const answer = await wire.ask(method, path, { ...rest, ...(apiKey !== undefined && { apiKey }) });
  wire.close();
  return answer;
}

/** Does something while a defence is missing. */
async function without<T>(replaced: Replaced, work: () => Promise<T>): Promise<T> {
  await system.again('leader', { replaced });
  try {
    return await work();
  } finally {
    await system.again('leader');
  }
}

describe('a certificate of one client with the API key of another, a revoked one, one of another organisation', () => {
  it('gets one answer whatever is wrong, and nothing without a key', async () => {
    const { a, b, gone, elsewhere } = papers;
    const answers = [
      await ask(a, b.apiKey),
      await ask(a, gone.apiKey),
      await ask(a, elsewhere.apiKey),
      await ask(gone, gone.apiKey),
      await ask(gone, a.apiKey),
      await ask(gone, undefined),
      await ask(a, undefined),
      await ask(a, a.apiKey.replace('_test_', '_live_')),
      await ask(a, `${a.apiKey}x`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(new Array(9).fill(401));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await ask(a, a.apiKey)).status).toBe(200);
  });

  it("is logged with its reason: another's key is serious", async () => {
    const address = freshAddress();
    await ask(papers.a, papers.b.apiKey, { address });
    const entries = await logged(system, 'leader', 'key_refused');
    const [newest] = entries.slice(-1);
    expect(newest).toMatchObject({ reason: 'other-owner', result: 'denied', severity: 'high' });
    expect(JSON.stringify(newest)).not.toContain(homes[1]?.id);
    expect(entries.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['revoked', 'unknown']));
  });

  it('is a strike: the tenth closes the address to all', async () => {
    const address = freshAddress();
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await ask(papers.gone, papers.gone.apiKey, { address })).status);
    expect(statuses.slice(0, 4)).toEqual([401, 401, 401, 401]);
    expect(statuses.filter((status) => status === 401 || status === 429).length).toBe(9);
    expect(statuses.slice(-2)).toEqual([0, 0]); // the tenth closes the connection that it came by
    expect((await ask(papers.b, papers.b.apiKey, { address })).status).toBe(0);
  });

  it('would be admitted by a service that asks for a certificate of any client and for a key of any', async () => {
    const { a, b } = papers;
    const unbound = guardedBy(
      (admit) =>
        (request, { principal: _, ...route }) =>
          admit(request, route),
    );
    expect((await without(unbound, () => ask(a, b.apiKey))).status).toBe(200);
  });
});

it('has no connection for a certificate of another issuer, or for none', async () => {
  const { port } = system.configs.leader.clients;
  for (const own of [papers.elsewhere, undefined]) {
    const wire = await Wire.open({ port, before: proxyHeader(freshAddress()), ...(own && { papers: own }) });
    expect((await wire.ask('GET', '/v1/me', { apiKey: papers.a.apiKey })).status).toBe(0);
    await wire.closed;
  }
});

describe('a key in a query string', () => {
  const query = (apiKey: string): string => `/v1/me?key=${apiKey}`;

  it('is refused, also percent-encoded, and in no log', async () => {
    const { a } = papers;
    const encoded = [...a.apiKey].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('');
    for (const apiKey of [a.apiKey, encoded, encoded.replaceAll('%', '%25')]) {
      for (const own of [undefined, a.apiKey]) {
        expect((await ask(a, own, { path: query(apiKey) })).status).toBe(400);
      }
    }
    const [, , , secret = ''] = a.apiKey.split('_');
    const entries = await logged(system, 'leader', 'key_refused');
    expect(entries.filter(({ reason }) => reason === 'in-url').length).toBe(6);
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(JSON.stringify(system.failures)).not.toContain(secret);
  });

  it('would work where a service reads it there', async () => {
    const reading = guardedBy((admit) => (request, route) => {
      const url = new URL(request.url);
      const headers = { authorization: `Bearer ${url.searchParams.get('key')}` };
      return admit(new Request(url.origin + url.pathname, { headers }), route);
    });
    const { a } = papers;
    expect((await without(reading, () => ask(a, undefined, { path: query(a.apiKey) }))).status).toBe(200);
  });
});

describe('roles in a header, and another text in the key', () => {
  const FIELDS = { 'x-role': 'admin', 'x-fedzk-role': 'admin', roles: 'admin', 'x-forwarded-user': 'client_b' };

  it('are ignored: the record of the key has the role and the owner', async () => {
    const { a } = papers;
    const { status, text } = await ask(a, a.apiKey, { fields: FIELDS });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ id: 'client_a' });
    const need = 'system_monitoring:write';
    const needy = guardedBy((admit) => (request, route) => admit(request, { ...route, need }));
    expect((await without(needy, () => ask(a, a.apiKey, { fields: FIELDS }))).status).toBe(403);
    for (const part of ['admin', 'leader']) {
      expect((await ask(a, a.apiKey.replace('fedzk_', `fedzk_${part}_`))).status).toBe(401);
    }
  });

  it('would open the route to a service that believes the header', async () => {
    const need = 'system_monitoring:write';
    const believing = guardedBy((admit) => async (request, route) => {
      const admitted = await admit(request, route);
      const role = request.headers.get('x-role') ?? '';
      if (admitted instanceof Response) return admitted;
      return role === 'admin' ? admitted : admit(request, { ...route, need });
    });
    const { a } = papers;
    expect((await without(believing, () => ask(a, a.apiKey, { fields: FIELDS }))).status).toBe(200);
    expect((await without(believing, () => ask(a, a.apiKey))).status).toBe(403);
  });
});

describe("a body's length", () => {
  const body = new Uint8Array(20_000);
  let path: string;
  beforeAll(async () => {
    const { id, task } = await openTask(system, homes);
    expect(reportLength(task)).toBeLessThan(body.length);
    path = `/v1/tasks/${id}/reports`;
  });

  it('is looked at before the key, and what is too long is not read', async () => {
    for (const apiKey of [undefined, `${papers.a.apiKey}x`, papers.a.apiKey]) {
      const answer = await ask(papers.a, apiKey, { method: 'POST', path, body });
      expect(answer.status).toBe(413);
    }
    const entries = await logged(system, 'leader', 'key_refused');
    expect(entries.filter(({ resource }) => resource === 'proof_generation:execute')).toEqual([]);
  });

  it('is counted as it is read where it was not said', async () => {
    const fields = { 'transfer-encoding': 'chunked', 'content-type': 'application/fedzk-agg' };
    const { port } = system.configs.leader.clients;
    const wire = await Wire.open({ port, papers: papers.a, before: proxyHeader(freshAddress()) });
    const answered = wire.ask('POST', path, { apiKey: papers.a.apiKey, fields });
    wire.send(`4e20\r\n${'x'.repeat(20_000)}\r\n`);
    expect((await answered).status).toBe(413);
    wire.close();
  });

  it('is that of no task where there is none: only whoever has a key is told so', async () => {
    const unknown = `/v1/tasks/${'A'.repeat(43)}/reports`;
    for (const length of [1, 20_000]) {
      const asking = { method: 'POST', path: unknown, body: new Uint8Array(length) };
      expect((await ask(papers.a, undefined, asking)).status).toBe(401);
      expect((await ask(papers.a, papers.b.apiKey, asking)).status).toBe(401);
      expect((await ask(papers.a, papers.a.apiKey, asking)).status).toBe(404);
    }
  });

  it('would be known after the key alone if the guard were not told the most', async () => {
    const unlimited = guardedBy((admit) => (request, route) => admit(request, { ...route, mostBytes: 1e9 }));
    const answer = await without(unlimited, () => ask(papers.a, undefined, { method: 'POST', path, body }));
    expect(answer.status).toBe(401);
  });
});

it('answers 503 with a problem where admission fails, and says nothing of why', async () => {
  const failing = guardedBy(() => async () => {
    throw new Error('secret of the inside');
  });
  const { status, text } = await without(failing, () => ask(papers.a, papers.a.apiKey));
  expect(status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ type: 'urn:fedzk:problem:storage-unavailable', status: 503 });
  expect(text).not.toContain('secret');
  expect(system.failures.splice(0)).toHaveLength(1);
});
