// What the log says of people and of the operator's duties, and where that is kept between starts.

import { existsSync } from 'node:fs';
import { type Comply, openComply, type SnapshotStore } from '@fedzk/comply';
import { readFile } from '@fedzk/core/node';
import { subjectKeys } from '@fedzk/keys';
import { writeDurably } from './durable.js';
import { NAMES } from './identity.js';
import type { Layout } from './layout.js';
import type { Secrets } from './secrets.js';
import type { ServiceLog } from './service-log.js';

const MOST_BYTES = 2 ** 30;
const KEY_BYTES = 32;
/** After so many entries a snapshot is made, so that a start folds no more. */
const ENTRIES = 10_000;

/** The duties of an aggregator's operator, as its log has them. */
export class Duties {
  readonly comply: Comply;
  readonly #log: ServiceLog;
  #kept: number;
  #keeping: Promise<void> | undefined;

  private constructor(comply: Comply, log: ServiceLog) {
    this.comply = comply;
    this.#log = log;
    this.#kept = log.size;
  }

  /** Folds the entries of the log that the last snapshot doesn't have. */
  static async open(log: ServiceLog, { snapshot }: Layout, secrets: Secrets): Promise<Duties> {
    const key = await snapshotKey(secrets);
    const storage = snapshotFile(snapshot);
    return new Duties(await openComply(log, { keys: subjectKeys(secrets.store), snapshot: { storage, key } }), log);
  }

  /** Makes a snapshot once there are many entries that the last one doesn't have. */
  tend(): Promise<void> {
    if (this.#log.size - this.#kept < ENTRIES) return Promise.resolve();
    this.#keeping ??= this.keep().finally(() => {
      this.#keeping = undefined;
    });
    return this.#keeping;
  }

  /** Makes a snapshot. */
  async keep(): Promise<void> {
    const { size } = this.#log;
    await this.comply.snapshot();
    this.#kept = size;
  }
}

/** Returns the key of snapshots, which is made when it is first needed. */
async function snapshotKey(secrets: Secrets): Promise<Uint8Array> {
  const found = await secrets.bytes(NAMES.snapshot);
  if (found !== undefined) return found;
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  await secrets.put(NAMES.snapshot, key);
  return key;
}

function snapshotFile(path: string): SnapshotStore {
  return {
    read: async () => (existsSync(path) ? readFile(path, MOST_BYTES) : undefined),
    write: (sealed) => writeDurably(path, sealed),
  };
}
