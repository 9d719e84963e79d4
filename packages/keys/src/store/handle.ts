import { FedzkError } from '@fedzk/core';
import { requireBytes } from '../argument.js';
import { openEnvelope, sealEnvelope } from '../envelope.js';
import type { KeyKind } from '../format/entry.js';
import type { Key, Vault } from '../vault.js';

/** What is known of a key. Times are milliseconds since 1970. */
export interface KeyInfo {
  /** Its name in the store. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly exportable: boolean;
  readonly version: number;
  readonly created: number;
  readonly purpose?: string;
  readonly owner?: string;
  readonly expiresAt?: number;
  readonly hold?: true;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * A key of an open store, for use. Its bytes stay in the module's memory; all methods are synchronous. It ends with
 * the store's `lock()`, or when it is disposed of.
 *
 * After `expiresAt` a key still opens and verifies, and neither seals nor signs (NIST SP 800-57 Part 1, §5.3).
 */
export class KeyHandle {
  readonly info: KeyInfo;
  readonly #vault: Vault;
  #key: Key | undefined;

  /** @internal */
  constructor(vault: Vault, key: Key, info: KeyInfo) {
    this.#vault = vault;
    this.#key = key;
    this.info = info;
  }

  get id(): string {
    return this.info.id;
  }

  /** What the user keeps with the key. */
  get metadata(): Readonly<Record<string, unknown>> {
    return this.info.metadata ?? {};
  }

  /**
   * Seals a message with an `aes-256` key: 80 bytes more than it has. It opens with this key and this `aad` only.
   *
   * @param aad what the message belongs to; not in the result
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  seal(plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    return sealEnvelope(this.#vault, this.#use('aes-256', 'seal'), plaintext, aad);
  }

  /**
   * Opens what `seal` gave.
   *
   * @throws {FedzkError} `not-authentic`: sealed with another key or `aad`, or changed; `unsupported`; `disposed`
   */
  open(sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer> {
    return openEnvelope(this.#vault, this.#use('aes-256'), sealed, aad);
  }

  /**
   * HMAC-SHA256 (RFC 2104) with an `hmac-sha256` key: 32 bytes.
   *
   * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
   */
  sign(message: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#vault.mac(this.#use('hmac-sha256', 'sign'), requireBytes(message, 'message'));
  }

  /** Whether `sign` gave this for the message; in constant time. */
  verify(message: Uint8Array, signature: Uint8Array): boolean {
    const key = this.#use('hmac-sha256');
    return this.#vault.verifyMac(key, requireBytes(message, 'message'), requireBytes(signature, 'signature'));
  }

  /**
   * The key's bytes, where it was put as exportable. They are the caller's to wipe.
   *
   * @throws {FedzkError} `not-exportable`; `disposed`
   */
  exportRaw(): Uint8Array<ArrayBuffer> {
    const key = this.#use();
    if (!this.info.exportable) {
      throw new FedzkError('not-exportable', `The key "${this.id}" was not put as exportable.`);
    }
    return this.#vault.exportKey(key);
  }

  /** Wipes the key from memory. */
  [Symbol.dispose](): void {
    if (this.#key !== undefined) this.#vault.free(this.#key);
    this.#key = undefined;
  }

  #use(kind?: KeyKind, verb?: 'seal' | 'sign'): Key {
    if (this.#key === undefined || !this.#vault.has(this.#key)) {
      throw new FedzkError('disposed', `The key "${this.id}" was disposed of, or its store locked; get it again.`);
    }
    if (kind !== undefined && kind !== this.info.kind) {
      throw new FedzkError('unsupported', `The key "${this.id}" is of kind ${this.info.kind}; this needs ${kind}.`);
    }
    const { expiresAt } = this.info;
    if (verb !== undefined && expiresAt !== undefined && Date.now() >= expiresAt) {
      const when = new Date(expiresAt).toISOString();
      throw new FedzkError('expired', `The key "${this.id}" expired at ${when}: it may no longer ${verb}; replace it.`);
    }
    return this.#key;
  }
}
