import { FedzkError } from '@fedzk/core';
import { requireBytes } from '../argument.js';
import { notAuthentic, sealEnvelope, tryOpenEnvelope } from '../envelope.js';
import type { KeyKind } from '../format/entry.js';
import { type Key, Vault } from '../vault.js';
import type { OpenEntry } from './entries.js';
import { findVersion, type KeyVersion, type PlacedVersion, toldOf, versionsOf } from './versions.js';

/** What is known of a key. Times are milliseconds since 1970. */
export interface KeyInfo {
  /** Its name in the store. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly exportable: boolean;
  readonly version: number;
  /** When this version was put. */
  readonly created: number;
  readonly purpose?: string;
  readonly owner?: string;
  readonly expiresAt?: number;
  readonly hold?: true;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** All versions that the store has, by ascending version: the newest is the last. */
  readonly versions: readonly KeyVersion[];
}

/** Returns the info of an entry's newest version, or of another one. */
export function infoOf(entry: Omit<OpenEntry, 'secret'>, bytes: number, version?: KeyVersion): KeyInfo {
  const versions = versionsOf(entry, bytes);
  const { kind, exportable, version: number, created } = version ?? versions.newest;
  const { name, expires, versions: _, ...rest } = entry.metadata;
  return {
    id: name,
    kind,
    exportable,
    version: number,
    ...rest,
    created,
    ...(expires !== undefined && { expiresAt: expires }),
    versions: toldOf(versions),
  };
}

/** Logs the export of a key. If it throws, the bytes do not leave. */
export type TellExport = (info: KeyInfo) => void;

/**
 * Makes the handle of an open entry, and takes over its secret.
 *
 * @param version by default the newest, whose handle also opens what older versions sealed
 * @throws {FedzkError} `not-found`: there is no such version; the secret is freed
 */
export function handleOf(
  vault: Vault,
  { secret, ...entry }: OpenEntry,
  version: number | undefined,
  tellExport: TellExport,
): KeyHandle {
  try {
    const bytes = vault.lengthOf(secret);
    const versions = versionsOf(entry, bytes);
    const { older, newest } = versions;
    const one = version === undefined ? newest : findVersion(versions, version, entry.metadata.name);
    const info = infoOf(entry, bytes, one);
    if (older.length === 0) return new KeyHandle(vault, { key: secret }, info, tellExport);
    const key = vault.part(secret, one.at, one.bytes);
    if (version === undefined) return new KeyHandle(vault, { key, all: secret, older }, info, tellExport);
    vault.free(secret);
    return new KeyHandle(vault, { key }, info, tellExport);
  } catch (error) {
    vault.free(secret);
    throw error;
  }
}

/** The keys of a handle. */
interface HandleKeys {
  readonly key: Key;
  /** All versions joined; `older` says where each stands. */
  readonly all?: Key;
  readonly older?: readonly PlacedVersion[];
}

/**
 * A key of an open store, for use. Its bytes stay in the module's memory. All methods are synchronous.
 * It ends with the store's `lock()`, or when it is disposed of. A handle that is dropped is wiped some
 * time after it was collected as garbage. If you make many, dispose of them or declare them with
 * `using`.
 *
 * After `expiresAt` a key still opens and verifies, but no longer seals or signs (NIST SP 800-57
 * Part 1, §5.3). The same holds for a version that is not the newest.
 */
export class KeyHandle {
  readonly info: KeyInfo;
  readonly #vault: Vault;
  readonly #tellExport: TellExport;
  #keys: HandleKeys | undefined;

  /** @internal */
  constructor(vault: Vault, keys: HandleKeys, info: KeyInfo, tellExport: TellExport) {
    // The types forbid this call; JavaScript does not.
    if (!(vault instanceof Vault)) {
      throw new FedzkError('invalid-argument', "A handle can't be made with new; call await store.get(id).");
    }
    this.#vault = vault;
    this.#keys = keys;
    this.#tellExport = tellExport;
    this.info = info;
    vault.freeWith(this, ...handlesOf(keys));
  }

  get id(): string {
    return this.info.id;
  }

  /** What the user keeps with the key. */
  get metadata(): Readonly<Record<string, unknown>> {
    return this.info.metadata ?? {};
  }

