/** A round over HTTP with honest and lying clients: agg-service.md, §3. */

import { fromBase64url } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { compareResult } from '../../src/protocol/evidence.js';
import { createSigningKey } from '../../src/protocol/keys.js';
import type { RoundResult } from '../../src/protocol/result.js';
import { openResult } from '../../src/protocol/signed.js';
import { forge } from '../support/forge.js';
import { LEVELS } from '../support/round.js';
import { network, OPERATOR } from './support.js';

const HONEST = ['client_001', 'client_002', 'client_003', 'client_004'];

describe('a round over HTTP', () => {
  it.each(LEVELS)(
    'of the level %s sums what is accepted, refuses a cheat, and has a result that both sign',
    async (level) => {
      const net = network({ file: { level } });
      for (const role of ['leader', 'helper'] as const) expect((await net.operate(role, 'open')).status).toBe(200);

      const reports = await Promise.all(HONEST.map((id, i) => forge(net, id, 1n, [i + 1, -1])));
      const verdicts = await Promise.all(reports.map(({ report }, i) => net.reporter(HONEST[i] ?? '').send(report)));
      expect(verdicts.map(({ status }) => status)).toEqual(HONEST.map(() => 'accepted'));
      const cheat = await forge(net, 'client_005', 1n, [1], { tags: ([tag = 0n]) => [tag + 1n] });
      const refused = await net.reporter('client_005').send(cheat.report);
      expect(refused).toMatchObject({ status: 'refused', problem: { status: 422, name: 'refused' } });

      expect((await net.operate('leader', 'collect')).status).toBe(409); // the helper's round is open
      expect((await net.operate('helper', 'close')).status).toBe(200);
      const collected = await net.operate('leader', 'collect');
      expect(await collected.json()).toEqual({ round: '1', state: 'collected', held: 4, accepted: 4 });
      expect(net.errors).toEqual([]);

      const results = await Promise.all(
        (['leader', 'helper'] as const).map(async (role) => {
          const answer = (await (await net.ask(role, '/rounds/1/result')).json()) as {
            document: string;
            signatures: { leader: string; helper: string };
          };
          const signatures = {
            leader: fromBase64url(answer.signatures.leader) ?? new Uint8Array(),
            helper: fromBase64url(answer.signatures.helper) ?? new Uint8Array(),
          };
          return openResult(net.task, new TextEncoder().encode(answer.document), signatures);
        }),
      );
      expect(results[0]).toEqual(results[1]);
      const bytes = async (name: string) =>
        new Uint8Array(await (await net.ask('helper', `/rounds/1/${name}`)).arrayBuffer());
      const sums = await bytes('sums');
      const view = new DataView(sums.buffer);
      expect([view.getInt32(0), view.getInt32(4)]).toEqual([10, -4]);
      const evidence = {
        sums: Int32Array.from({ length: sums.length / 4 }, (_, i) => view.getInt32(4 * i)),
        set: await bytes('set'),
        announced: await bytes('announced'),
        omitted: await bytes('omitted'),
        receipt: verdicts[0]?.receipt ?? new Uint8Array(),
      };
      expect(await compareResult(net.task, results[0] as RoundResult, evidence)).toEqual([]);
      expect((await net.ask('leader', '/rounds', { headers: OPERATOR })).status).toBe(405);
    },
  );

  it('of an open task takes what its senders have announced, each named by both operators', async () => {
    const net = network({ file: { clients: null as never } });
    for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
    for (const client of HONEST) {
      const { report } = await forge(net, client, 1n, [5]);
      const keys = { authorization: { leader: client, helper: client } };
      expect(await net.reporter(client, keys).send(report)).toMatchObject({ status: 'accepted' });
    }
    const invented = await forge(net, 'client_009', 1n, [5]);
    await net.leaderOwn.submit(invented.report, { sender: 'client_009' });
    await net.services.leader.tick();
    expect(await net.leaderOwn.report(1, 'client_009')).toMatchObject({ status: 'pending' });
    await net.operate('helper', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const ids = await (await net.ask('leader', '/rounds/1/announced')).arrayBuffer();
    expect(ids.byteLength).toBe(4 * 32);
    expect(net.errors).toEqual([]);
  });

  it('is read only by the task’s readers, and kept by caches if it is public', async () => {
    const results: Record<string, unknown> = {};
    for (const readers of ['public', [createSigningKey().publicKey]] as const) {
      const net = network({ file: { readers, omit: null } });
      for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
      for (const id of HONEST) await net.reporter(id).send((await forge(net, id, 1n, [5])).report);
      expect((await net.operate('leader', 'collect')).status).toBe(200);
      for (const [who, headers] of Object.entries({ nobody: {}, reader: { authorization: 'reader' } })) {
        for (const part of ['result', 'sums', 'set']) {
          const answer = await net.ask('helper', `/rounds/1/${part}`, { headers });
          results[`${readers === 'public'} ${who} ${part}`] = [answer.status, answer.headers.get('cache-control')];
        }
      }
      expect((await net.ask('helper', '/rounds/1/announced')).status).toBe(readers === 'public' ? 404 : 403);
    }
    const forAll = [200, 'public, max-age=86400, immutable'];
    const of = (isPublic: boolean, who: string, expected: unknown) =>
      Object.fromEntries(['result', 'sums', 'set'].map((part) => [`${isPublic} ${who} ${part}`, expected]));
    expect(results).toEqual({
      ...of(true, 'nobody', forAll),
      ...of(true, 'reader', forAll),
      ...of(false, 'nobody', [403, 'no-store']),
      ...of(false, 'reader', [200, 'no-store']),
    });
  });

  it('shows the task file, who signed it, and how far the round is', async () => {
    const net = network();
    await net.operate('leader', 'open', 7);
    const answer = await (await net.ask('leader', '')).json();
    expect(answer).toMatchObject({
      role: 'leader',
      document: net.task.file.text,
      signatures: {},
      newest: { round: '7', state: 'open', held: 0, accepted: 0 },
    });
    expect((await net.ask('helper', '')).headers.get('cache-control')).toBe('no-store');
  });
});
