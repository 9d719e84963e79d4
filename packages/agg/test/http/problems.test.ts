/** Each row of the table of problems: agg-service.md, §3. What is refused, with which status and name, and what may come again. */
import { fromHex, toBase64url } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { mayRetry, readProblem } from '../../src/http/problems.js';
import { announcementOf } from '../../src/protocol/announcement.js';
import { createSigningKey } from '../../src/protocol/keys.js';
import { reportLength } from '../../src/protocol/report.js';
import { options } from '../support/file.js';
import { forge } from '../support/forge.js';
import { type Network, network } from './support.js';

type Role = 'leader' | 'helper';

const KINDS = { leader: ['/reports', 'report'], helper: ['/announcements', 'announcement'] } as const;

function send(net: Network, role: Role, body: BodyInit, headers: Record<string, string> = {}) {
  const [path, kind] = KINDS[role];
  return net.ask(role, path, { method: 'POST', headers: { 'content-type': mediaType(kind), ...headers }, body });
}

async function told(response: Response) {
  const problem = readProblem(response.status, await response.clone().text());
  expect(response.headers.get('cache-control')).toBe('no-store');
  if (response.status >= 400) expect(response.headers.get('content-type')).toBe('application/problem+json');
  return { status: problem.status, name: problem.name, again: mayRetry(problem) };
}

const never = (status: number, name: string) => ({ status, name, again: false });
const later = (status: number, name: string) => ({ status, name, again: true });

async function opened(options: Parameters<typeof network>[0] = {}): Promise<Network> {
  const net = network(options);
  for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open', 2);
  return net;
}

const announced = (net: Network, report: Uint8Array) => new Uint8Array(announcementOf(net.task, report));

describe('a message', () => {
  it('that is invalid, or of another task, is 400, with the type of DAP', async () => {
    const net = await opened();
    expect(await told(await send(net, 'leader', new Uint8Array(5)))).toEqual(never(400, 'invalidMessage'));
    expect(await told(await send(net, 'helper', new Uint8Array(5)))).toEqual(never(400, 'invalidMessage'));
    const other = await forge(net, 'client_001', 2n, [1], { taskHash: new Uint8Array(32) });
    const response = await send(net, 'leader', other.report);
    expect(await response.clone().json()).toMatchObject({
      type: 'urn:ietf:params:ppm:dap:error:invalidMessage',
      status: 400,
      taskid: toBase64url(fromHex(net.task.file.hash)),
      report: toBase64url(other.reportId),
      round: '2',
    });
    expect(await told(await send(net, 'helper', announced(net, other.report)))).toEqual(never(400, 'invalidMessage'));
  });

  it('for an unknown task is 404, and so is another path', async () => {
    const net = await opened();
    const at = (path: string) => net.fetch(new Request(`${net.task.file.leader.url}${path}`));
    expect(await told(await at(`/tasks/${'A'.repeat(43)}`))).toEqual(never(404, 'unrecognizedTask'));
    expect(await told(await at('/'))).toEqual(never(404, 'not-found'));
    expect(await told(await net.ask('leader', '/nothing'))).toEqual(never(404, 'not-found'));
    expect(await told(await net.ask('leader', '/rounds/1'))).toEqual(never(404, 'not-found'));
    expect(await told(await net.ask('leader', '/rounds/2/result'))).toEqual(never(404, 'not-found'));
  });

  it('by a method that is not allowed is 405, with the allowed ones', async () => {
    const net = await opened();
    const response = await net.ask('leader', '/reports');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await net.ask('helper', '/rounds/2/share')).headers.get('allow')).toBe('PUT');
  });

  it('that is too long is 413: unread where it says so, else a byte past the longest', async () => {
    const net = await opened();
    const most = reportLength(net.task);
    const long = await send(net, 'leader', new Uint8Array(most + 1));
    expect(await told(long)).toEqual(never(413, 'too-large'));
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const [path, kind] = KINDS.leader;
    const endless = { method: 'POST', headers: { 'content-type': mediaType(kind) }, body, duplex: 'half' };
    expect(await told(await net.ask('leader', path, endless as RequestInit))).toEqual(never(413, 'too-large'));
    expect(pulled).toBeLessThan(most / 1000 + 4);
    pulled = 0;
    const declared = { ...endless, body: new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 }) };
    const request = { ...declared, headers: { ...endless.headers, 'content-length': '512000000' } };
    expect(await told(await net.ask('leader', path, request as RequestInit))).toEqual(never(413, 'too-large'));
    expect(pulled).toBe(0);
  });

  it('that is cut is 400', async () => {
    const net = await opened();
    const [path, kind] = KINDS.leader;
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(10));
        controller.error(new Error('gone'));
      },
    });
    const cut = { method: 'POST', headers: { 'content-type': mediaType(kind) }, body, duplex: 'half' } as RequestInit;
    expect(await told(await net.ask('leader', path, cut))).toEqual(never(400, 'invalidMessage'));
    const short = await send(net, 'leader', new Uint8Array(5), { 'content-length': '6' });
    expect(await told(short)).toEqual(never(400, 'invalidMessage'));
  });

  it('of another type is 415', async () => {
    const net = await opened();
    for (const type of [
      'application/fedzk-agg',
      'application/json',
      'application/fedzk-agg;message=announcement',
      '',
    ]) {
      const response = await send(net, 'leader', new Uint8Array(5), { 'content-type': type });
      expect([type, await told(response)]).toEqual([type, never(415, 'unsupported-media-type')]);
    }
    const response = await send(net, 'leader', new Uint8Array(5), {
      'content-type': 'Application/fedzk-agg; Message=report',
    });
    expect(response.status).toBe(400);
  });
});

