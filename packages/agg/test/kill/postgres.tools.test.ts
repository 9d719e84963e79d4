/** The kill test over PostgreSQL: agg-service.md, §8. */

import { findPostgres, Postgres } from '@fedzk/testkit/services/postgres';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresStorage } from '../../src/postgres/storage.js';
import { KILLS, killBoth } from './kill.js';

const tool = findPostgres();

describe.skipIf('missing' in tool)('missing' in tool ? `PostgreSQL (skipped: ${tool.missing})` : 'PostgreSQL', () => {
  it('counts each report once, however often both processes are killed', {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    const path = 'path' in tool ? tool.path : '';
    await using leader = await Postgres.create(path);
    await using helper = await Postgres.create(path);
    const servers = { leader, helper };
    const { rounds } = await killBoth((role) => {
      const { connection: config } = servers[role];
      return {
        config,
        open() {
          const pool = new pg.Pool({ ...config, max: 2 });
          return { storage: postgresStorage(pool), close: () => pool.end() };
        },
      };
    });
    expect(rounds).toBeGreaterThan(2);
  });
});
