// What @fedzk/agg/sqlite needs of libsql, which a new version of it could change.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@fedzk/sqlite-node20';
import { expect, it, onTestFinished } from 'vitest';

function open(): InstanceType<typeof Database> {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-sqlite-'));
  const database = new Database(join(folder, 'test.db'));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

it('takes bytes in an array of parameters, and gives bytes', () => {
  const [row] = open().prepare('SELECT ? AS given, NULL AS none').all([Buffer.of(0, 255, 7)]);
  expect(row).toEqual({ given: Buffer.of(0, 255, 7), none: null });
});

it('says by which words nothing is undone', () => {
  expect(() => open().exec('ROLLBACK')).toThrow(/no transaction is active/);
});
