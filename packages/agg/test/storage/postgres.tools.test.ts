// The conformance suite on PostgreSQL, and what only a server can have.

import { postgresStorage } from '@fedzk/agg/postgres';
import { findPostgres, Postgres } from '@fedzk/testkit/services/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PostgresClient, PostgresPool } from '../../src/postgres/pool.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { testStorage } from './conformance.js';
import { bytesFor, event, hold, note } from './steps.js';
import { Faults, freshTask } from './subject.js';

const tool = findPostgres();
const openRound = { kind: 'open', round: 1n, events: [] } as const;
const HASH = bytesFor('task');

function poolOf(server: Postgres, config: pg.PoolConfig = {}): pg.Pool {
  return new pg.Pool({ ...server.connection, max: 8, ...config });
}

/** A pool whose clients' statements may fail. */
function disturbed(pool: pg.Pool, faults: Faults): PostgresPool {
  return {
    async connect() {
      const client: PostgresClient = await pool.connect();
      return {
        query: (text, values) => faults.later(() => client.query(text, values)),
        release: (destroy) => client.release(destroy),
        on: (name, listener) => client.on(name, listener),
        off: (name, listener) => client.off(name, listener),
      };
    },
    on: (name, listener) => pool.on(name, listener),
    off: (name, listener) => pool.off(name, listener),
  };
}

