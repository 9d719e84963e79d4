// A key in a token that wraps the root key of a key store, by AES key wrap (RFC 3394). Not by the one with padding,
// CKM_AES_KEY_WRAP_PAD: tokens pad in different ways, and SoftHSM2 forgets the length.

import { createHash } from 'node:crypto';
import { bytesOf, FedzkError, quoted } from '@fedzk/core';
import { utf8 } from '../format/bytes.js';
import type { KeyProvider } from '../store/unlock.js';
import type { Attribute, Handle, Mechanism } from './cryptoki.js';
import { ambiguous, checkKey, keysOf, type Rules } from './finding.js';
import type { Kind } from './making.js';
import { CKA, CKK, CKM, CKO } from './numbers.js';
import { isGone } from './problems.js';
import type { Session } from './session.js';

/** Unlocks a key store by an AES key that never leaves its token. */
export interface Pkcs11KeyProvider extends KeyProvider {
  /**
   * The label and a check of the key's value, such as `pkcs11:object=kek;x-check=` and 32 hexadecimal digits. Another key of
   * the same label gives another name, by which no slot is found.
   */
  readonly name: string;
  /** Wraps 16 to 1,016 bytes, a multiple of 8. */
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Unwraps them. Rejects with `wrong-key` what this key did not wrap. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
  /** Destroys the key in the token, for `cryptoErase`. Copies that the token's owner made of the token stay. */
  destroy(): Promise<void>;
}

const KEY_BYTES = 32;
/** RFC 3394 §2: two blocks of 8 bytes or more, and one more of them when they are wrapped. */
const LEAST_BYTES = 16;
const BLOCK = 8;
/** A slot has room for one block more than this. */
const MOST_BYTES = 1016;
const MECHANISM: Mechanism = { mechanism: CKM.aesKeyWrap };
/** What is wrapped to tell keys apart: it is no key, and its wrapping tells nothing of other wrappings. */
const CHECKED = utf8('@fedzk/keys: the check of a key.');
const CHECK_BYTES = 16;

const OF = 'an AES key';
const RULES: Rules = {
  CKA_WRAP: { type: CKA.wrap, is: true },
  CKA_UNWRAP: { type: CKA.unwrap, is: true },
  // A key that decrypts too would show what it wrapped, in plain text, to whoever may use it.
  CKA_DECRYPT: { type: CKA.decrypt, is: false, orNone: true },
  CKA_ENCRYPT: { type: CKA.encrypt, is: false, orNone: true },
};

/** How a key for wrapping is made. */
export const KEK: Kind = {
  classes: [CKO.secretKey],
  generate(session, label, id) {
    const off = [CKA.encrypt, CKA.decrypt, CKA.sign, CKA.verify, CKA.derive, CKA.extractable];
    const on = [CKA.token, CKA.private, CKA.sensitive, CKA.wrap, CKA.unwrap, CKA.modifiable];
    session.generateKey({ mechanism: CKM.aesKeyGen }, [
      { type: CKA.class, value: CKO.secretKey },
      { type: CKA.keyType, value: CKK.aes },
      { type: CKA.valueLength, value: KEY_BYTES },
      { type: CKA.label, value: label },
      { type: CKA.id, value: id },
      ...on.map((type) => ({ type, value: true })),
      ...off.map((type) => ({ type, value: false })),
    ]);
  },
};

/** An AES key in a token, in a session of its own. */
export class WrappingKey {
  readonly name: string;
  readonly #session: Session;
  readonly #key: Handle;
  readonly #label: string;

