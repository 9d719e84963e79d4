/**
 * Two organisations that share no folder, no CA and no list of clients: cards, a task file that both sign, rounds with clients that
 * drop out or cheat, aggregators that are killed, and the log of each, verified by the other.
 */
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { announcementOf, type Prover } from '@fedzk/agg';
import { readTaskFile } from '@fedzk/agg/task';
import { currentCheckpoint, readEntries, verifyLog } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { createProver } from '@fedzk/prove';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bentProof, replayed, type Trick, twice } from '../../demo/src/cheats.js';
import type { ClientHome } from '../src/client/home.js';
import type { Role } from '../src/config.js';
import type { Card } from '../src/control/card.js';
import { json, run } from './support/cli.js';
import { type Organisations, ROLES, startOrganisations } from './support/organisations.js';
import { enrol } from './support/task.js';
import { papersOf, Wire } from './support/wire.js';

const HONEST = ['north_1', 'north_2', 'south_1', 'south_2'];
const OTHERS = ['announces_only', 'reports_only', 'stops', 'bends', 'strays'];

let both: Organisations;
let prover: Prover & { close(): Promise<void> };
let task: ReturnType<typeof readTaskFile>;
let taskid: string;
/** The leader's log after the first round. */
let early: string;
const homes = new Map<string, ClientHome>();
/** What each client has reported, for the next round. */
const sent = new Map<string, Uint8Array<ArrayBuffer>>();

const at = (name: string): string => join(both.parent, name);
const homeOf = (id: string): ClientHome => homes.get(id) as ClientHome;
const logOf = (role: Role): string => join(both[role].data, role, 'log');

beforeAll(async () => {
  both = await startOrganisations();
  const { zkey } = await developmentKey('gradient-update-64x8');
  prover = await createProver({ zkey, gradientUpdate: CIRCUITS['gradient-update-64x8'].gradientUpdate });
}, 60_000);
afterAll(async () => {
  for (const home of homes.values()) home.close();
  for (const role of ROLES) await both[role].kill();
  await prover.close();
});

const valuesOf = (id: string, round: bigint): Int8Array => {
  const seed = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), Number(round));
  return Int8Array.from({ length: 64 }, (_, i) => ((seed + 5 * i) % 31) - 15);
};

/** Sums values. */
function total(ids: Iterable<string>, round: bigint): number[] {
  const sums = new Array<number>(64).fill(0);
  for (const id of ids) for (const [i, value] of valuesOf(id, round).entries()) sums[i] = (sums[i] ?? 0) + value;
  return sums;
}

async function made(id: string, round: bigint): Promise<Uint8Array<ArrayBuffer>> {
  const report = await homeOf(id).client(task, prover).report(id, round, valuesOf(id, round));
  sent.set(id, new Uint8Array(report));
  return new Uint8Array(report);
}

/** Posts bytes to an aggregator once, with a client's papers. @returns the status and, where refused, the problem's name */
async function post(id: string, role: Role, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const kind = role === 'leader' ? 'report' : 'announcement';
  const { apiKey } = homeOf(id).membership(role);
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': `application/fedzk-agg;message=${kind}` };
  const request = new Request(`${task.file[role].url}/tasks/${taskid}/${kind}s`, {
    method: 'POST',
    headers,
    body: bytes,
  });
  const response = await homeOf(id).send(role, request);
  const isProblem = response.headers.get('content-type')?.includes('json');
  const { type = '' } = (isProblem ? await response.json() : {}) as { readonly type?: string };
  return `${response.status} ${type.split(':').at(-1)}`.trim();
}

const open = async (round: string): Promise<void> => {
  for (const role of ['helper', 'leader'] as const) await json(['round', 'open', taskid, round, ...both[role].on]);
};

/** Closes and collects a round, and reads its result as a client does. */
async function collected(round: string): Promise<{ readonly count: number; readonly sums: readonly number[] }> {
  for (const role of ROLES) await json(['round', 'close', taskid, round, ...both[role].on]);
  await json(['round', 'collect', taskid, round, ...both.leader.on]);
  const home = homeOf('north_1').folder;
  return json(['client', 'result', '--home', home, '--task', taskid, '--round', round, '--wait', '30']);
}