describe('a report and its announcement', () => {
  it('of nobody, or signed by another, is 403', async () => {
    const net = await opened();
    const reports = [
      await forge(net, 'nobody', 2n, [1]),
      await forge(net, 'client_001', 2n, [1], { signer: createSigningKey().privateKey }),
    ];
    for (const { report } of reports) {
      expect(await told(await send(net, 'leader', report))).toEqual(never(403, 'not-authorised'));
      expect(await told(await send(net, 'helper', announced(net, report)))).toEqual(never(403, 'not-authorised'));
    }
  });

  it('beside another of the same client is 409, and says which one has the place', async () => {
    const net = await opened();
    const [one, two] = [await forge(net, 'client_001', 2n, [1]), await forge(net, 'client_001', 2n, [2])];
    const first = await send(net, 'leader', one.report);
    expect(first.status).toBe(202);
    const response = await send(net, 'leader', two.report);
    expect(await response.clone().json()).toMatchObject({
      type: 'urn:fedzk:problem:duplicate',
      report: toBase64url(two.reportId),
      holder: { report: toBase64url(one.reportId), status: 'pending' },
    });
    expect(await told(response)).toEqual(never(409, 'duplicate'));
    await send(net, 'helper', announced(net, one.report));
    expect(await told(await send(net, 'helper', announced(net, two.report)))).toEqual(never(409, 'duplicate'));
  });

  it('too late is 409, too early 409 and to be sent again, of an abandoned round 410', async () => {
    const net = await opened();
    const early = await forge(net, 'client_001', 3n, [1]);
    const late = await forge(net, 'client_001', 1n, [1]);
    for (const role of ['leader', 'helper'] as const) {
      const body = ({ report }: { report: Uint8Array<ArrayBuffer> }) =>
        role === 'leader' ? report : announced(net, report);
      const response = await send(net, role, body(early));
      expect(response.headers.get('retry-after')).toBe('5');
      expect(await told(response)).toEqual(later(409, 'round-not-open'));
      expect(await told(await send(net, role, body(late)))).toEqual(never(409, 'round-closed'));
      await net.operate(role, 'abandon', 2);
      const given = await forge(net, 'client_002', 2n, [1]);
      expect(await told(await send(net, role, body(given)))).toEqual(never(410, 'round-abandoned'));
    }
  });

  it('in a round without room is 409', async () => {
    const net = await opened({ file: { headroom: 2, clients: null as never, omit: 2, maxColluding: 2 } });
    for (let i = 1; i < 5; i++) {
      const { report } = await forge(net, `client_00${i}`, 2n, [1]);
      const answer = await send(net, 'leader', report, { authorization: `client_00${i}` });
      expect(answer.status).toBe(202);
    }
    const { report } = await forge(net, 'client_005', 2n, [1]);
    const answer = await send(net, 'leader', report, { authorization: 'client_005' });
    expect(await told(answer)).toEqual(never(409, 'batch-full'));
  });

  it('that fails a later check is 422, by its id alone, at each aggregator', async () => {
    const net = await opened();
    const flip = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
    const bad = await forge(net, 'client_001', 2n, [1], { aad: { helper: flip, leader: flip } });
    const proofless = await forge(net, 'client_002', 2n, [1], { proofs: () => [new Uint8Array(192)] });
    for (const { report, reportId } of [bad, proofless]) {
      for (const [role, body] of [
        ['leader', report],
        ['helper', announced(net, report)],
      ] as const) {
        const response = await send(net, role, body);
        expect(await response.clone().json()).toEqual({
          type: 'urn:fedzk:problem:refused',
          title: 'The report is refused.',
          status: 422,
          taskid: toBase64url(fromHex(net.task.file.hash)),
          report: toBase64url(reportId),
          round: '2',
        });
        expect(await told(response)).toEqual(never(422, 'refused'));
      }
    }
  });

  it('of an open task needs an authenticated sender, its own', async () => {
    const net = await opened({ file: { clients: null as never, maxColluding: 2 } });
    const { report } = await forge(net, 'client_001', 2n, [1]);
    expect(await told(await send(net, 'leader', report))).toEqual(never(403, 'not-authorised'));
    expect(await told(await send(net, 'helper', announced(net, report)))).toEqual(never(403, 'not-authorised'));
    const other = { authorization: 'client_002' };
    expect(await told(await send(net, 'leader', report, other))).toEqual(never(403, 'not-authorised'));
    expect((await send(net, 'leader', report, { authorization: 'client_001' })).status).toBe(202);
  });
});

