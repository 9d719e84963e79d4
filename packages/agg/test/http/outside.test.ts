/**
 * A client of FORMAT.md alone (`../independent`, which shares no code with the package) before both services: a whole round, and
 * each refusal that a client can cause, with the problem that FORMAT.md promises. agg-service.md, §8.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { helperService } from '../../src/http/helper.js';
import { leaderService } from '../../src/http/leader.js';
import type { Service } from '../../src/http/service.js';
import { serve } from '../../src/serve.js';
import * as documents from '../independent/documents.mjs';
import * as outside from '../independent/http.mjs';
import { proofBytes } from '../independent/proof.mjs';
import { clientKeys, options, signing } from '../support/file.js';
import { keyOf, LEVELS } from '../support/round.js';
import { REQUESTS } from './requests.js';
import { ROWS, type Row, type Surroundings } from './rows.js';
import { network } from './support.js';

const ROLES = ['leader', 'helper'] as const;
type Role = (typeof ROLES)[number];
type Level = (typeof LEVELS)[number];

/** The table of FORMAT.md, "Problems". */
const PROBLEMS = new Map(
  readFileSync(new URL('../../FORMAT.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, status, name = '', dap, again] =
        /^\| (\d{3}) \| `([\w-]+)`( D)? \| .* \| (never|yes)[^|]*\|$/.exec(line) ?? [];
      const start = dap === undefined ? 'urn:fedzk:problem:' : 'urn:ietf:params:ppm:dap:error:';
      return status === undefined
        ? []
        : [[name, { status: Number(status), type: start + name, again: again === 'yes' }]];
    }),
);

/** What an answer says is wrong: it has to be the problem as FORMAT.md has it. */
async function problemIn(answer: Response): Promise<string> {
  const { type, title, status } = (await answer.clone().json()) as { type: string; title: string; status: number };
  const name = /[^:]*$/.exec(type)?.[0] ?? '';
  const promised = PROBLEMS.get(name) ?? { again: false };
  expect({ type, status, again: answer.headers.has('retry-after') }).toEqual(promised);
  expect(title).not.toBe('');
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    status,
    'application/problem+json',
    'no-store',
  ]);
  return name;
}

/** Two organisations behind servers of their own, with a task file that both have signed. */
async function organisations(level: Level, more: object = {}, register: (stop: () => Promise<void>) => void) {
  const services: Partial<Record<Role, Service>> = {};
  const urls: Record<string, string> = {};
  for (const role of ROLES) {
    const answer = async (request: Request) => (await services[role]?.fetch(request)) ?? new Response();
    const tick = async () => services[role]?.tick();
    const serving = await serve({ fetch: answer, tick }, { every: 50 });
    urls[role] = serving.url;
    register(() => serving.close());
  }
  const file = {
    ...{ level, headroom: 3, ...more },
    leader: { ...options.leader, url: urls['leader'] ?? '' },
    helper: { ...options.helper, url: urls['helper'] ?? '' },
  };
  const net = network({ file });
  const { text } = net.task.file;
  const signatures = {
    leader: documents.signature('task-file', Buffer.from(signing.leader.privateKey), JSON.parse(text)),
    helper: documents.signature('task-file', Buffer.from(signing.helper.privateKey), JSON.parse(text)),
  };
  const authenticate = ({ headers }: Request) => {
    const who = headers.get('authorization') ?? '';
    return { operator: who === 'operator', ...(who.startsWith('client') && { client: who }) };
  };
  const common = { authenticate, onError: (error: unknown) => void net.errors.push(error) };
  const [leader, helper] = [net.leaderOwn, net.helperOwn];
  const [leaderKey, helperKey] = [signing.leader.privateKey, signing.helper.privateKey];
  services.leader = leaderService([{ aggregator: leader, signingKey: leaderKey, signatures }], {
    ...{ ...common, helper: fetch },
  });
  services.helper = helperService([{ aggregator: helper, signingKey: helperKey, signatures }], common);
  const bases = {
    leader: `${urls['leader']}/tasks/${net.id}`,
    helper: `${urls['helper']}/tasks/${net.id}`,
  };
  const key = keyOf(net.task.curve);
  const curve = level === 'maximum' ? 2 : 1;
  return {
    ...{ net, bases, services },
    /** Proves anything: soundness is the verifier's business. */
    prove: (signals: readonly bigint[]) => proofBytes(key.simulate(signals), curve),
    seedOf: (client: string) => Buffer.from(clientKeys[Number(client.slice(-1)) - 1]?.privateKey ?? []),
    operate: (role: Role, what: string, round: number) =>
      fetch(`${bases[role]}/rounds`, {
        method: 'POST',
        headers: { authorization: 'operator', 'content-type': 'application/json' },
        body: JSON.stringify({ do: what, round: String(round) }),
      }),
  };
}

