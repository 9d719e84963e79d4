// An Ed25519 key pair in a token (RFC 8032; PKCS#11 3.0, EDDSA), as a signing key of FEDzk's packages.

import { createPublicKey, verify } from 'node:crypto';
import { bytesOf, FedzkError, fromHex, quoted, toBase64url, toHex } from '@fedzk/core';
import { sameBytes, utf8 } from '../format/bytes.js';
import type { Handle } from './cryptoki.js';
import { ambiguous, checkKey, keysOf, type Rules } from './finding.js';
import type { Kind } from './making.js';
import { CKA, CKK, CKM, CKO } from './numbers.js';
import type { Session } from './session.js';

const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** The object identifier 1.3.101.112 of Ed25519 in DER (RFC 8410 §3), and the curve's name, which some tokens want. */
const CURVES = [fromHex('06032b6570'), fromHex('130c656477617264733235353139')];
/** What may stand before a public key: nothing, or the header of an OCTET STRING or of a BIT STRING in DER. */
const HEADERS = ['', '0420', '032100'];
/** What is signed to see that the two keys are a pair. Nothing else that is signed begins like it. */
const CHECKED = utf8('\u0001@fedzk/keys: the check of a pair of keys');

const OF = 'an Ed25519 key';
const RULES: Rules = { CKA_SIGN: { type: CKA.sign, is: true } };

/** How a pair for signing is made. The private key is the one that is found. */
export const PAIR: Kind = {
  classes: [CKO.publicKey, CKO.privateKey],
  generate(session, label, id) {
    const named = [
      { type: CKA.label, value: label },
      { type: CKA.id, value: id },
      { type: CKA.keyType, value: CKK.ecEdwards },
      { type: CKA.token, value: true },
      { type: CKA.modifiable, value: true },
      { type: CKA.derive, value: false },
    ];
    const forPrivate = [
      ...named,
      { type: CKA.class, value: CKO.privateKey },
      ...[CKA.private, CKA.sensitive, CKA.sign].map((type) => ({ type, value: true })),
      ...[CKA.extractable, CKA.decrypt, CKA.unwrap, CKA.signRecover].map((type) => ({ type, value: false })),
    ];
    let failure: unknown;
    for (const curve of CURVES) {
      const forPublic = [
        ...named,
        { type: CKA.class, value: CKO.publicKey },
        { type: CKA.ecParams, value: curve },
        { type: CKA.verify, value: true },
        ...[CKA.private, CKA.encrypt, CKA.wrap, CKA.verifyRecover].map((type) => ({ type, value: false })),
      ];
      try {
        session.generateKeyPair({ mechanism: CKM.edwardsKeyPairGen }, forPublic, forPrivate);
        return;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  },
};

/** A pair in a token, in a session of its own. Its signatures are made one after the other. */
export class SigningPair {
  readonly publicKey: Uint8Array;
  readonly #session: Session;
  readonly #key: Handle;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(session: Session, key: Handle, publicKey: Uint8Array) {
    [this.#session, this.#key, this.publicKey] = [session, key, publicKey];
  }

  /**
   * Finds a pair, and signs to see that it is one.
   *
   * @param where the token, for messages
   * @throws {FedzkError} `not-found`; `invalid-state`: several; `unsupported`; `damaged`: no pair
   */
  static async find(session: Session, label: string, where: string): Promise<SigningPair> {
    if (!session.has(CKM.eddsa)) {
      const text = `The library of ${where} has no Ed25519 (CKM_EDDSA); use another token for this key.`;
      throw new FedzkError('unsupported', text);
    }
    const [key, ...others] = keysOf(session, CKO.privateKey, label, OF, where);
    if (others.length > 0) {
      throw ambiguous(label, 1 + others.length, where, 'Remove the others with the tool of the token.');
    }
    if (key === undefined) throw new TypeError('SigningPair.find: keysOf gave no key');
    checkKey(session, key, { label, of: OF, keyType: CKK.ecEdwards, rules: RULES });
    const pair = new SigningPair(session, key, publicKeyOf(session, key, label));
    await pair.#check(label);
    return pair;
  }

  /** Signs a message: 64 bytes. */
  sign(given: Uint8Array): Promise<Uint8Array> {
    const message = bytesOf(given, 'message');
    const signed = this.#turn.then(() => this.#signNow(message));
    this.#turn = signed.catch(() => undefined);
    return signed;
  }

  async #signNow(message: Uint8Array): Promise<Uint8Array> {
    const signature = await this.#session.sign({ mechanism: CKM.eddsa }, this.#key, message, SIGNATURE_BYTES);
    return new Uint8Array(signature);
  }

  /** An audit log needs the same signature each time, and a public key that is the private key's. */
  async #check(label: string): Promise<void> {
    const [first, second] = [await this.sign(CHECKED), await this.sign(CHECKED)];
    const x = toBase64url(this.publicKey);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    if (!verify(undefined, CHECKED, key, first)) {
      const text = `The public key of ${quoted(label)} in the token is not that of its private key, or the curve is another one.`;
      throw new FedzkError('damaged', `${text} Make a new pair of another label, by { create: true }.`);
    }
    if (!sameBytes(first, second)) {
      const text = `The token signs the same message with ${quoted(label)} in two ways, and not as RFC 8032 says.`;
      throw new FedzkError('unsupported', `${text} Use another token for this key.`);
    }
  }
}

/** Reads the public key of a private key: that of the same id. */
function publicKeyOf(session: Session, key: Handle, label: string): Uint8Array {
  const id = session.attribute(key, CKA.id) ?? new Uint8Array(0);
  const [found, second] = session.find([
    { type: CKA.class, value: CKO.publicKey },
    { type: CKA.keyType, value: CKK.ecEdwards },
    { type: CKA.id, value: id },
  ]);
  const point = found && second === undefined && id.length > 0 ? session.attribute(found, CKA.ecPoint) : undefined;
  const header = toHex(point?.subarray(0, -PUBLIC_KEY_BYTES) ?? new Uint8Array(0));
  if (point !== undefined && point.length >= PUBLIC_KEY_BYTES && HEADERS.includes(header)) {
    return new Uint8Array(point.subarray(-PUBLIC_KEY_BYTES));
  }
  const text = `There is not one public key in the token with the id (CKA_ID) of the private key ${quoted(label)}.`;
  throw new FedzkError(
    'damaged',
    `${text} Make a new pair of another label, by { create: true }, or put its public key back.`,
  );
}