describe('before a round', () => {
  it('each takes the card of the other, by its fingerprint alone', async () => {
    for (const role of ROLES) {
      const other = role === 'leader' ? 'helper' : 'leader';
      const card = at(`${other}.card.json`);
      const { fingerprint } = await json<{ fingerprint: string }>(['peer', 'card', '--out', card, ...both[other].on]);
      const swapped = fingerprint.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      const wrong = await run(['peer', 'add', card, '--fingerprint', swapped, ...both[role].on]);
      expect(wrong.code).toBe(1);
      expect((await run(['peer', 'show', ...both[role].on])).code).toBe(1);
      await json(['peer', 'add', card, '--fingerprint', fingerprint, ...both[role].on]);
    }
    const own = await run(['peer', 'add', at('leader.card.json'), '--fingerprint', '0', ...both.leader.on]);
    expect(own.code).toBe(1);
  });

  it('clients are enrolled at both, and neither has the list of the other', async () => {
    for (const id of [...HONEST, ...OTHERS]) homes.set(id, await enrol(both, id));
    await enrol(both, 'leader_alone', ['leader']);
    const { clients } = await json<{ clients: readonly { readonly id: string }[] }>([
      'client',
      'list',
      ...both.helper.on,
    ]);
    expect(clients.map(({ id }) => id)).toEqual([...homes.keys()].sort());
  });

  it('both sign a task file, which one of them made of both cards', async () => {
    const clients = [...homes.keys()];
    const numbers = {
      circuit: 'gradient-update-64x8',
      maxNormSq: 100_000,
      minBatch: 4,
      maxColluding: 2,
      minHonest: 2,
      omit: 3,
    };
    writeFileSync(at('description.json'), JSON.stringify({ id: 'two-organisations', ...numbers, clients }));
    const cards = ['--leader', at('leader.card.json'), '--helper', at('helper.card.json')];
    const out = ['--out', at('task.json')];
    ({ taskid } = await json<{ taskid: string }>([
      'task',
      'create',
      at('description.json'),
      ...out,
      ...cards,
      ...both.leader.on,
    ]));
    task = readTaskFile(readFileSync(at('task.json')));
    const sign = (role: Role) => json(['task', 'sign', at('task.json'), ...both[role].on]);
    expect(await sign('leader')).toMatchObject({ served: false });
    expect(await sign('helper')).toMatchObject({ served: true });
    expect(await sign('leader')).toMatchObject({ served: true });
    // A client that one of them alone has enrolled is not in it.
    expect(task.clients?.map(({ id }) => id)).toEqual(clients);
  });
});

