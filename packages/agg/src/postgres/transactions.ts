// Transactions on connections of the caller's pool.

import { FedzkError } from '@fedzk/core';
import type { PostgresClient, PostgresPool, PostgresResult } from './pool.js';

/** A statement of the transaction that has begun. */
export type Query = (text: string, ...values: readonly unknown[]) => Promise<PostgresResult['rows']>;

/**
 * Makes transactions, and waits for those that have begun when it is closed. A commit is never cancelled: no call of this
 * has a limit of time, and where the answer to a commit is lost, only the same steps again tell whether it was made.
 */
export class Transactions {
  readonly #pool: PostgresPool;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
    // A connection that is lost while nobody uses it.
    pool.on('error', ignored);
  }

  /** Makes a transaction at READ COMMITTED, which is durable when the promise resolves. */
  make<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#entered(async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
      const result = await work(queryOf(client));
      await client.query('COMMIT');
      return result;
    });
  }

  /** Runs one statement, which is a transaction by itself. */
  one(text: string, ...values: readonly unknown[]): Promise<PostgresResult['rows']> {
    return this.#entered((client) => queryOf(client)(text, ...values));
  }

  /** Waits for what has begun. The pool is the caller's, and stays open. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#running);
    this.#pool.off('error', ignored);
  }

  async #entered<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new FedzkError('disposed', 'The storage was closed.');
    const running = this.#lent(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #lent<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect();
    // One that is lost while it is lent: `pg` tells the client alone, and without a listener Node ends the process.
    client.on('error', ignored);
    let failed = true;
    try {
      const result = await work(client);
      failed = false;
      return result;
    } finally {
      // After an error its state is not known: the server undoes what a closed connection had not committed.
      client.release(failed);
      if (!failed) client.off('error', ignored);
    }
  }
}

function queryOf(client: PostgresClient): Query {
  return async (text, ...values) => (await client.query(text, [...values])).rows;
}

/** The call that needed the connection rejects; there is nothing else to do. */
function ignored(): void {}