  /**
   * Finds it.
   *
   * @param where the token, for messages
   * @param name the one that it must have, if it is known
   * @throws {FedzkError} `not-found`; `invalid-state`: several; `wrong-key`: another; `unsupported`
   */
  constructor(session: Session, label: string, where: string, name?: string) {
    if (!session.has(CKM.aesKeyWrap)) {
      const text = `The library of ${where} has no AES key wrap (CKM_AES_KEY_WRAP); use another token for this key.`;
      throw new FedzkError('unsupported', text);
    }
    const found = keysOf(session, CKO.secretKey, label, OF, where);
    const named = name === undefined ? found : found.filter((key) => nameOf(session, key, label) === name);
    const [key, second] = named;
    if (second !== undefined) {
      const instead =
        'Pass { name } with the one that store.slots() shows, or remove the others with the tool of the token.';
      throw ambiguous(label, named.length, where, instead);
    }
    if (key === undefined) {
      const is = found.map((each) => quoted(nameOf(session, each, label))).join(' and ');
      const text = `The key ${quoted(label)} in ${where} is another one: it is ${is}, and ${quoted(name ?? '')} was expected.`;
      throw new FedzkError('wrong-key', `${text} The token may have been reset, or be the wrong one.`);
    }
    checkKey(session, key, { label, of: OF, keyType: CKK.aes, rules: RULES });
    if (session.number(key, CKA.valueLength) !== KEY_BYTES) {
      throw new FedzkError('unsupported', `The key ${quoted(label)} does not have 256 bits; use one of another label.`);
    }
    [this.#session, this.#key, this.#label] = [session, key, label];
    this.name = nameOf(session, key, label);
  }

  wrap(given: Uint8Array): Uint8Array {
    const bytes = bytesOf(given, 'key', LEAST_BYTES, MOST_BYTES);
    try {
      if (bytes.length % BLOCK === 0) return new Uint8Array(wrapBytes(this.#session, this.#key, bytes));
    } finally {
      bytes.fill(0);
    }
    const text = `"key" expected a multiple of ${BLOCK} bytes, as AES key wrap takes it, got ${bytes.length}.`;
    throw new FedzkError('invalid-argument', text);
  }

  unwrap(given: Uint8Array): Uint8Array {
    const wrapped = bytesOf(given, 'wrapped', 1, MOST_BYTES + BLOCK);
    const fits = wrapped.length % BLOCK === 0 && wrapped.length >= LEAST_BYTES + BLOCK;
    let cause: unknown;
    if (fits) {
      try {
        return taken(this.#session, this.#session.unwrap(MECHANISM, this.#key, wrapped, plain()));
      } catch (error) {
        if (!(error instanceof FedzkError) || error.code === 'unsupported' || isGone(error.cause)) throw error;
        cause = error;
      }
    }
    // Tokens differ in what they answer to a wrapping that isn't theirs. If the key still works, it was that.
    wrapBytes(this.#session, this.#key, CHECKED);
    const text = `The key ${quoted(this.#label)} did not wrap these bytes, or they are damaged.`;
    throw new FedzkError('wrong-key', text, { cause });
  }

  /** Destroys the key. @param session one that may write */
  destroy(session: Session): void {
    session.destroy(this.#key);
  }
}

/** Names a key by its label (RFC 7512) and the check of its value. */
function nameOf(session: Session, key: Handle, label: string): string {
  const wrapped = wrapBytes(session, key, CHECKED);
  const check = createHash('sha256').update(wrapped).digest().subarray(0, CHECK_BYTES);
  return `pkcs11:object=${encodeURIComponent(label)};x-check=${check.toString('hex')}`;
}

/** Attributes of bytes that are wrapped, or were: an object of the session alone. */
function plain(value?: Uint8Array): Attribute[] {
  return [
    { type: CKA.class, value: CKO.secretKey },
    { type: CKA.keyType, value: CKK.genericSecret },
    { type: CKA.token, value: false },
    { type: CKA.private, value: true },
    { type: CKA.sensitive, value: false },
    { type: CKA.extractable, value: true },
    ...(value === undefined ? [] : [{ type: CKA.value, value }]),
  ];
}

function wrapBytes(session: Session, key: Handle, bytes: Uint8Array): Uint8Array {
  const value = bytes.slice();
  let object: Handle | undefined;
  try {
    object = session.create(plain(value));
    return session.wrap(MECHANISM, key, object, bytes.length + BLOCK);
  } finally {
    value.fill(0);
    if (object !== undefined) session.destroy(object);
  }
}

/** Takes the bytes of what was unwrapped, and removes it from the token. */
function taken(session: Session, object: Handle): Uint8Array {
  try {
    const value = session.attribute(object, CKA.value);
    if (value === undefined) {
      const text = 'The token does not give out what it has unwrapped, as in a mode of FIPS 140.';
      throw new FedzkError('unsupported', `${text} Use another token for the keys of key stores.`);
    }
    const bytes = new Uint8Array(value);
    value.fill(0);
    return bytes;
  } finally {
    session.destroy(object);
  }
}
