// A standby of PostgreSQL that takes over from a server that is gone: agg-service.md, §2. An asynchronous one may lack what
// was told, so the task ends; a synchronous one has it.

import { type AuditEvent, listener } from '@fedzk/core';
import { findPostgres, Postgres } from '@fedzk/testkit/services/postgres';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAggregator } from '../../src/aggregator/create.js';
import type { Leader } from '../../src/aggregator/leader.js';
import { postgresStorage } from '../../src/postgres/storage.js';
import type { SlotStep } from '../../src/storage/rows.js';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';
import { setting } from '../support/round.js';
import { bytesFor, take } from './steps.js';

const tool = findPostgres();
const path = 'path' in tool ? tool.path : '';
const set = setting();

/** A storage on a server. */
function storageOn(server: Postgres): AggregatorStorage {
  const pool = new pg.Pool({ ...server.connection, max: 4 });
  const storage = postgresStorage(pool);
  onTestFinished(async () => {
    await storage.close();
    await pool.end();
  });
  return storage;
}

/** A leader that starts on a server, and what its log is told. */
function started(server: Postgres): { leader: Leader; told: AuditEvent[] } {
  const told: AuditEvent[] = [];
  const audit = listener((event) => void told.push(event));
  const own = { privateKey: set.keys.leader.privateKey, verifier: set.key.verifier, audit };
  return { leader: createAggregator(set.task, { role: 'leader', ...own, storage: storageOn(server) }), told };
}

/** An accepted report, of which no log is told. */
function taken(client: string): SlotStep {
  return { ...take(client), events: [] };
}

/** Round 1 is collected, round 2 is being collected, round 3 is open; each holds this many reports. */
async function work(store: TaskStore, reports: number): Promise<void> {
  for (const round of [1n, 2n, 3n]) {
    await store.move({ kind: 'open', round, events: [] });
    await store.apply(
      round,
      Array.from({ length: reports }, (_, i) => taken(`client ${i}`)),
    );
    if (round === 3n) return;
    await store.move({ kind: 'close', round, events: [] });
    await store.move({ kind: 'collecting', round, accepted: reports, set: bytesFor('set'), events: [] });
    if (round === 1n) await store.move({ kind: 'collected', round, release: bytesFor('release'), events: [] });
  }
}

/** Waits until a statement gives a row. */
async function until(server: Postgres, sql: string): Promise<void> {
  while ((await server.query(sql)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

const title = 'missing' in tool ? `a standby of PostgreSQL (skipped: ${tool.missing})` : 'a standby of PostgreSQL';

describe.skipIf('missing' in tool)(title, () => {
  it('that lagged and was promoted ends the task, and the log has that', async () => {
    await using primary = await Postgres.create(path);
    const store = await storageOn(primary).task(set.bound.hash, 'leader');
    await work(store, 2);
    await using standby = await primary.createStandby();
    await standby.stop();
    await store.apply(3n, [taken('told, and lost')]);
    await primary.kill();
    await standby.start();
    await standby.query('SELECT pg_promote()');

    const { leader, told } = started(standby);
    for (const call of [() => leader.round(), () => leader.openRound(4), () => leader.tick()]) {
      await expect(call()).rejects.toMatchObject({ code: 'rolled-back' });
    }
    expect(told).toMatchObject([{ operation: 'state_suspect', severity: 'critical', details: { role: 'leader' } }]);
    expect(told[0]?.reason).toMatch(/timeline 00000001; this is .* timeline 00000002/);
    // It was lost, and nothing is written over what is left.
    expect(await standby.query('SELECT round, state, held FROM fedzk_agg.round ORDER BY round')).toEqual([
      ...['1|3|2', '2|2|2', '3|0|2'],
    ]);
  });

  it('that had each commit and was promoted goes on, and ends rounds that are not collected', async () => {
    await using primary = await Postgres.create(path);
    await using standby = await primary.createStandby();
    await primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await primary.query('SELECT pg_reload_conf()');
    await until(primary, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
    const store = await storageOn(primary).task(set.bound.hash, 'leader');
    await work(store, 2);
    await store.apply(3n, [taken('told, and kept')]);
    await primary.kill();
    await standby.query('SELECT pg_promote()');

    const { leader, told } = started(standby);
    const rounds = [await leader.round(1), await leader.round(2), await leader.round(3)];
    expect(rounds).toMatchObject([
      { state: 'collected', accepted: 2 },
      { state: 'abandoned', accepted: 2 },
      { state: 'abandoned', accepted: 3 },
    ]);
    await leader.openRound(4);
    expect(told).toMatchObject([{ operation: 'open_round', details: { round: '4' } }]);
    // The next start finds the server as it is from now on: nobody has its commits.
    expect(await started(standby).leader.round()).toMatchObject({ round: 4n, state: 'open' });
  });
});
