// A session with a token: what keys are found, read, made and used by. A session does one thing at a time.

import { quoted } from '@fedzk/core';
import type { Attribute, Cryptoki, Handle, Mechanism } from './cryptoki.js';
import { CKA, USER_STATES } from './numbers.js';
import { isGone, pkcs11Error, returnValueOf } from './problems.js';

/** More objects of one label than this are not told apart. */
const MOST_FOUND = 64;

/** The number of a type or a length in an attribute (CK_ULONG): the machine's own, little-endian on all that Node runs on. */
const ULONG_BYTES = 4;

export class Session {
  readonly #cryptoki: Cryptoki;
  readonly #session: Handle;
  readonly #subject: string;
  readonly #slot: Handle;

  /**
   * Opens one.
   *
   * @param token its label, for messages
   * @param flags FLAG.serial, and FLAG.readWrite to make keys that stay
   * @throws {FedzkError} `storage`
   */
  constructor(cryptoki: Cryptoki, slot: Handle, token: string, flags: number) {
    this.#cryptoki = cryptoki;
    this.#slot = slot;
    this.#subject = `The token ${quoted(token)}`;
    this.#session = this.#call(() => cryptoki.C_OpenSession(slot, flags));
  }

  /** Its number, for logging in. */
  get handle(): Handle {
    return this.#session;
  }

  /** Whether this process is logged in to the token as its user. */
  isLoggedIn(): boolean {
    return USER_STATES.includes(this.#call(() => this.#cryptoki.C_GetSessionInfo(this.#session)).state);
  }

  /** Ends it, and what it made for itself alone. */
  close(): void {
    try {
      this.#cryptoki.C_CloseSession(this.#session);
    } catch (error) {
      if (!isGone(error)) throw pkcs11Error(error, this.#subject);
    }
  }

  /** Whether the token has a mechanism. */
  has(mechanism: number): boolean {
    return this.#call(() => this.#cryptoki.C_GetMechanismList(this.#slot)).includes(mechanism);
  }

  /** Finds objects by their attributes. */
  find(template: readonly Attribute[]): Handle[] {
    return this.#call(() => {
      this.#cryptoki.C_FindObjectsInit(this.#session, template);
      try {
        return this.#cryptoki.C_FindObjects(this.#session, MOST_FOUND);
      } finally {
        this.#cryptoki.C_FindObjectsFinal(this.#session);
      }
    });
  }

  /** Reads an attribute; undefined where the object has none of this type, or does not show it. */
  attribute(object: Handle, type: number): Uint8Array | undefined {
    try {
      const [read] = this.#cryptoki.C_GetAttributeValue(this.#session, object, [{ type }]);
      return read?.value instanceof Uint8Array ? read.value : undefined;
    } catch (error) {
      // The last: in SoftHSM2, of an object whose file was not written whole.
      const unknown = ['CKR_ATTRIBUTE_TYPE_INVALID', 'CKR_ATTRIBUTE_SENSITIVE', 'CKR_ATTRIBUTE_VALUE_INVALID'];
      if (unknown.includes(returnValueOf(error) ?? '')) return undefined;
      throw pkcs11Error(error, this.#subject);
    }
  }

  /** Reads an attribute that is true or false; undefined where there is none. */
  flag(object: Handle, type: number): boolean | undefined {
    const value = this.attribute(object, type);
    return value?.length === 1 ? value[0] !== 0 : undefined;
  }

  /** Reads an attribute that is a number. */
  number(object: Handle, type: number): number | undefined {
    const value = this.attribute(object, type);
    if (value === undefined || value.length < ULONG_BYTES) return undefined;
    return new DataView(value.buffer, value.byteOffset).getUint32(0, true);
  }

  /** Gives an object another label. */
  rename(object: Handle, label: string): void {
    const attributes = [{ type: CKA.label, value: label }];
    this.#call(() => this.#cryptoki.C_SetAttributeValue(this.#session, object, attributes));
  }

  /** Makes an object of this session, such as a key to be wrapped. */
  create(template: readonly Attribute[]): Handle {
    return this.#call(() => this.#cryptoki.C_CreateObject(this.#session, template));
  }

  /** Destroys an object. */
  destroy(object: Handle): void {
    this.#call(() => this.#cryptoki.C_DestroyObject(this.#session, object));
  }

  generateKey(mechanism: Mechanism, template: readonly Attribute[]): void {
    this.#call(() => this.#cryptoki.C_GenerateKey(this.#session, mechanism, template));
  }

  generateKeyPair(mechanism: Mechanism, forPublic: readonly Attribute[], forPrivate: readonly Attribute[]): void {
    this.#call(() => this.#cryptoki.C_GenerateKeyPair(this.#session, mechanism, forPublic, forPrivate));
  }

  /** @param most the largest length of the result */
  wrap(mechanism: Mechanism, wrapping: Handle, key: Handle, most: number): Uint8Array {
    return this.#call(() => this.#cryptoki.C_WrapKey(this.#session, mechanism, wrapping, key, new Uint8Array(most)));
  }

  unwrap(mechanism: Mechanism, unwrapping: Handle, wrapped: Uint8Array, template: readonly Attribute[]): Handle {
    return this.#call(() => this.#cryptoki.C_UnwrapKey(this.#session, mechanism, unwrapping, wrapped, template));
  }

  /** Signs on another thread. The caller waits for a signature before it uses the session again. */
  async sign(mechanism: Mechanism, key: Handle, message: Uint8Array, bytes: number): Promise<Uint8Array> {
    const out = new Uint8Array(bytes);
    // Of an array without memory the address would be null, which tokens refuse.
    const signed = message.length > 0 ? message : new Uint8Array(1).subarray(1);
    try {
      this.#cryptoki.C_SignInit(this.#session, mechanism, key);
      return await this.#cryptoki.C_SignAsync(this.#session, signed, out);
    } catch (error) {
      throw pkcs11Error(error, this.#subject);
    } finally {
      // The thread reads and writes these two, which nothing else may keep from being collected.
      message.fill(0);
    }
  }

  #call<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw pkcs11Error(error, this.#subject);
    }
  }
}
