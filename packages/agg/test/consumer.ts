// A user's program that imports every public name of the storages; the packaging tests compile it, and compare the names.
import {
  type PostgresClient,
  type PostgresPool,
  type PostgresResult,
  type AggregatorStorage as PostgresStorage,
  postgresStorage,
} from '@fedzk/agg/postgres';
import { type AggregatorStorage, sqliteStorage } from '@fedzk/agg/sqlite';

export const file: AggregatorStorage = sqliteStorage('leader.db');

export function database(pool: PostgresPool): PostgresStorage {
  return postgresStorage(pool);
}

export async function versionOf(client: PostgresClient): Promise<unknown> {
  const { rows }: PostgresResult = await client.query('SELECT version()', []);
  return rows[0]?.['version'];
}
