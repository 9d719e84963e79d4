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

it('takes bytes in an array of parameters, and gives their memory', () => {
  const given = Uint8Array.of(9, 0, 255, 7).subarray(1);
  const [row] = open().prepare('SELECT ? AS given, NULL AS none').all([given]);
  expect(row).toEqual({ given: Uint8Array.of(0, 255, 7).buffer, none: null });
});

it('says by which words nothing is undone', () => {
  expect(() => open().exec('ROLLBACK')).toThrow(/no transaction is active/);
});
