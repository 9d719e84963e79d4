// A storage in a file, for an aggregator that is one process.

import { resolve } from 'node:path';
import { bytesOf, FedzkError, unexpected } from '@fedzk/core';
import type { Role } from '../protocol/hpke.js';
import { ROLES } from '../storage/columns.js';
import type { AggregatorStorage, TaskStore } from '../storage/storage.js';
import type { Connection } from './connection.js';
import type { Driver } from './driver.js';
import { findDriver, openDatabase } from './open.js';
import { SqliteTask } from './task.js';

/**
 * Makes a file the storage of aggregators in one process, by SQLite. File and folder are made where there are none, with
 * modes 0600 and 0700. They are opened by the first `task`, which rejects with `invalid-state` while another process has
 * them open, and with `unsupported` in a Node without SQLite. The file system must honour fsync. An older copy of the file
 * must not be put in its place: that is not noticed.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const storage = sqliteStorage('/var/lib/fedzk/leader.db');
 * const leader = createAggregator(task, { role: 'leader', privateKey, verifier, storage });
 * ```
 */
export function sqliteStorage(path: string): AggregatorStorage {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw unexpected('path', "a file's path", path);
  }
  return storageBy(findDriver, resolve(path));
}

/** A storage that opens its file by a driver, which tests choose. */
export function storageBy(find: () => Driver | Promise<Driver>, path: string): AggregatorStorage {
  return new SqliteStorage(find, path);
}

class SqliteStorage implements AggregatorStorage {
  readonly #find: () => Driver | Promise<Driver>;
  readonly #path: string;
  #opening: Promise<Connection> | undefined;
  #closed = false;

  constructor(find: () => Driver | Promise<Driver>, path: string) {
    this.#find = find;
    this.#path = path;
  }

  async task(hash: Uint8Array, role: Role): Promise<TaskStore> {
    const key = bytesOf(hash, 'hash', 32, 32);
    if (!ROLES.includes(role)) throw unexpected('role', "'leader' or 'helper'", role);
    const connection = await this.#open();
    return new SqliteTask(key, role, () => {
      if (this.#closed) throw closedError();
      return connection;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // A failed opening leaves nothing open.
    const connection = await this.#opening?.catch(() => undefined);
    connection?.close();
  }

  #open(): Promise<Connection> {
    if (this.#closed) throw closedError();
    this.#opening ??= this.#opened();
    return this.#opening;
  }

  async #opened(): Promise<Connection> {
    try {
      return openDatabase(await this.#find(), this.#path);
    } catch (error) {
      // The next call tries again.
      this.#opening = undefined;
      throw error;
    }
  }
}

function closedError(): FedzkError {
  return new FedzkError('disposed', 'The storage was closed.');
}
