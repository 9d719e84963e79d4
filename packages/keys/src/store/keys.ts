// The keys of an open store, held in the vault (FORMAT.md, "Keys").

import { FedzkError } from '@fedzk/core';
import { damaged } from '../format/bytes.js';
import { LABELS, masterContext, nameContext } from '../format/context.js';
import { type Head, type MasterKey, masterHead } from '../format/head.js';
import type { Key, Vault } from '../vault.js';

/** A root key and the keys that come from it. */
export class StoreKeys {
  readonly root: Key;
  readonly wrap: Key;
  readonly mac: Key;
  readonly names: Key;
  readonly #vault: Vault;
  readonly #storeId: Uint8Array;
  readonly #masters = new Map<number, Key>();

  private constructor(vault: Vault, storeId: Uint8Array, root: Key, wrap: Key, names: Key) {
    this.#vault = vault;
    this.#storeId = storeId;
    this.root = root;
    this.wrap = wrap;
    this.names = names;
    this.mac = vault.deriveKey(root, storeId, LABELS.mac);
  }

  /** Makes the keys of a new store, or of a new root key that keeps the name key. */
  static make(vault: Vault, storeId: Uint8Array, root: Key, names: Key): StoreKeys {
    return new StoreKeys(vault, storeId, root, vault.deriveKey(root, storeId, LABELS.wrap), names);
  }

  /** Opens the keys of a head with its root key. */
  static open(vault: Vault, { storeId, wrappedNameKey }: Head, root: Key): StoreKeys {
    const wrap = vault.deriveKey(root, storeId, LABELS.wrap);
    const names = vault.openKey(wrap, nameContext(storeId), wrappedNameKey);
    if (names === undefined) throw damaged('head', 'its name key does not open');
    return new StoreKeys(vault, storeId, root, wrap, names);
  }

  /** Wraps the name key for a head. */
  wrappedNames(): Uint8Array {
    return this.#vault.sealKey(this.wrap, nameContext(this.#storeId), this.names);
  }

  /** Makes a new master key, wrapped for a head. */
  newMaster(id: number, created: number): MasterKey {
    const key = this.#vault.randomKey();
    try {
      return this.#wrapMaster({ id, status: 'primary', created }, key);
    } finally {
      this.#vault.free(key);
    }
  }

  /** Wraps a master key of another root key under this one. */
  adopt(other: StoreKeys, master: MasterKey): MasterKey {
    return master.status === 'destroyed' ? master : this.#wrapMaster(master, other.master(master));
  }

  #wrapMaster(master: Omit<MasterKey, 'wrapped'>, key: Key): MasterKey {
    const { id, status, created } = master;
    const wrapped = this.#vault.sealKey(this.wrap, masterContext(this.#storeId, masterHead(master)), key);
    return { id, status, created, wrapped };
  }

  /** Opens a master key, and keeps it open. */
  master(master: MasterKey): Key {
    const known = this.#masters.get(master.id);
    if (known !== undefined) return known;
    const context = masterContext(this.#storeId, masterHead(master));
    const key = this.#vault.openKey(this.wrap, context, master.wrapped);
    if (key === undefined) throw damaged('head', `master key ${master.id} does not open`);
    this.#masters.set(master.id, key);
    return key;
  }

  /** Wipes master keys that a head no longer has. */
  forgetAllBut({ masters }: Head): void {
    const there = new Set(masters.filter(({ status }) => status !== 'destroyed').map(({ id }) => id));
    for (const [id, key] of this.#masters) {
      if (there.has(id)) continue;
      this.#vault.free(key);
      this.#masters.delete(id);
    }
  }

  /** Wipes all of them but the name key, which stays in use after a root rotation. */
  freeButNames(): void {
    for (const key of [this.root, this.wrap, this.mac, ...this.#masters.values()]) this.#vault.free(key);
    this.#masters.clear();
  }
}

/** Returns the master key that wraps new entries. */
export function primaryOf({ masters }: Head): MasterKey {
  const primary = masters.find(({ status }) => status === 'primary');
  if (primary === undefined) throw new FedzkError('damaged', 'The key store has no primary master key.');
  return primary;
}