  /**
   * Seals a message with an `aes-256` key. The result is 80 bytes longer, and opens only with this key
   * and this `aad`.
   *
   * @param aad associated data that `open` must be given again; it is not in the result
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  seal(plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    return sealEnvelope(this.#vault, this.#use('aes-256', 'seal').key, plaintext, aad);
  }

  /**
   * Opens what any version of the key sealed. A sealed message commits to its key, so a version that
   * did not seal it never opens it.
   *
   * @throws {FedzkError} `not-authentic`: sealed with another key, a version that was retired, or another `aad`, or
   *   changed; `invalid-argument`, also for fewer than 80 bytes; `unsupported`; `disposed`
   */
  open(sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    const opened = this.#tryVersions('aes-256', (key) => tryOpenEnvelope(this.#vault, key, sealed, aad));
    if (opened !== undefined) return opened;
    throw notAuthentic();
  }

  /**
   * Computes HMAC-SHA256 (RFC 2104) with an `hmac-sha256` key, 32 bytes.
   *
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  sign(message: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#vault.mac(this.#use('hmac-sha256', 'sign').key, requireBytes(message, 'message'));
  }

  /**
   * Tells whether any version of the key made this signature of the message. Each comparison takes
   * constant time.
   */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    const [bytes, mac] = [requireBytes(message, 'message'), requireBytes(signature, 'signature')];
    return this.#tryVersions('hmac-sha256', (key) => this.#vault.verifyMac(key, bytes, mac) || undefined) === true;
  }

  /**
   * Returns a copy of an exportable key's bytes, which the caller should wipe. The audit log has been
   * asked before to take the event, and those that waited; `KeyStore.export` also waits until it is kept.
   *
   * @throws {FedzkError} `not-exportable`; `disposed`
   */
  exportRaw(): Uint8Array<ArrayBuffer> {
    const { key } = this.#use();
    if (!this.info.exportable) {
      throw new FedzkError(
        'not-exportable',
        `The key "${this.id}" was not put as exportable; put it again with { exportable: true, replace: true }.`,
      );
    }
    this.#tellExport(this.info);
    return this.#vault.exportKey(key);
  }

  /** Wipes the key from memory. Further calls do nothing. */
  dispose(): void {
    if (this.#keys !== undefined) this.#vault.freeOwned(this, ...handlesOf(this.#keys));
    this.#keys = undefined;
  }

  /** The same as `dispose`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Tries the versions of a kind from the newest back, and returns the first result. */
  #tryVersions<T>(kind: KeyKind, attempt: (key: Key) => T | undefined): T | undefined {
    const { key, all, older = [] } = this.#use(kind);
    const found = attempt(key);
    if (found !== undefined || all === undefined) return found;
    for (const place of [...older].reverse()) {
      if (place.kind !== kind) continue;
      const part = this.#vault.part(all, place.at, place.bytes);
      try {
        const found = attempt(part);
        if (found !== undefined) return found;
      } finally {
        this.#vault.free(part);
      }
    }
    return undefined;
  }

  #use(kind?: KeyKind, verb?: 'seal' | 'sign'): HandleKeys {
    if (this.#keys === undefined || !this.#vault.has(this.#keys.key)) {
      throw new FedzkError(
        'disposed',
        `The handle of the key "${this.id}" was disposed of, or its store locked; get it again.`,
      );
    }
    if (kind !== undefined && kind !== this.info.kind) {
      throw new FedzkError('unsupported', `The key "${this.id}" is of kind ${this.info.kind}; this needs ${kind}.`);
    }
    if (verb !== undefined) this.#requireActive(verb);
    return this.#keys;
  }

  #requireActive(verb: 'seal' | 'sign'): void {
    const { expiresAt, version, versions } = this.info;
    const newest = versions.at(-1)?.version ?? version;
    if (version !== newest) {
      throw new FedzkError(
        'expired',
        `Version ${version} of the key "${this.id}" may no longer ${verb}, since there is version ${newest}: get that one.`,
      );
    }
    if (expiresAt === undefined || Date.now() < expiresAt) return;
    const when = new Date(expiresAt).toISOString();
    throw new FedzkError(
      'expired',
      `The key "${this.id}" expired at ${when}: it may no longer ${verb}; replace it, or update it, with another "expiresAt".`,
    );
  }
}

function handlesOf({ key, all }: HandleKeys): Key[] {
  return all === undefined ? [key] : [key, all];
}