describe('a report that is pending', () => {
  it('has a place to ask about it, which gives its status', async () => {
    const net = await opened();
    const { report, reportId } = await forge(net, 'client_001', 2n, [1]);
    const response = await send(net, 'leader', report);
    expect([response.status, response.headers.get('retry-after')]).toEqual([202, '1']);
    expect(await response.json()).toEqual({ report: toBase64url(reportId), status: 'pending' });
    const place = response.headers.get('location') ?? '';
    expect(place.startsWith(`${net.task.file.leader.url}/tasks/`)).toBe(true);
    expect((await net.fetch(new Request(place))).status).toBe(202);
    await net.services.leader.tick();
    const answer = await net.fetch(new Request(place));
    expect([answer.status, await answer.json()]).toEqual([200, { report: toBase64url(reportId), status: 'accepted' }]);
    const other = place.replace(toBase64url(reportId), 'A'.repeat(43));
    expect(await told(await net.fetch(new Request(other)))).toEqual(never(404, 'not-found'));
    for (const query of ['', '?round=x&client=client_001', '?round=2', '?round=99999999999999999999&client=a']) {
      expect((await net.fetch(new Request(place.replace(/\?.*/, query)))).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('is refused where the helper says so', async () => {
    const net = await opened();
    const { report } = await forge(net, 'client_001', 2n, [1], {
      share: ([first = 0n, ...rest]) => [first + 1n, ...rest],
    });
    const response = await send(net, 'leader', report, { prefer: 'respond-async, wait=5' });
    expect(await told(response)).toEqual(never(422, 'refused'));
  });
});

describe('a server that fails', () => {
  it('answers 503 if the error may pass, otherwise 500, without the reason, and tells its operator', async () => {
    const net = await opened();
    const { report } = await forge(net, 'client_001', 2n, [1]);
    await net.leaderOwn.close();
    const response = await send(net, 'leader', report);
    expect(await response.clone().text()).not.toContain('closed');
    expect(await told(response)).toEqual(later(503, 'unavailable'));
    expect(net.errors).toMatchObject([{ code: 'disposed' }]);
  });
});

describe('odd requests', () => {
  it('are problems of the sender, and no failures of the server', async () => {
    const net = await opened();
    const operator = { authorization: 'operator', 'content-type': 'application/json' };
    const operate = (body: string) => net.ask('leader', '/rounds', { method: 'POST', headers: operator, body });
    for (const body of ['', 'null', '[]', '{', '5', '{"do":"open"}', '{"do":"toString","round":"1"}']) {
      expect([body, (await operate(body)).status]).toEqual([body, 400]);
    }
    for (const round of ['"01"', '5', '"-1"', '"18446744073709551616"', '"99999999999999999999"', '"1e3"']) {
      expect([round, (await operate(`{"do":"open","round":${round}}`)).status]).toEqual([round, 400]);
    }
    expect((await net.operate('leader', 'close', 2)).status).toBe(200);
    expect(await told(await net.operate('leader', 'open', 2))).toEqual(never(409, 'round-closed'));
    expect(await told(await net.operate('leader', 'open', 1))).toEqual(never(409, 'round-closed'));
    expect(await told(await net.operate('leader', 'close', 9))).toEqual(later(409, 'round-not-open'));
    expect(await told(await net.operate('leader', 'abandon', 9))).toEqual(later(409, 'round-not-open'));
    expect((await net.operate('helper', 'collect', 2)).status).toBe(400);
    const place = `/reports/${'A'.repeat(43)}`;
    for (const query of [
      '?round=2&client=%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC%E2%82%AC',
      '?round=2&client=%ff',
      '?round=2&client=%00',
    ]) {
      expect([query, (await net.ask('leader', place + query)).status]).toEqual([query, 404]);
    }
    expect(
      await told(
        await net.ask('leader', '/rounds', {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        }),
      ),
    ).toEqual(never(403, 'not-authorised'));
    expect(net.errors).toEqual([]);
  });

  it('below a url that has a path of its own, even one of tasks, find their task', async () => {
    const net = await opened({ file: { leader: { ...options.leader, url: 'https://leader.example/a/tasks/b' } } });
    expect((await net.ask('leader', '')).status).toBe(200);
    expect((await net.ask('leader', '/rounds/2')).status).toBe(200);
  });
});
