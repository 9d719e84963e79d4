/** fedzk doctor: each check, right and wrong. */
import { chmodSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Peer } from '../src/control/peer.js';
import type { Check } from '../src/doctor/check.js';
import { checkNode, diskCheck } from '../src/doctor/machine.js';
import { type RoundLine, roundsCheck, servedOf } from '../src/doctor/rounds.js';
import { checkCertificates, checkPeer, clockCheck } from '../src/doctor/stores.js';
import { json, run } from './support/cli.js';
import { startSystem, type TestSystem } from './support/system.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

interface Found {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, readonly Check[]>>;
}
const examined = (code: number, ...rest: string[]): Promise<Found> =>
  json<Found>(['doctor', '--data', system.data, ...rest], {}, code);
const wrong = (found: Found): object[] =>
  Object.entries(found.checks).flatMap(([part, checks]) =>
    checks.filter(({ state }) => state === 'no').map(({ name, says, remedy }) => ({ part, name, says, remedy })),
  );

describe('a system that runs', () => {
  it('is well', async () => {
    const found = await examined(0);
    expect(wrong(found)).toEqual([]);
    const names = found.checks['leader']?.map(({ name }) => name);
    expect(names).toEqual([
      'modes',
      'disk',
      'ports',
      'running',
      'certificates',
      'keys',
      'log',
      'peer',
      'clock',
      'rounds',
      'level',
    ]);
    expect(found.checks['helper']?.map(({ name }) => name)).toEqual(names);
    expect(found.checks['machine']?.map(({ name }) => name)).toEqual(['node', 'folder']);
  });

  it('is drawn as a list, with what to do', async () => {
    const folder = join(system.data, 'leader', 'log');
    chmodSync(folder, 0o755);
    const { code, out } = await run(['doctor', '--data', system.data, '--role', 'leader']);
    chmodSync(folder, 0o700);
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(lines).toContain('leader');
    expect(lines).not.toContain('helper');
    const at = lines.indexOf(`  [no] modes        others have access to ${folder}`);
    expect(lines[at + 1]).toBe(`                    -> chmod 700 ${folder}`);
    expect(lines).toContain(`  [ok] node         ${process.versions.node}`);
    expect(lines.at(-1)).toMatch(/^1 of \d+ are wrong\.$/);
  });

  it.each([
    ['a folder that others may write', '', 0o770, 0o700, 'modes'],
    ['a root key that others may read', 'leader/root.key', 0o640, 0o600, 'modes'],
    ['a key store that others may enter', 'leader/keys', 0o710, 0o700, 'modes'],
    ['a configuration that others may write', 'fedzk.json', 0o666, 0o600, 'config'],
  ])('%s is found', async (_, name, mode, before, check) => {
    chmodSync(join(system.data, name), mode);
    const found = await examined(1, '--role', 'leader');
    chmodSync(join(system.data, name), before);
    expect(wrong(found)).toMatchObject([{ part: 'leader', name: check, remedy: expect.stringMatching(/\w/) }]);
  });

  it('a configuration that is a link is looked at where it leads to', async () => {
    const path = join(system.data, 'fedzk.json');
    const real = join(system.parent, 'real.json');
    renameSync(path, real);
    symlinkSync(real, path);
    expect(wrong(await examined(0, '--role', 'leader'))).toEqual([]);
    chmodSync(real, 0o666);
    expect(wrong(await examined(1, '--role', 'leader'))).toMatchObject([{ name: 'config' }]);
    chmodSync(real, 0o600);
    renameSync(real, path);
  });

  it('a configuration with an unknown member is found', async () => {
    const path = join(system.data, 'fedzk.json');
    const before = readFileSync(path);
    writeFileSync(path, '{"clyents": {}}');
    const found = await examined(1, '--role', 'helper');
    writeFileSync(path, before);
    expect(wrong(found)).toMatchObject([{ name: 'config', says: expect.stringContaining('"clyents"') }]);
  });
});

