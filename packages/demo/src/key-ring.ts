/**
 * The parties' private keys, in a key store on disk: each is put when it is made, and taken out by who it belongs to.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyPair } from '@fedzk/agg';
import { KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';

const UNLOCK_BYTES = 32;

/** A store for one run. Closing it removes its folder and its unlocking key. */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #dir: string;

  private constructor(store: KeyStore, dir: string) {
    this.#store = store;
    this.#dir = dir;
  }

  static async make(): Promise<KeyRing> {
    const dir = mkdtempSync(join(tmpdir(), 'fedzk-demo-keys-'));
    const key = crypto.getRandomValues(new Uint8Array(UNLOCK_BYTES));
    const store = await KeyStore.create(directoryStorage(dir), { key });
    key.fill(0);
    return new KeyRing(store, dir);
  }

  /** Keeps a private key of an owner. */
  async keep(owner: string, purpose: string, { privateKey }: KeyPair): Promise<void> {
    await this.#store.put(privateKey, { id: `${owner}/${purpose}`, owner, purpose, kind: 'opaque', exportable: true });
    privateKey.fill(0);
  }

  /** Takes a private key out, for use. */
  async take(owner: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
    using key = await this.#store.get(`${owner}/${purpose}`);
    return key.exportRaw();
  }

  /** Rotates the master key. */
  async rotate(): Promise<void> {
    await this.#store.rotateMaster();
    for await (const _ of this.#store.rewrap()) {
      // a few keys are one step
    }
  }

  /** Counts the keys, and tells whether each is as it was put. */
  async inspect(): Promise<{ readonly keys: number; readonly ok: boolean }> {
    const { entries: keys, ok } = await this.#store.verify();
    return { keys, ok };
  }

  close(): void {
    this.#store.lock();
    rmSync(this.#dir, { recursive: true });
  }
}
