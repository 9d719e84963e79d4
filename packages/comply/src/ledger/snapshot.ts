// A state that was kept, so that a start doesn't fold the whole log again. It counts only for the entries that it was made of.

import { FedzkError, methodsOf, toBase64 } from '@fedzk/core';
import { open, seal } from '@fedzk/keys';
import { type ComplyState, FOLD_VERSION } from '../fold/fold.js';
import type { ControlLog } from './ledger.js';

/** Where the newest snapshot lies. */
export interface SnapshotStore {
  /** Returns what was written last; undefined if nothing was. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces it as a whole. */
  write(sealed: Uint8Array): Promise<void>;
}

/** Where snapshots lie, and the key that seals them. */
export interface SnapshotOptions {
  readonly storage: SnapshotStore;
  /** 32 bytes, of a key store. Whoever doesn't have it can neither read nor make a snapshot. */
  readonly key: Uint8Array;
}

const CONTEXT = new TextEncoder().encode('fedzk.dev/comply-snapshot/v1');

interface Snapshot {
  readonly version: number;
  readonly size: number;
  readonly root: string;
  readonly state: ComplyState;
}

export class Snapshots {
  readonly #storage: SnapshotStore;
  readonly #key: Uint8Array;

  constructor({ storage, key }: SnapshotOptions) {
    this.#storage = methodsOf(storage, ['read', 'write'], 'snapshot.storage', 'an object with read() and write(bytes)');
    this.#key = key;
  }

  /**
   * Reads the newest state, if it is of this version and of the first entries of this log.
   *
   * @returns undefined if there is none that counts: the log is folded from its start then
   */
  async read(log: ControlLog): Promise<ComplyState | undefined> {
    const sealed = await this.#storage.read();
    const text = sealed === undefined ? undefined : this.#opened(sealed);
    if (text === undefined) return undefined;
    const { version, size, root, state } = parsed(text) as Snapshot;
    if (version !== FOLD_VERSION || size > log.size) return undefined;
    return toBase64(await log.rootAt(size)) === root ? state : undefined;
  }

  /** Keeps a state of the first entries of a log. */
  async write(log: ControlLog, state: ComplyState): Promise<void> {
    const { size } = state;
    const snapshot: Snapshot = { version: FOLD_VERSION, size, root: toBase64(await log.rootAt(size)), state };
    await this.#storage.write(seal(this.#key, new TextEncoder().encode(written(snapshot)), CONTEXT));
  }

  #opened(sealed: Uint8Array): string | undefined {
    try {
      return new TextDecoder().decode(open(this.#key, sealed, CONTEXT));
    } catch (error) {
      if (error instanceof FedzkError && ['not-authentic', 'invalid-argument'].includes(error.code)) return undefined;
      throw error;
    }
  }
}

/** Writes JSON in which a map is `{ "$map": [[key, value], ...] }`. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, each) => (each instanceof Map ? { $map: [...each] } : each));
}

function parsed(text: string): unknown {
  return JSON.parse(text, (_, each) => (Array.isArray(each?.$map) ? new Map(each.$map) : each));
}