describe('a system that does not run', () => {
  it('is looked at from outside and inside; the other one misses it', async () => {
    await system.leader.close();
    const { clients } = system.configs.leader;
    const found = await examined(1);
    expect(wrong(found)).toMatchObject([
      { part: 'helper', name: 'peer', says: expect.stringContaining('ECONNREFUSED') },
    ]);
    const names = found.checks['leader']?.map(({ name }) => name);
    const stores = ['keys', 'api-keys', 'log', 'rounds', 'tasks'];
    expect(names).toEqual(['modes', 'disk', 'ports', 'running', 'certificates', ...stores, 'peer', 'clock']);

    const taken = createServer().listen(clients.port, clients.host);
    await new Promise((resolve) => taken.once('listening', resolve));
    expect(wrong(await examined(1, '--role', 'leader'))).toMatchObject([
      { name: 'ports', says: `port ${clients.port} is taken` },
    ]);
    await new Promise((resolve) => taken.close(resolve));

    await system.helper.close();
    // Neither runs: nothing is wrong with that.
    expect(wrong(await examined(0))).toEqual([]);

    const key = join(system.data, 'leader', 'root.key');
    writeFileSync(key, `${'00'.repeat(32)}\n`);
    expect(wrong(await examined(1, '--role', 'leader'))).toMatchObject([{ name: 'keys' }]);
    rmSync(key);
    const lost = { name: 'keys', says: expect.stringMatching(/opened the key store.*restore it/) };
    expect(wrong(await examined(1, '--role', 'leader'))).toMatchObject([lost]);
  });

  it('is missed where one of two is gone, and not started', async () => {
    rmSync(join(system.data, 'leader'), { recursive: true });
    const found = await examined(1);
    expect(wrong(found)).toContainEqual(
      expect.objectContaining({ part: 'helper', name: 'folder', says: expect.stringContaining('/leader') }),
    );
    const started = await run(['serve', '--development', '--data', system.data]);
    expect(started.code).toBe(2);
    expect(started.err).toMatch(/leader" is missing.*restore the whole of it.*start it alone by --role helper/);
  });

  it('is missed where there is none', async () => {
    const found = await json<Found>(['doctor', '--data', join(system.parent, 'nothing')], {}, 1);
    expect(wrong(found)).toMatchObject([{ part: 'machine', name: 'folder' }]);
  });
});

describe('what a test has no machine for', () => {
  it.each(['18.20.0', '20.18.3', '20.19.0', '22.0.0'])('Node %s', (version) => {
    expect(checkNode(version).state).toBe(['20.19.0', '22.0.0'].includes(version) ? 'ok' : 'no');
  });

  it('a disk with 64 MiB, and one with less', () => {
    expect([diskCheck(64 * 2 ** 20).state, diskCheck(64 * 2 ** 20 - 1).state]).toEqual(['ok', 'no']);
  });

  it.each([0, 30_000, -30_000, 30_001, -30_001, Number.NaN])('a clock that is %d ms off', (skew) => {
    expect(clockCheck(skew).state).toBe(Math.abs(skew) <= 30_000 ? 'ok' : 'no');
  });

  it.each<[string, RoundLine['state'], RoundLine['state'] | undefined, string[], string | undefined]>([
    ['the same', 'collected', 'collected', ['t'], undefined],
    ['a round under way', 'open', 'closed', ['t'], undefined],
    ['a helper that is not done yet', 'collected', 'closed', ['t'], undefined],
    [
      'a helper that is done, and asks nobody but a leader that is',
      'closed',
      'collected',
      ['t'],
      'and closed at the leader',
    ],
    ['a round that was given up at the older one', 'abandoned', 'collected', ['t'], undefined],
    ['a task that has ended there', 'collected', undefined, [], undefined],
    ['an older helper', 'collected', 'open', ['t'], 'and open at the helper'],
    ['a helper that lacks the round', 'collected', undefined, ['t'], 'and unknown at the helper'],
    ['an older leader', 'open', 'collected', ['t'], 'and open at the leader'],
  ])('rounds of both: %s', (_, leader, helper, tasks, says) => {
    const lines = (state: RoundLine['state'] | undefined): RoundLine[] =>
      state === undefined ? [] : [{ task: 't', round: '3', state }];
    const found = roundsCheck('leader', { tasks: ['t'], rounds: lines(leader) }, { tasks, rounds: lines(helper) });
    expect(found.state).toBe(says === undefined ? 'ok' : 'no');
    if (says !== undefined) expect(found.says).toContain(says);
  });

  it('rounds of both: what is to be done at each, until it is done', () => {
    const check = (leader: readonly RoundLine[], helper: readonly RoundLine[]) =>
      roundsCheck('helper', { tasks: ['t'], rounds: helper }, { tasks: ['t'], rounds: leader });
    const line = (round: number, state: RoundLine['state'], signed?: boolean): RoundLine => ({
      ...{ task: 't', round: String(round), state },
      ...(signed !== undefined && { signed }),
    });
    const older = [line(2, 'open'), line(1, 'closed')];
    // The next round is open at both: the warning stays.
    const unsigned = check(older, [line(2, 'open'), line(1, 'collected', false)]);
    expect(unsigned).toMatchObject({ state: 'no', says: expect.stringContaining('and closed at the leader') });
    expect(unsigned.remedy).toMatch(/Abandon it at both: fedzk round abandon t 1, at the leader and at the helper\./);
    const signed = check(older, [line(2, 'open'), line(1, 'collected', true)]);
    expect(signed.remedy).toMatch(
      /Abandon it at the leader: fedzk round abandon t 1 --role leader\. At the helper it stays as it is: both have signed its result\./,
    );
    const settled = [line(2, 'open'), line(1, 'abandoned')];
    expect(check(settled, [line(2, 'open'), line(1, 'collected', true)]).state).toBe('ok');
    for (const [leader, how] of [
      [settled, 'abandoned'],
      [[line(2, 'open')], 'unknown'],
    ] as const) {
      const found = check(leader, [line(2, 'open'), line(1, 'collected', false)]);
      expect(found.says).toBe(
        `round 1 of t has no result that both have signed, is collected at the helper, and ${how} at the leader`,
      );
      expect(found.remedy).toContain('Abandon it at the helper: fedzk round abandon t 1 --role helper.');
      expect(check(leader, [line(2, 'open'), line(1, 'abandoned')]).state).toBe('ok');
    }
    const unknown = check([], [line(1, 'collected', true)]);
    expect(unknown.remedy).toContain('Never open it at the leader: go on with round 2 at both.');
    // Of those before the newest ones nobody says anything.
    expect(check([line(500, 'open')], [line(500, 'open'), line(1, 'collected', false)]).state).toBe('ok');
  });

  it('rounds of an older version, which says nothing of them', () => {
    expect(servedOf({ tasks: ['t'] })).toBe(undefined);
    expect(servedOf({ tasks: ['t'], rounds: [], more: 1 })).toEqual({ tasks: ['t'], rounds: [] });
    expect(roundsCheck('leader', { tasks: ['t'], rounds: [] }, undefined).state).toBe('unknown');
  });

  it('another aggregator whose answer is endless, too long a list, cut off or no JSON', async () => {
    const { peer, config: own } = system.parts.leader;
    const config = { ...own, data: join(system.parent, 'elsewhere') };
    const said = async (body: BodyInit): Promise<string> => {
      const other = { card: peer.card, send: async () => new Response(body) } as unknown as Peer;
      const began = performance.now();
      const [found, , rounds] = await checkPeer(other, config, async () => ({ tasks: [], rounds: [] }));
      expect(performance.now() - began).toBeLessThan(2_000);
      return found?.state === 'ok' ? `${rounds?.says}` : `${found?.says}`;
    };
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    expect(await said(endless)).toBe('its answer has more than 2097152 bytes');
    expect(sent).toBeLessThan(4 * 1024 * 1024);
    const ends = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
    expect(await said(ends)).toBe('its answer ended too early');
    expect(await said('<html>')).toBe('its answer is no JSON');
    const facts = { now: new Date().toISOString(), role: 'helper', mode: 'development', checkpoint: '' };
    const many = JSON.stringify({ ...facts, tasks: Array(900_000).fill(0), rounds: [] });
    expect(await said(many)).toBe('the other aggregator does not say how its rounds stand');
  });

  it('certificates that end soon', () => {
    const { identity, config } = system.parts.helper;
    const later = (days: number): number => Date.now() + days * 86_400_000;
    const production = { ...config, mode: 'production' } as const;
    const state = (own: typeof config, days: number): string => checkCertificates(identity, own, later(days)).state;
    expect([state(config, 89), state(config, 91)]).toEqual(['ok', 'no']);
    expect([state(production, 75), state(production, 77), state(production, 91)]).toEqual(['ok', 'no', 'no']);
  });
});
