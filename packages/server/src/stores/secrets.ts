// What is secret, or must not be changed from outside: entries of a key store.

import { FedzkError } from '@fedzk/core';
import type { KeyStore } from '@fedzk/keys';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads and writes entries of a key store by their names. All of it is authenticated: nobody can make one with the folder alone. */
export class Secrets {
  readonly store: KeyStore;

  constructor(store: KeyStore) {
    this.store = store;
  }

  /** Returns an entry's bytes; `undefined` if there is none. */
  async bytes(name: string): Promise<Uint8Array | undefined> {
    try {
      return await this.store.export(name);
    } catch (error) {
      if (error instanceof FedzkError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /**
   * Returns the bytes of an entry that must be there.
   *
   * @throws {FedzkError} `damaged`
   */
  async needed(name: string): Promise<Uint8Array> {
    const bytes = await this.bytes(name);
    if (bytes === undefined) throw new FedzkError('damaged', `The key store lacks ${name}. Restore it from a backup.`);
    return bytes;
  }

  /** Returns an entry's JSON; `undefined` if there is none. */
  async json<T>(name: string): Promise<T | undefined> {
    const bytes = await this.bytes(name);
    return bytes === undefined ? undefined : (JSON.parse(decoder.decode(bytes)) as T);
  }

  /**
   * Writes an entry.
   *
   * @throws {FedzkError} `already-exists`, unless `replace` is set
   */
  async put(name: string, value: Uint8Array | object, { replace = false } = {}): Promise<void> {
    const bytes = value instanceof Uint8Array ? value : encoder.encode(JSON.stringify(value));
    await this.store.put(bytes, { id: name, kind: 'opaque', exportable: true, replace });
    if (!(value instanceof Uint8Array)) bytes.fill(0);
    // Older versions would stay readable, and fill the entry.
    if (replace) await this.#retire(name);
  }

  async #retire(name: string): Promise<void> {
    const [info] = await this.store.list(({ id }) => id === name);
    const newest = info?.versions.at(-1)?.version;
    if (info !== undefined && newest !== undefined && info.versions.length > 1)
      await this.store.retire(name, { before: newest });
  }

  /** Removes an entry. @returns whether there was one */
  async remove(name: string): Promise<boolean> {
    try {
      await this.store.delete(name);
      return true;
    } catch (error) {
      if (error instanceof FedzkError && error.code === 'not-found') return false;
      throw error;
    }
  }

  /** Lists the ends of the names that begin with a prefix. */
  async under(prefix: string): Promise<readonly string[]> {
    const found = await this.store.list(({ id }) => id.startsWith(prefix));
    return found.map(({ id }) => id.slice(prefix.length));
  }
}
