/** Whoever is nobody: takes no memory before it is known who asks, and no function of the operator's is trusted to end well. */
import { clean, pollute } from '@fedzk/testkit/polluted';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { forge } from '../support/forge.js';
import { failures, type Network, network } from './support.js';

async function open(net: Network): Promise<void> {
  for (const role of ['helper', 'leader'] as const) expect((await net.operate(role, 'open')).status).toBe(200);
}

/** A body, and how often a piece of it was asked for. */
function counted() {
  const seen = { pulls: 0 };
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    seen.pulls++;
    controller.enqueue(new Uint8Array(1000));
    if (seen.pulls === 9) controller.close();
  };
  return { seen, body: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }) };
}

describe('a body is not read', () => {
  it.each([
    ['/aggregation_jobs', 'POST', mediaType('job')],
    ['/rounds/1/share', 'PUT', mediaType('share')],
    ['/rounds', 'POST', 'application/json'],
  ])('of a stranger who sends to %s', async (path, method, type) => {
    const net = network();
    await open(net);
    const { seen, body } = counted();
    const init = { method, headers: { 'content-type': type }, body, duplex: 'half' } as RequestInit;
    expect([401, 403]).toContain((await net.ask('helper', path, init)).status);
    expect(seen.pulls).toBe(0);
  });
});

describe('the answer of "authenticate"', () => {
  afterEach(clean);

  it('is nothing where it never settles', async () => {
    const net = network({ helper: { authenticate: () => new Promise(() => {}), bodyTimeoutMs: 20 } });
    expect((await net.operate('helper', 'open')).status).toBe(503);
    expect(failures(net)).toEqual([expect.objectContaining({ message: expect.stringContaining('"authenticate"') })]);
  });

  it('is nothing where it rejects', async () => {
    const net = network({ helper: { authenticate: () => Promise.reject(new Error('no directory')) } });
    expect((await net.operate('helper', 'open')).status).toBe(503);
  });

  it.each([
    ['a client that is no string', { client: {} }],
    ['no object', 7],
  ])('is told of where it is %s', async (_, given) => {
    const net = network({ helper: { authenticate: () => given as never } });
    expect((await net.operate('helper', 'open')).status).toBe(500);
    expect(failures(net)).toEqual([expect.objectContaining({ code: 'invalid-argument' })]);
  });

  it('makes nobody an operator by inherited members', async () => {
    const net = network({ helper: { authenticate: () => ({}) } });
    pollute({ operator: true });
    expect((await net.operate('helper', 'open')).status).toBe(403);
  });
});

describe('a function that fails', () => {
  it('"onError": the request is answered, a tick ends, and both errors are on the console', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onError = () => {
      throw new Error('the pager is down');
    };
    const net = network({ leader: { onError, model: () => Promise.reject(new Error('no model')) } });
    await open(net).catch(() => undefined);
    await net.services.leader.tick();
    expect((await net.ask('leader', '')).status).toBe(500);
    expect(told.mock.calls.flat().map(String)).toEqual(
      expect.arrayContaining(['Error: no model', 'Error: the pager is down']),
    );
    told.mockRestore();
  });

  it.each([
    [
      'throws: the report is pending',
      202,
      () => {
        throw new Error('no way');
      },
    ],
    ['gives no Response: the server fails, which is told', 500, async () => ({ status: 200 })],
  ])('"helper" that %s', async (_, status, helper) => {
    const net = network({
      leader: { helper: (request: Request) => (broken ? (helper() as never) : net.services.helper.fetch(request)) },
    });
    let broken = false;
    await open(net);
    expect(await net.reporter('client_002').record(1)).toBeDefined();
    broken = true;
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const headers = { 'content-type': mediaType('report'), prefer: 'wait=5' };
    expect((await net.ask('leader', '/reports', { method: 'POST', headers, body: report })).status).toBe(status);
    expect(net.errors).not.toEqual([]);
  });
});

it('a report that is sent again and again while the helper hangs is asked about once', async () => {
  let asked = 0;
  let answer = (): void => {};
  const hangs = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const net = network({
    wire: async (request, next) => {
      if (request.url.endsWith('/aggregation_jobs')) {
        asked++;
        await hangs;
      }
      return next(request);
    },
  });
  await open(net);
  const { report } = await forge(net, 'client_001', 1n, [1]);
  const init = { method: 'POST', headers: { 'content-type': mediaType('report'), prefer: 'wait=30' }, body: report };
  const sent = Array.from({ length: 20 }, () => net.ask('leader', '/reports', init));
  await expect.poll(() => asked).toBe(1);
  answer();
  for (const each of await Promise.all(sent)) expect(each.status).toBe(200);
  expect(asked).toBe(1);
});