describe.each(LEVELS)('an outside client of the level %s', (level) => {
  it('goes through a whole round, and finds its report in what both have signed', async () => {
    const both = await organisations(level, { omit: 3 }, onTestFinished);
    for (const role of ROLES) expect((await both.operate(role, 'open', 1)).status).toBe(200);
    const task = await outside.readTask(both.bases);
    await outside.readRecord(task, 1);
    const clients = ['client_001', 'client_002', 'client_003', 'client_004', 'client_005'];
    const sent = clients.map(async (clientId, i) => {
      const own = { round: 1, clientId, signingKey: both.seedOf(clientId), proofs: both.prove };
      // The last one proves a tag that is not the one of its shares.
      const bend = i === 4 ? { tags: ([tag = 0n]) => [tag + 1n] } : {};
      const made = outside.makeReport(task, { ...own, values: [i + 1, -1, 0, 90, -100], bend });
      return { ...(await outside.send(task, made, 1)), id: made.reportId };
    });
    const verdicts = await Promise.all(sent);
    expect(verdicts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 422]);
    expect(verdicts[0]?.body).toEqual({ report: verdicts[0]?.id.toString('base64url'), status: 'accepted' });

    for (const role of ROLES) await both.operate(role, 'close', 1);
    expect((await both.operate('leader', 'collect', 1)).status).toBe(200);
    const hex = verdicts.map(({ id }) => documents.hex(id));
    for (const role of ROLES) {
      const { result, sums, set, announced, omitted } = await outside.readResult(task, role, 1);
      expect(result.count).toBe(4);
      expect(sums).toEqual([10, -4, 0, 360, -400]);
      expect(set).toEqual(hex.slice(0, 4).sort());
      expect(announced).toEqual([...hex].sort());
      expect(omitted).toEqual(hex.slice(4));
    }
    expect(both.net.errors).toEqual([]);
  });

  describe('is refused', () => {
    let surroundings: Surroundings;
    let both: Awaited<ReturnType<typeof organisations>>;
    const stops: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      both = await organisations(level, {}, (stop) => stops.push(stop));
      for (const role of ROLES) {
        for (const round of [2, 3]) {
          await both.operate(role, 'open', round);
          if (round === 2) await both.operate(role, 'abandon', round);
        }
      }
      const task = await outside.readTask(both.bases);
      await outside.readRecord(task, 3);
      const dummy = () => Buffer.alloc(192);
      surroundings = {
        ...{ task, prove: both.prove, seedOf: both.seedOf },
        make: (given = {}) => {
          const clientId = given.clientId ?? 'client_005';
          const own = { round: 3, clientId, signingKey: both.seedOf(clientId), values: [1, 2], proofs: dummy };
          return outside.makeReport(task, { ...own, ...given });
        },
      };
      for (const [role, path] of [
        ['leader', 'report'],
        ['helper', 'announcement'],
      ] as const) {
        const made = surroundings.make({ clientId: 'client_001', proofs: both.prove });
        const answer = await outside.post(task, role, `/${path}s`, path, new Uint8Array(made[path]));
        expect(answer.status).toBe(role === 'leader' ? 202 : 200);
      }
      return async () => {
        for (const stop of stops) await stop();
      };
    });

    it.each(REQUESTS)('$name: $problem', async ({ role, problem, path, init = {}, elsewhere }) => {
      const base = elsewhere === undefined ? both.bases[role] : both.bases[role].replace(/\/tasks\/.*/, elsewhere);
      const answer = await fetch(base + path, init);
      expect(await problemIn(answer)).toBe(problem);
      if (answer.status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z, ]+$/);
    });

    it('by a body that is longer than any message, whether it says so or not: too-large', async () => {
      for (const role of ROLES) {
        const kind = role === 'leader' ? 'report' : 'announcement';
        const bytes = new Uint8Array(3_000_000);
        const said = await outside.post(surroundings.task, role, `/${kind}s`, kind, bytes);
        expect(await problemIn(said)).toBe('too-large');
        const body = new Blob([bytes]).stream();
        const init = { method: 'POST', headers: { 'content-type': outside.media(kind) }, body, duplex: 'half' };
        expect(await problemIn(await fetch(`${both.bases[role]}/${kind}s`, init as RequestInit))).toBe('too-large');
      }
    });

    it.each(ROWS)('$name: $problem', async (row: Row) => {
      for (const role of row.at ?? ROLES) {
        const kind = role === 'leader' ? 'report' : 'announcement';
        const made = row.make(surroundings);
        const aggregator = role === 'leader' ? both.net.leaderOwn : both.net.helperOwn;
        const before = aggregator.refused();
        const headers = { prefer: 'wait=20' };
        const answer = await outside.post(
          surroundings.task,
          role,
          `/${kind}s`,
          kind,
          new Uint8Array(made[kind]),
          headers,
        );
        expect([role, await problemIn(answer)]).toEqual([role, row.problem]);
        const after = [...aggregator.refused()];
        const counted = after.filter(([code, count]) => count !== before.get(code)).map(([code]) => code);
        expect([role, counted]).toEqual([role, [row.code]]);
      }
    });
  });
});
