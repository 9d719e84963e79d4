/** Clients and readers in browsers: what pages of other origins may ask, and that nobody else is let in by that. */
import { describe, expect, it } from 'vitest';
import { forge } from '../support/forge.js';
import { type NetworkOptions, network, OPERATOR } from './support.js';

const PAGE = 'https://clinic.example';

function preflight(method: string, headers: string, origin = PAGE): RequestInit {
  const asked = { 'access-control-request-method': method, 'access-control-request-headers': headers };
  return { method: 'OPTIONS', headers: { origin, ...asked } };
}

const given = (origins: '*' | readonly string[]): NetworkOptions => ({ leader: { origins }, helper: { origins } });
const allowed = (answer: Response) => answer.headers.get('access-control-allow-origin');

describe('a page of an origin that is named', () => {
  it.each([
    ['leader', '/reports', 'POST', 'content-type,prefer,authorization'],
    ['leader', '/reports/x?round=1&client=a', 'GET', 'authorization'],
    ['leader', '/rounds/1', 'GET', ''],
    ['leader', '', 'GET', ''],
    ['helper', '/announcements', 'POST', 'content-type'],
    ['helper', '/rounds/1/sums', 'GET', 'signature,signature-input'],
  ] as const)('may ask at the %s %s by %s', async (role, path, method, headers) => {
    const id = 'A'.repeat(43);
    const answer = await network(given([PAGE])).ask(role, path.replace('/x', `/${id}`), preflight(method, headers));
    expect([answer.status, allowed(answer), answer.headers.get('vary')]).toEqual([204, PAGE, 'Origin']);
    expect(answer.headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
    const fields = answer.headers.get('access-control-allow-headers')?.split(', ') ?? [];
    for (const field of headers.split(',').filter((each) => each !== '')) expect(fields).toContain(field);
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('may read the answers, problems too, and what they say of asking again', async () => {
    const net = network(given([PAGE]));
    const init = { headers: { origin: PAGE } };
    for (const path of ['', '/rounds/1', '/rounds/1/result', '/nothing']) {
      const answer = await net.ask('leader', path, init);
      expect([allowed(answer), answer.headers.get('access-control-expose-headers')]).toEqual([
        PAGE,
        'location, retry-after',
      ]);
    }
    const { origin } = new URL(net.task.file.leader.url);
    expect(allowed(await net.fetch(new Request(`${origin}/tasks/unknown/reports`, init)))).toBe(PAGE);
  });

  it('has its reports accepted', async () => {
    const net = network(given([PAGE]));
    for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
    const answers: (string | null)[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      request.headers.set('origin', PAGE);
      const answer = await net.fetch(request);
      answers.push(allowed(answer));
      return answer;
    };
    const { report } = await forge(net, 'client_001', 1n, [1]);
    expect(await net.reporter('client_001', { fetch }).send(report)).toMatchObject({ status: 'accepted' });
    expect(answers.length).toBeGreaterThan(2);
    expect(new Set(answers)).toEqual(new Set([PAGE]));
  });
});

describe('nothing is let in', () => {
  it('of another origin, and of any unless origins are given', async () => {
    for (const [options, origin] of [
      [given([PAGE]), 'https://clinic.example.evil.example'],
      [given([PAGE]), 'null'],
      [given([]), PAGE],
      [{}, PAGE],
    ] as const) {
      const net = network(options);
      expect(allowed(await net.ask('leader', '/reports', preflight('POST', '', origin)))).toBeNull();
      expect(allowed(await net.ask('leader', '', { headers: { origin } }))).toBeNull();
    }
    expect((await network().ask('leader', '/reports', preflight('POST', ''))).status).toBe(405);
  });

  it('at the routes of operators and of the other aggregator, whatever is given', async () => {
    const net = network(given('*'));
    const [share, record] = ['/rounds/1/share', '/rounds/1/record'];
    for (const [role, path, method] of [
      ['leader', '/rounds', 'POST'],
      ['helper', '/rounds', 'POST'],
      ['helper', '/aggregation_jobs', 'POST'],
      ['helper', '/aggregate_shares', 'POST'],
      ['helper', share, 'PUT'],
      ['helper', record, 'PUT'],
    ] as const) {
      const asked = await net.ask(role, path, preflight(method, ''));
      expect([asked.status, allowed(asked)]).toEqual([405, null]);
      const made = await net.ask(role, path, { method, headers: { origin: PAGE, ...OPERATOR } });
      expect(allowed(made)).toBeNull();
    }
  });
});

it('any origin may be let in', async () => {
  const answer = await network(given('*')).ask('leader', '/reports', preflight('POST', 'content-type'));
  expect([answer.status, allowed(answer), answer.headers.has('vary')]).toEqual([204, '*', false]);
});

it.each(['https://a.example', ['https://a.example/'], ['a.example'], ['*'], ['null'], [5], 5])(
  '%j are no origins',
  (origins) => {
    expect(() => network({ leader: { origins: origins as never } })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  },
);
