/** The kill test over SQLite: agg-service.md, §8. */

import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { expect, it } from 'vitest';
import { sqliteStorage } from '../../src/sqlite/storage.js';
import { KILLS, killBoth } from './kill.js';

it('counts each report once, however often both processes are killed', {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const folder = folderOf();
  const { rounds } = await killBoth((role) => {
    const file = join(folder, role, 'aggregator.db');
    return { config: { file }, open: () => ({ storage: sqliteStorage(file), close: async () => {} }) };
  });
  expect(rounds).toBeGreaterThan(2);
});
