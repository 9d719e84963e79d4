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

/** What a handle does with a key, by the kinds that it takes. */
const KINDS_OF = {
  seal: ['aes-256'],
  open: ['aes-256'],
  sign: ['ed25519', 'hmac-sha256'],
  verify: ['ed25519', 'hmac-sha256'],
  public: ['ed25519'],
} as const satisfies Readonly<Record<string, readonly KeyKind[]>>;
type Use = keyof typeof KINDS_OF;

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
  #publicKey: Uint8Array<ArrayBuffer> | undefined;

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
    return sealEnvelope(this.#vault, this.#use('seal').key, plaintext, aad);
  }

  /**
   * Opens what any version of the key sealed. A sealed message commits to its key, so a version that
   * did not seal it never opens it.
   *
   * @throws {FedzkError} `not-authentic`: sealed with another key, a version that was retired, or another `aad`, or
   *   changed; `invalid-argument`, also for fewer than 80 bytes; `unsupported`; `disposed`
   */
  open(sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    const opened = this.#tryVersions('open', (key) => tryOpenEnvelope(this.#vault, key, sealed, aad));
    if (opened !== undefined) return opened;
    throw notAuthentic();
  }

  /**
   * Signs a message: with an `ed25519` key by Ed25519 (RFC 8032 §5.1.6), 64 bytes; with an `hmac-sha256` key by
   * HMAC-SHA256 (RFC 2104), 32 bytes. The same message has the same signature.
   *
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  sign(message: Uint8Array): Uint8Array<ArrayBuffer> {
    const { key } = this.#use('sign');
    const bytes = requireBytes(message, 'message');
    return this.info.kind === 'ed25519' ? this.#vault.sign(key, bytes) : this.#vault.mac(key, bytes);
  }

  /**
   * Tells whether any version of the key made this signature of the message. HMACs are compared in constant
   * time. An Ed25519 signature is verified by RFC 8032 §5.1.7 without the cofactor.
   *
   * @throws {FedzkError} `unsupported` for a key that can't sign; `disposed`
   */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    const [bytes, given] = [requireBytes(message, 'message'), requireBytes(signature, 'signature')];
    const vault = this.#vault;
    const isOf = (key: Key): boolean =>
      this.info.kind === 'ed25519' ? vault.verifySignature(key, bytes, given) : vault.verifyMac(key, bytes, given);
    return this.#tryVersions('verify', (key) => isOf(key) || undefined) === true;
  }

  /**
   * The public key of an `ed25519` key, 32 bytes (RFC 8032 §5.1.5). Each version has another. The array is the
   * caller's.
   *
   * @throws {FedzkError} `unsupported` for a key of another kind; `disposed`
   */
  get publicKey(): Uint8Array<ArrayBuffer> {
    const { key } = this.#use('public');
    this.#publicKey ??= this.#vault.publicKey(key);
    return this.#publicKey.slice();
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

  /** Tries the versions of the same kind from the newest back, and returns the first result. */
  #tryVersions<T>(use: Use, attempt: (key: Key) => T | undefined): T | undefined {
    const { key, all, older = [] } = this.#use(use);
    const found = attempt(key);
    if (found !== undefined || all === undefined) return found;
    for (const place of [...older].reverse()) {
      if (place.kind !== this.info.kind) continue;
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

  #use(use?: Use): HandleKeys {
    if (this.#keys === undefined || !this.#vault.has(this.#keys.key)) {
      throw new FedzkError(
        'disposed',
        `The handle of the key "${this.id}" was disposed of, or its store locked; get it again.`,
      );
    }
    if (use !== undefined) this.#requireKind(use);
    if (use === 'seal' || use === 'sign') this.#requireActive(use);
    return this.#keys;
  }

  #requireKind(use: Use): void {
    const { kind } = this.info;
    const kinds: readonly KeyKind[] = KINDS_OF[use];
    if (kinds.includes(kind)) return;
    const lacks = use === 'public' ? 'has no public key' : `can't ${use}`;
    throw new FedzkError(
      'unsupported',
      `The key "${this.id}" is of kind ${kind} and ${lacks}: take a key of kind ${kinds.join(' or ')}.`,
    );
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
