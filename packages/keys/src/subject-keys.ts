// Keys of persons for an audit log, in a key store. A person has two entries, made in one commit:
//
//   subject/ID           the key, 32 bytes; ID is base64url of HMAC-SHA256(names, user id)
//   subject/s:PSEUDONYM  the ID, so that a key is found by the pseudonym that the log has
//
// `names` is the key `subject/names`, so that no name, here or in an event of the store, tells who it is.

import { FedzkError, methodsOf, type PersonKeys, toBase64url, unexpected } from '@fedzk/core';
import { fromUtf8, utf8 } from './format/bytes.js';
import { hkdf } from './primitives/derive.js';
import type { KeyHandle } from './store/handle.js';
import type { KeyStore } from './store/key-store.js';

const KEY_BYTES = 32;
const NAMES = 'subject/names';
const PURPOSE = 'audit subject';
const SUBJECT = /^s:[\w-]{22}$/;
const SUBJECT_BYTES = 16;
const SUBJECT_LABEL = utf8('fedzk.dev/audit-subject/v1');
const METHODS = ['get', 'export', 'generate', 'putMany', 'delete', 'erase'] as const satisfies (keyof KeyStore)[];

/**
 * Keeps the keys of persons for the option `privacy` of `@fedzk/audit`. Whoever asks at once for a person's first
 * key gets the same, in other processes too. No call lists the store. `destroy` erases, as `KeyStore.erase` does.
 *
 * @param store stays the caller's to close. Its own `audit` must not be the log that these keys are for: each event
 *   would ask for a key, which is an event
 * @throws {FedzkError} `invalid-argument`; the methods throw what the store does
 *
 * @example
 * ```ts
 * const log = await AuditLog.open(storage, { signer, privacy: { keys: subjectKeys(store) } });
 * ```
 */
export function subjectKeys(store: KeyStore): PersonKeys {
  methodsOf(store, METHODS, 'store', 'an open KeyStore');
  return new Subjects(store);
}

class Subjects implements PersonKeys {
  readonly #store: KeyStore;
  #names: Promise<KeyHandle> | undefined;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  async keyOf(userId: string): Promise<Uint8Array> {
    const id = await this.#idOf(userId);
    for (;;) {
      const key = (await this.#keyOf(id)) ?? (await this.#made(id));
      if (key !== undefined) return key;
    }
  }

  async lookUp(userId: string): Promise<Uint8Array | undefined> {
    return this.#keyOf(await this.#idOf(userId));
  }

  async find(subject: string): Promise<Uint8Array | undefined> {
    if (typeof subject !== 'string') throw unexpected('subject', 'a pseudonym of the log', subject);
    if (!SUBJECT.test(subject)) return undefined;
    const id = await found(this.#store.export(nameOf(subject)));
    const key = id && (await this.#keyOf(fromUtf8(id) ?? ''));
    if (key === undefined || subjectOf(key) === subject) return key;
    key.fill(0); // the person's key of now is another one
    return undefined;
  }

  async destroy(userId: string): Promise<void> {
    const id = await this.#idOf(userId);
    const handle = await found(this.#store.get(nameOf(id)));
    if (handle === undefined) return;
    const [{ hold }, key] = [handle.info, handle.exportRaw()];
    handle.dispose();
    const subject = subjectOf(key);
    key.fill(0);
    // The pseudonym goes first: if this is interrupted, the person's key is still found, and destroyed by another call.
    if (hold !== true) await found(this.#store.delete(nameOf(subject)));
    await found(this.#store.erase(nameOf(id)));
  }

  #keyOf(id: string): Promise<Uint8Array | undefined> {
    return found(this.#store.export(nameOf(id)));
  }

  /** Makes a key; undefined if another caller was first. */
  async #made(id: string): Promise<Uint8Array | undefined> {
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    const common = { kind: 'opaque', purpose: PURPOSE, exportable: true } as const;
    const made = this.#store.putMany([
      { ...common, id: nameOf(id), key },
      { ...common, id: nameOf(subjectOf(key)), key: utf8(id) },
    ]);
    return (await unless('already-exists', made)) && key;
  }

  async #idOf(userId: unknown): Promise<string> {
    if (typeof userId !== 'string' || userId === '' || /\p{Cs}/u.test(userId)) {
      throw unexpected('userId', 'a user id: well-formed, and not empty', userId);
    }
    this.#names ??= this.#openNames().catch((error: unknown) => {
      this.#names = undefined;
      throw error;
    });
    return toBase64url((await this.#names).sign(utf8(userId)));
  }

  async #openNames(): Promise<KeyHandle> {
    const there = await found(this.#store.get(NAMES));
    if (there !== undefined) return there;
    await unless('already-exists', this.#store.generate('hmac-sha256', { id: NAMES, purpose: PURPOSE, hold: true }));
    return this.#store.get(NAMES);
  }
}

const nameOf = (id: string): string => `subject/${id}`;

/** Derives the pseudonym of a key, as `subjectOf` of `@fedzk/audit` does. */
function subjectOf(key: Uint8Array): string {
  return `s:${toBase64url(hkdf(key, { info: SUBJECT_LABEL, length: SUBJECT_BYTES }))}`;
}

const found = <T>(promise: Promise<T>): Promise<T | undefined> => unless('not-found', promise);

async function unless<T>(code: FedzkError['code'], promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof FedzkError && error.code === code) return undefined;
    throw error;
  }
}
