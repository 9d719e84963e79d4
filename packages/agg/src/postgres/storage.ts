// A storage in PostgreSQL, which several replicas of an aggregator may share.

import { bytesOf, methodsOf, unexpected } from '@fedzk/core';
import type { Role } from '../protocol/hpke.js';
import { ROLES } from '../storage/columns.js';
import type { AggregatorStorage, TaskStore } from '../storage/storage.js';
import { checkOrigin } from './origin.js';
import type { PostgresPool } from './pool.js';
import { createTables } from './schema.js';
import { PostgresTask } from './task.js';
import { Transactions } from './transactions.js';

/**
 * Makes a PostgreSQL database the storage of aggregators, in tables of the schema `fedzk_agg`, which the first `task` makes.
 * `task` rejects with `unsupported` if the server has fsync, full_page_writes or synchronous_commit off, and with
 * `rolled-back` if it may have lost something: it is another server than the task began on, or was restored or promoted,
 * and had no synchronous standby. With one the task goes on, and rounds that were not collected are abandoned.
 *
 * Errors of lost connections are handled. The pool stays the caller's, who ends it after the storage's `close`.
 *
 * @param pool a `Pool` of the package `pg`
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const storage = postgresStorage(new pg.Pool({ connectionString }));
 * const helper = createAggregator(task, { role: 'helper', privateKey, verifier, storage });
 * ```
 */
export function postgresStorage(pool: PostgresPool): AggregatorStorage {
  return new PostgresStorage(methodsOf(pool, ['connect', 'on', 'off'], 'pool', 'a Pool of pg'));
}

class PostgresStorage implements AggregatorStorage {
  readonly #transactions: Transactions;

  constructor(pool: PostgresPool) {
    this.#transactions = new Transactions(pool);
  }

  async task(hash: Uint8Array, role: Role): Promise<TaskStore> {
    const key = bytesOf(hash, 'hash', 32, 32);
    const place = ROLES.indexOf(role);
    if (place === -1) throw unexpected('role', "'leader' or 'helper'", role);
    await this.#transactions.make(async (query) => {
      await createTables(query);
      await checkOrigin(query, key, place);
    });
    return new PostgresTask(this.#transactions, key, place);
  }

  close(): Promise<void> {
    return this.#transactions.close();
  }
}
