// The log of an aggregator that runs. A log writes nothing more after a fault, as on a full disk: then it is opened again, as a start
// would do, and goes on after the entries that it had acknowledged.

import type { AuditLog } from '@fedzk/audit';
import { type AuditEvent, type AuditSink, FedzkError } from '@fedzk/core';

/** Between two tries to open it again. */
const RETRY_MS = 5_000;

/** A log that is opened again after a fault. */
export class ServiceLog implements AuditSink {
  readonly #open: () => Promise<AuditLog>;
  #log: AuditLog;
  #isUp = true;
  #refused = 0;
  #retryAt = 0;
  #restarting: Promise<void> | undefined;

  private constructor(open: () => Promise<AuditLog>, log: AuditLog) {
    this.#open = open;
    this.#log = log;
  }

  /**
   * @param open opens the log; only one is open at a time
   * @param first opens it the first time, by default as later
   */
  static async open(open: () => Promise<AuditLog>, first = open): Promise<ServiceLog> {
    return new ServiceLog(open, await first());
  }

  /** Whether it has taken the newest entry. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Appends an entry. @throws what the log throws: it is down then */
  async append(event: AuditEvent): Promise<{ readonly index: number }> {
    const log = this.#log;
    try {
      return await log.append(event);
    } catch (error) {
      if (log === this.#log && !(error instanceof FedzkError && error.code === 'invalid-argument')) {
        this.#isUp = false;
        this.#refused += 1;
      }
      throw error;
    }
  }

  checkpoint(): Promise<string> {
    return this.#log.checkpoint();
  }

  /** The number of durable entries. */
  get size(): number {
    return this.#log.size;
  }

  /** Reads entries, all of them by default. */
  entries(range?: { readonly from: number }): ReturnType<AuditLog['entries']> {
    return this.#log.entries(range);
  }

  /** Computes the root of the first entries. */
  rootAt(size: number): Promise<Uint8Array> {
    return this.#log.rootAt(size);
  }

  /** Brings it up again after a fault, at most every 5 s. The first entry says how many were not taken. @throws what opening throws */
  restart(): Promise<void> {
    const now = performance.now();
    if (this.#restarting !== undefined) return this.#restarting;
    if (this.#isUp || now < this.#retryAt) return Promise.resolve();
    this.#retryAt = now + RETRY_MS;
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  async #restart(): Promise<void> {
    const isGoing = await this.#log.checkpoint().then(
      () => true,
      () => false,
    );
    if (!isGoing) {
      // It has said what is wrong already; what it acknowledged is on the disk.
      await this.#log.close().catch(() => undefined);
      this.#log = await this.#open();
    }
    const refused = this.#refused;
    const gap = { user_id: 'fedzk', operation: 'log.gap', resource: 'system', result: 'success' } as const;
    await this.#log.append({ ...gap, details: { refused } });
    this.#refused -= refused;
    this.#isUp = true;
  }

  async close(): Promise<void> {
    await this.#restarting?.catch(() => undefined);
    await this.#log.close();
  }
}
