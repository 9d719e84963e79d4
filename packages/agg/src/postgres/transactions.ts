// Makes transactions on connections of the caller's pool.

import { FedzkError } from '@fedzk/core';
import type { PostgresClient, PostgresPool, PostgresResult } from './pool.js';

/** A statement of the transaction that has begun. */
export type Query = (text: string, ...values: readonly unknown[]) => Promise<PostgresResult['rows']>;

/**
 * Makes transactions, and on close waits for those that have begun. Calls have no time limit, so a commit is
 * never cancelled. If the answer to a commit is lost, repeating the same steps tells whether it was made.
 */
export class Transactions {
  readonly #pool: PostgresPool;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
    // Handles the loss of an idle connection.
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

  /** Waits for the transactions that have begun. The caller's pool stays open. */
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
    // Handles the loss of a borrowed connection: `pg` emits it on the client, and without a listener Node exits.
    client.on('error', ignored);
    let failed = true;
    try {
      const result = await work(client);
      failed = false;
      return result;
    } finally {
      // After an error its state is unknown: it is closed, so the server undoes uncommitted changes.
      client.release(failed);
      if (!failed) client.off('error', ignored);
    }
  }
}

function queryOf(client: PostgresClient): Query {
  return async (text, ...values) => (await client.query(text, [...values])).rows;
}

/** Ignores the error: the call that needed the connection rejects anyway. */
function ignored(): void {}