describe.skipIf('missing' in tool)('missing' in tool ? `PostgreSQL (skipped: ${tool.missing})` : 'PostgreSQL', () => {
  const path = 'path' in tool ? tool.path : '';

  testStorage('a server', async () => {
    const server = await Postgres.create(path);
    const pools = [poolOf(server), poolOf(server)];
    const faults = new Faults();
    const [storage, replica] = [
      postgresStorage(disturbed(pools[0] as pg.Pool, faults)),
      postgresStorage(pools[1] as pg.Pool),
    ];
    return {
      ...{ storage, replica, faults },
      async close() {
        await Promise.all([storage.close(), replica.close()]);
        await Promise.all(pools.map((pool) => pool.end()));
        await server[Symbol.asyncDispose]();
      },
    };
  });

  describe('its server', () => {
    let server: Postgres;
    beforeAll(async () => {
      server = await Postgres.create(path);
    });
    afterAll(() => server[Symbol.asyncDispose]());

    function storageOn(config?: pg.PoolConfig, of: Postgres = server): { storage: AggregatorStorage; pool: pg.Pool } {
      const pool = poolOf(of, config);
      const storage = postgresStorage(pool);
      onTestFinished(async () => {
        await storage.close();
        await pool.end();
      });
      return { storage, pool };
    }

    it.each(['fsync', 'full_page_writes', 'synchronous_commit'])('is refused with %s off', async (name) => {
      await using lax = await Postgres.create(path, { [name]: 'off' });
      const pool = poolOf(lax);
      await expect(postgresStorage(pool).task(HASH, 'leader')).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(`${name} = off`),
      });
      await pool.end();
    });

    it('is refused where its tables are of another version', async () => {
      const { storage } = storageOn();
      const hash = bytesFor('other version');
      await storage.task(hash, 'leader');
      await server.query('UPDATE fedzk_agg.origin SET schema = 5');
      await expect(storage.task(hash, 'leader')).rejects.toMatchObject({ code: 'unsupported' });
      await server.query('UPDATE fedzk_agg.origin SET schema = 4');
      await storage.task(hash, 'leader');
    });

    it.each([
      ["timeline = '00000000'", 'timeline'],
      ["system = '1'", 'system'],
    ])('is refused after a change of %s, unless a standby had each commit', async (change, name) => {
      const { storage } = storageOn();
      const hash = bytesFor(name);
      const store = await storage.task(hash, 'leader');
      await store.move({ ...openRound, round: 1n });
      await store.move({ ...openRound, round: 2n });
      await server.query(`UPDATE fedzk_agg.origin SET ${change}`);
      await expect(storage.task(hash, 'leader')).rejects.toMatchObject({ code: 'rolled-back' });
      await server.query('UPDATE fedzk_agg.origin SET synchronous = true');
      const after = await storage.task(hash, 'leader');
      expect(await Promise.all([after.round(1n), after.round(2n)])).toMatchObject([
        { state: 'abandoned' },
        { state: 'abandoned' },
      ]);
      // The server as it is from now on: no standby has its commits.
      await storage.task(hash, 'leader');
      await server.query(`UPDATE fedzk_agg.origin SET ${change}`);
      await expect(storage.task(hash, 'leader')).rejects.toMatchObject({ code: 'rolled-back' });
      await server.query('DELETE FROM fedzk_agg.origin');
    });

    it('may be lost while connections are idle and while they are lent', async () => {
      const { storage, pool } = storageOn();
      const store = await freshTask(storage);
      await store.move(openRound);
      await server.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
      );
      // Until the pool has noticed, it lends connections that are closed.
      await expect.poll(() => pool.totalCount, { timeout: 30_000 }).toBe(0);
      const lent = await pool.connect();
      await lent.query('BEGIN');
      await lent.query('LOCK fedzk_agg.round IN ACCESS EXCLUSIVE MODE');
      const waiting = store.apply(1n, [hold('anna')]);
      const failed = expect(waiting).rejects.toThrow();
      const waits = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      while ((await server.query(waits)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await failed;
      await lent.query('ROLLBACK');
      lent.release();
      expect(await store.apply(1n, [hold('anna')])).toMatchObject([{ changed: true }]);
    });

    it('does not come to a deadlock over the same events in another order', async () => {
      const { storage } = storageOn();
      const store = await freshTask(storage);
      const ids = Array.from({ length: 40 }, (_, i) => `client ${i}`);
      const steps = ids.map((id) => note(id));
      await Promise.all(
        Array.from({ length: 12 }, (_, i) => store.apply(1n, i % 2 === 0 ? steps : [...steps].reverse())),
      );
      const known = (await store.events(100)).map(({ id }) => id);
      expect(known.sort()).toEqual(ids.map((id) => event(`${id} a note`).id).sort());
      await Promise.all(
        Array.from({ length: 8 }, (_, i) => store.delivered(i % 2 === 0 ? known : [...known].reverse())),
      );
      expect(await store.events(100)).toEqual([]);
    });

    it('accepts a caller whose parser reads big numbers differently', async () => {
      const { storage, pool } = storageOn({
        types: {
          getTypeParser: (oid, format) => (oid === 1700 || oid === 20 ? Number : pg.types.getTypeParser(oid, format)),
        },
      });
      const store = await freshTask(storage);
      await store.move({ ...openRound, round: 2n ** 64n - 1n });
      expect(await store.round()).toMatchObject({ round: 2n ** 64n - 1n });
      expect(pool.totalCount).toBeGreaterThan(0);
    });

    it('makes its tables once, however many start at once', async () => {
      await using empty = await Postgres.create(path);
      const all = Array.from({ length: 4 }, () => poolOf(empty));
      await Promise.all(all.map((pool) => postgresStorage(pool).task(HASH, 'leader')));
      expect(await empty.query('SELECT count(*) FROM fedzk_agg.origin')).toEqual(['1']);
      await Promise.all(all.map((pool) => pool.end()));
    });

    it('has what it acknowledged before it was killed', async () => {
      await using own = await Postgres.create(path);
      const { storage } = storageOn({ max: 4 }, own);
      const store = await freshTask(storage);
      await store.move(openRound);
      const told: string[] = [];
      for (let kill = 0; kill < 3; kill++) {
        const all = Array.from({ length: 60 }, async (_, i) => {
          const client = `client ${kill} ${i}`;
          await store.apply(1n, [hold(client, 'a', 1e9)]);
          told.push(client);
          if (i === 20) await own.kill();
        });
        await Promise.allSettled(all);
        await own.start();
      }
      const kept = (await store.page(1n, 'pending', undefined, 1000)).map(({ client }) => client);
      expect(told.filter((client) => !kept.includes(client))).toEqual([]);
      expect(told.length).toBeGreaterThan(30);
      expect(await store.round(1n)).toMatchObject({ held: kept.length });
    });

    it('stays the caller’s when the storage is closed', async () => {
      const { storage, pool } = storageOn();
      const store = await freshTask(storage);
      const moving = store.move(openRound);
      await storage.close();
      await storage.close();
      expect(await moving).toMatchObject({ round: 1n });
      await expect(store.round()).rejects.toMatchObject({ code: 'disposed' });
      expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    });
  });
});
