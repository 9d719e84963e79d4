// How many reports a second two replicas take over PostgreSQL, beside one process over SQLite in the same run: agg-service.md,
// §8. Ratios of the two, which share the machine, by turns.

import { findPostgres, Postgres } from '@fedzk/testkit/services/postgres';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresStorage } from '../../src/postgres/storage.js';
import { sqliteStorage } from '../../src/sqlite/storage.js';
import { CommitQueue } from '../../src/storage/queue.js';
import type { TaskStore } from '../../src/storage/storage.js';
import { temporaryFolder } from './drivers.js';
import { accept, bytesFor, hold } from './steps.js';

const tool = findPostgres();
const path = 'path' in tool ? tool.path : '';

const CLIENTS = 128;
/** Reports of each client in a turn, of rounds of their own. */
const REPORTS = 8;
const TURNS = 5;
/** Of a leader's share of 650 values, about. */
const SHARE = new Uint8Array(2500).fill(7);
const LEAST = 0.15;

/** Has all clients report at once, by turns to the replicas: hold, then accept. @returns reports a second */
async function rate(stores: readonly TaskStore[], turn: number): Promise<number> {
  const queues = stores.map((store) => new CommitQueue(async () => store));
  const round = BigInt(turn + 1);
  await stores[0]?.move({ kind: 'open', round, events: [] });
  const begun = performance.now();
  const clients = Array.from({ length: CLIENTS }, async (_, i) => {
    const queue = queues[i % queues.length];
    for (let report = 0; report < REPORTS; report++) {
      const client = `client ${turn} ${i} ${report}`;
      await queue?.commit(round, { ...hold(client, 'a', 1e6), share: SHARE } as ReturnType<typeof hold>);
      await queue?.commit(round, accept(client));
    }
  });
  await Promise.all(clients);
  const seconds = (performance.now() - begun) / 1000;
  expect(await stores[0]?.round(round)).toMatchObject({ accepted: CLIENTS * REPORTS });
  return (CLIENTS * REPORTS) / seconds;
}

function median(of: readonly number[]): number {
  return [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
}

const title = 'missing' in tool ? `rates (skipped: ${tool.missing})` : 'rates';

describe.skipIf('missing' in tool)(title, () => {
  it(`of two replicas over PostgreSQL are at least ${LEAST} of SQLite's`, async () => {
    await using server = await Postgres.create(path);
    const pools = [0, 1].map(() => new pg.Pool({ ...server.connection, max: 4 }));
    const [folder, remove] = temporaryFolder();
    const file = sqliteStorage(`${folder}/test.db`);
    const replicas = pools.map((pool) => postgresStorage(pool));
    onTestFinished(async () => {
      await file.close();
      remove();
      for (const replica of replicas) await replica.close();
      for (const pool of pools) await pool.end();
    });
    const hash = bytesFor('rates');
    const one = [await file.task(hash, 'leader')];
    const two = [];
    for (const replica of replicas) two.push(await replica.task(hash, 'leader'));
    const [sqlite, postgres]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
      sqlite.push(await rate(one, turn));
      postgres.push(await rate(two, turn));
    }
    const [slow, quick] = [median(postgres), median(sqlite)];
    const ratio = slow / quick;
    process.stdout.write(
      `reports/s: PostgreSQL ${slow.toFixed()}, SQLite ${quick.toFixed()}, ratio ${ratio.toFixed(2)}\n`,
    );
    expect(ratio).toBeGreaterThanOrEqual(LEAST);
  }, 120_000);
});