describe('a round with clients that drop out', () => {
  it('sums the accepted reports, whatever the others do', async () => {
    await open('1');
    const accepted = [...HONEST, 'bends', 'strays', 'reports_only'];
    for (const id of [...HONEST, 'bends', 'strays']) {
      expect(
        await homeOf(id)
          .reporter(task)
          .send(await made(id, 1n)),
      ).toMatchObject({ status: 'accepted' });
    }
    expect(await post('reports_only', 'leader', await made('reports_only', 1n))).toMatch(/^20[02]/);
    const announced = announcementOf(task, await made('announces_only', 1n));
    expect(await post('announces_only', 'helper', new Uint8Array(announced))).toBe('200');

    // One that stops in the middle of its report.
    const report = await made('stops', 1n);
    const papers = papersOf(homeOf('stops'), 'leader');
    const wire = await Wire.open({ port: Number(new URL(task.file.leader.url).port), papers });
    wire.send(
      `POST /v1/tasks/${taskid}/reports HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${papers.apiKey}\r\n` +
        `content-type: application/fedzk-agg;message=report\r\ncontent-length: ${report.length}\r\n\r\n`,
    );
    wire.socket.write(report.subarray(0, report.length >> 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    wire.close();

    const { on } = both.leader;
    const held = async () =>
      (await json<{ round: { accepted: number } }>(['round', 'show', taskid, ...on])).round.accepted;
    await expect.poll(held, { timeout: 10_000 }).toBe(accepted.length);
    const { count, sums } = await collected('1');
    expect({ count, sums }).toEqual({ count: accepted.length, sums: total(accepted, 1n) });
    await both.leader.stop();
    early = at('early.log');
    cpSync(logOf('leader'), early, { recursive: true });
    await both.leader.start();
  });
});

describe('a round with cheats and killed aggregators', () => {
  const trickBy = (id: string, trick: Trick, clientId = id): Promise<readonly Uint8Array[]> => {
    const { signingKey } = JSON.parse(readFileSync(join(homeOf(id).folder, 'client.key'), 'utf8')) as {
      signingKey: string;
    };
    const lastReport = sent.get(id) ?? new Uint8Array();
    const own = { task, prover, clientId, signingKey: new Uint8Array(Buffer.from(signingKey, 'base64url')) };
    return trick({ ...own, round: 2n, values: valuesOf(id, 2n), lastReport });
  };

  it('refuses a bent proof, a report of the round before, another client’s report, and a wrong signature', async () => {
    await open('2');
    const [bent = new Uint8Array()] = await trickBy('bends', bentProof);
    expect(await homeOf('bends').reporter(task).send(bent)).toMatchObject({ status: 'refused' });
    const before = sent.get('strays') as Uint8Array<ArrayBuffer>;
    expect(await post('strays', 'leader', before)).toMatch(/^200|^4\d\d /);
    const [again = new Uint8Array()] = await trickBy('strays', replayed);
    expect(await homeOf('strays').reporter(task).send(again)).toMatchObject({ status: 'refused' });

    const honest = await made('north_1', 2n);
    // In the name of another, signed by itself; and what another has signed.
    const [named = new Uint8Array()] = await trickBy('stops', twice, 'north_2');
    expect(await post('stops', 'leader', new Uint8Array(named))).toBe('403 not-authorised');
    expect(await post('stops', 'leader', honest)).toBe('403 not-authorised');
    const forged = new Uint8Array(honest);
    const last = forged.length - 1;
    forged[last] = (forged[last] ?? 0) ^ 1;
    expect(await post('north_1', 'leader', forged)).toBe('403 not-authorised');
    expect(await homeOf('north_1').reporter(task).send(honest)).toMatchObject({ status: 'accepted' });
    // The same bytes again have the same verdict, and count once.
    expect(await homeOf('north_1').reporter(task).send(honest)).toMatchObject({ status: 'accepted' });
  });

  it('sums what was accepted, though both were killed while reports were on their way', {
    timeout: 60_000,
  }, async () => {
    const ids = ['north_2', 'south_1', 'south_2', 'reports_only', 'announces_only', 'stops'];
    const verdicts = [];
    for (const [i, id] of ids.entries()) {
      const report = await made(id, 2n);
      verdicts.push(homeOf(id).reporter(task).send(report));
      if (i % 3 !== 0) continue;
      const role = i === 0 ? 'leader' : 'helper';
      await new Promise((resolve) => setTimeout(resolve, 30));
      await both[role].kill();
      await both[role].start();
    }
    const told = await Promise.all(verdicts);
    expect(told.map(({ status }) => status)).toEqual(ids.map(() => 'accepted'));
    const { count, sums } = await collected('2');
    expect({ count, sums }).toEqual({ count: ids.length + 1, sums: total([...ids, 'north_1'], 2n) });
  });
});

describe('the log of each, as the other reads it', () => {
  let copies: Record<Role, { readonly folder: string; readonly verifierKey: string }>;
  const verified = (folder: string, verifierKey: string) => verifyLog(directoryReader(folder), { verifierKey });

  beforeAll(async () => {
    for (const role of ROLES) await both[role].stop();
    const copyOf = (role: Role) => {
      const { log } = JSON.parse(readFileSync(at(`${role}.card.json`), 'utf8')) as Card;
      cpSync(logOf(role), at(`${role}.log`), { recursive: true });
      return { folder: at(`${role}.log`), verifierKey: log };
    };
    copies = { leader: copyOf('leader'), helper: copyOf('helper') };
  });

  it('is whole by the key of its card, and names the same reports as the other', async () => {
    const accepted: string[][] = [];
    for (const role of ROLES) {
      const { folder, verifierKey } = copies[role];
      const report = await verified(folder, verifierKey);
      expect(report).toMatchObject({ ok: true, problems: [] });
      const reader = directoryReader(folder);
      const ids: string[] = [];
      for await (const { entry } of readEntries(reader, await currentCheckpoint(reader, { verifierKey }))) {
        const {
          operation,
          result,
          details = {},
        } = entry as { operation: string; result: string; details?: { report_id?: string } };
        if (operation === 'verify_report' && result === 'success') ids.push(details.report_id ?? '');
      }
      accepted.push(ids.sort());
    }
    expect(accepted[0]).toHaveLength(7 + 7);
    expect(accepted[1]).toEqual(accepted[0]);
    await expect(verified(copies.leader.folder, copies.helper.verifierKey).then(({ ok }) => ok)).resolves.toBe(false);
  });

  it('is found wrong where an entry was changed or cut off, and where an old state comes back', async () => {
    const { folder, verifierKey } = copies.leader;
    // The newest bundle of entries is the longest: each checkpoint leaves one.
    const bundles = readdirSync(join(folder, 'tile/entries/000.p')).sort((a, b) => Number(b) - Number(a));
    const bundle = join('tile/entries/000.p', bundles[0] ?? '');
    const changed = at('changed.log');
    cpSync(folder, changed, { recursive: true });
    const bytes = readFileSync(join(changed, bundle));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(changed, bundle), bytes);
    expect((await verified(changed, verifierKey)).ok).toBe(false);

    const cut = at('cut.log');
    cpSync(folder, cut, { recursive: true });
    truncateSync(join(cut, bundle), bytes.length - 40);
    expect((await verified(cut, verifierKey)).ok).toBe(false);

    // By itself a state of before is whole: whoever has seen a later one finds it.
    const since = readFileSync(join(folder, 'checkpoint'), 'utf8');
    expect((await verified(early, verifierKey)).ok).toBe(true);
    const report = await verifyLog(directoryReader(early), { verifierKey, since });
    expect(report).toMatchObject({ ok: false, checked: { since: false } });
  });
});
