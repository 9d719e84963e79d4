import { setTimeout as delay } from 'node:timers/promises';
import { Calls, FedzkError, optionsOf, quoted, type SigningKey, unexpected } from '@fedzk/core';
import { knownOptions, optionalFlag } from '../argument.js';
import { utf8 } from '../format/bytes.js';
import type { Handle } from './cryptoki.js';
import { KEK, type Pkcs11KeyProvider, WrappingKey } from './key-provider.js';
import { Library } from './library.js';
import { type Kind, makeOnce } from './making.js';
import { Neighbours } from './neighbour.js';
import { CKM, FLAG, USER } from './numbers.js';
import { type Pkcs11Pin, requirePin, withPin } from './pin.js';
import { pkcs11Error, returnValueOf } from './problems.js';
import { Session } from './session.js';
import { PAIR, SigningPair } from './signing-key.js';
import { type Found, findToken, type Wanted, warningOf } from './slots.js';

/** Which token of which library is opened. */
export interface Pkcs11Options {
  /** The path of the token's PKCS#11 library, such as `/usr/lib/softhsm/libsofthsm2.so`. Its code runs in this process. */
  readonly module: string;
  /** The token's label. */
  readonly token: string;
  /** The token's serial number, where several have the label. */
  readonly serial?: string;
  /**
   * The user's PIN. The bytes that a function returns are wiped; those that are passed here are copied, and yours to wipe.
   * A function is not called where this process is logged in to the token already.
   */
  readonly pin: Pkcs11Pin;
}

/** What a key that is asked for may be. */
export interface Pkcs11KeyOptions {
  /** Makes the key, where there is none of its label. */
  readonly create?: boolean;
}

export interface Pkcs11KeyProviderOptions extends Pkcs11KeyOptions {
  /** The name that the provider must have, as `store.slots()` shows it. Not together with `create`. */
  readonly name?: string;
}

const MOST_LABEL_BYTES = 64;
/** How often a token is looked for, and how long between two looks, longer each time. */
const MOST_LOOKS = 4;
const PAUSE_MS = 25;

/**
 * A token, such as an HSM, of which a library of PKCS#11 gives the use, with its user logged in. Keys that are made in it
 * never leave it. {@link close} logs out.
 *
 * @example
 * ```ts
 * await using token = await Pkcs11Token.open({ module, token: 'fedzk', pin: () => readFile('/run/secrets/pin') });
 * const store = await KeyStore.open(storage, { provider: await token.keyProvider('kek') });
 * const signer = signerOf(await token.signingKey('audit'), 'example.com/audit');
 * ```
 */
export class Pkcs11Token implements AsyncDisposable {
  readonly #library: Library;
  readonly #slot: Handle;
  readonly #label: string;
  /** The session that keeps the user logged in. */
  readonly #session: Session;
  readonly #others = new Set<Session>();
  readonly #neighbours: Neighbours;
  readonly #calls = new Calls('token', 'open it again');

  private constructor(library: Library, { slot, info }: Found, label: string) {
    [this.#library, this.#slot, this.#label] = [library, slot, label];
    this.#session = new Session(library.cryptoki, slot, label, FLAG.serial);
    this.#neighbours = new Neighbours(library.path, info);
  }

  /**
   * Opens a token and logs its user in.
   *
   * @throws {FedzkError} `invalid-argument`: also a file that is no PKCS#11 library; `unsupported`: pkcs11js is not there;
   *   `not-found`: no such token; `invalid-state`: it is not initialized, or locked; `wrong-key`: a wrong PIN; `storage`: it does
   *   not answer; what `pin` throws
   */
  static async open(options: Pkcs11Options): Promise<Pkcs11Token> {
    const given = optionsOf(options, ['module', 'token', 'serial', 'pin']);
    const module = requireText(given.module, 'module', 'the path of a PKCS#11 library');
    const token = requireText(given.token, 'token', "the token's label");
    const serial =
      given.serial === undefined ? undefined : requireText(given.serial, 'serial', "the token's serial number");
    const pin = requirePin(given.pin);
    try {
      for (let look = 1; ; look++) {
        try {
          return await Pkcs11Token.#open(module, { token, serial }, pin);
        } catch (error) {
          // SoftHSM2 does not see a token whose file another process is writing, as at each login.
          if (!(error instanceof FedzkError && error.code === 'not-found') || look === MOST_LOOKS) throw error;
          await delay(look * PAUSE_MS);
        }
      }
    } finally {
      // A copy.
      if (typeof pin !== 'function') pin.fill(0);
    }
  }

  static async #open(module: string, wanted: Wanted, pin: Pkcs11Pin): Promise<Pkcs11Token> {
    const library = await Library.use(module);
    let opened: Pkcs11Token | undefined;
    try {
      opened = new Pkcs11Token(library, findToken(library.cryptoki, wanted), wanted.token);
      await opened.#logIn(pin);
      return opened;
    } catch (error) {
      if (opened !== undefined) opened.#session.close();
      library.release();
      throw error;
    }
  }

  /**
   * Gives an AES-256 key of the token as what unlocks key stores. Its calls run until the token has answered.
   *
   * @param label the key's, 1 to 64 bytes of UTF-8
   * @throws {FedzkError} `not-found`: there is none, and none was to be made; `wrong-key`: another one than `name` says;
   *   `invalid-state`: there are several of the label; `unsupported`: it may leave the token, or the token lacks AES key wrap
   */
  async keyProvider(label: string, options: Pkcs11KeyProviderOptions = {}): Promise<Pkcs11KeyProvider> {
    const named = requireLabel(label);
    const { create, name } = knownOptions(options, ['create', 'name']);
    const make = optionalFlag(create, 'create') === true;
    if (name !== undefined) requireText(name, 'name', 'the name of a provider, as slots() shows it');
    if (make && name !== undefined) {
      throw new FedzkError('invalid-argument', '"name" is for a key that is there; pass it without { create: true }.');
    }
    return this.#calls.run(async () => {
      if (make) await this.#make(named, KEK, CKM.aesKeyWrap);
      const session = this.#newSession(FLAG.serial);
      const key = await this.#orClosed(session, async () => new WrappingKey(session, named, this.#where, name));
      return {
        name: key.name,
        wrap: (bytes) => this.#calls.run(async () => key.wrap(bytes)),
        unwrap: (wrapped) => this.#calls.run(async () => key.unwrap(wrapped)),
        destroy: () => this.#calls.run(() => this.#writing(async (writer) => key.destroy(writer))),
      };
    });
  }

  /**
   * Gives an Ed25519 key of the token as what signs: `signerOf` makes a log's signer of it, and `@fedzk/agg` takes it as a
   * `signingKey`. Signatures are made on another thread, one after the other.
   *
   * @param label the key's, 1 to 64 bytes of UTF-8
   * @throws {FedzkError} `not-found`; `invalid-state`: several of the label; `damaged`: its public key is missing or another's;
   *   `unsupported`: it may leave the token, or the token lacks Ed25519
   */
  async signingKey(label: string, options: Pkcs11KeyOptions = {}): Promise<SigningKey> {
    const named = requireLabel(label);
    const { create } = knownOptions(options, ['create']);
    const make = optionalFlag(create, 'create') === true;
    return this.#calls.run(async () => {
      if (make) await this.#make(named, PAIR, CKM.eddsa);
      const session = this.#newSession(FLAG.serial);
      const pair = await this.#orClosed(session, () => SigningPair.find(session, named, this.#where));
      return {
        get publicKey() {
          return pair.publicKey.slice();
        },
        sign: (message) => this.#calls.run(() => pair.sign(message)),
      };
    });
  }

  /** Waits for what has begun, ends the token's keys here, and logs out with the last user of the token in this process. */
  close(): Promise<void> {
    return this.#calls.close(() => {
      for (const session of this.#others) session.close();
      this.#library.leave(this.#slot, this.#session);
      this.#session.close();
      this.#library.release();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #logIn(pin: Pkcs11Pin): Promise<void> {
    const { cryptoki } = this.#library;
    const login = async (text: string): Promise<void> => {
      for (let look = 1; ; look++) {
        try {
          cryptoki.C_Login(this.#session.handle, USER, text);
          return;
        } catch (error) {
          const value = returnValueOf(error);
          // By another part of the process, in between.
          if (value === 'CKR_USER_ALREADY_LOGGED_IN') return;
          // From SoftHSM2 where another process logs in at the same moment; it says nothing of the PIN.
          if (value !== 'CKR_GENERAL_ERROR' || look === MOST_LOOKS) throw this.#refused(error);
          await delay(look * PAUSE_MS);
        }
      }
    };
    await this.#library.enter(this.#slot, this.#session, () => withPin(pin, login));
  }

  /** Says what keeps the user from logging in, and how near a wrong PIN has brought the token to being locked. */
  #refused(cause: unknown): FedzkError {
    const failure = pkcs11Error(cause, `The token ${quoted(this.#label)}`);
    if (failure.code !== 'wrong-key') return failure;
    const warning = warningOf(this.#library.cryptoki, this.#slot);
    return new FedzkError(failure.code, `${failure.message} ${warning}`, { cause });
  }

  get #where(): string {
    return `the token ${quoted(this.#label)}`;
  }

  #newSession(flags: number): Session {
    const session = new Session(this.#library.cryptoki, this.#slot, this.#label, flags);
    this.#others.add(session);
    return session;
  }

  /** Closes a session whose key can't be had. */
  async #orClosed<T>(session: Session, find: () => Promise<T>): Promise<T> {
    try {
      return await find();
    } catch (error) {
      this.#end(session);
      throw error;
    }
  }

  async #make(label: string, kind: Kind, mechanism: number): Promise<void> {
    // Without it the key would be of no use; what finds the key says so.
    if (!this.#session.has(mechanism)) return;
    await this.#writing((session) => makeOnce(session, label, kind, this.#neighbours));
  }

  async #writing(work: (session: Session) => Promise<void>): Promise<void> {
    const session = this.#newSession(FLAG.serial | FLAG.readWrite);
    try {
      await work(session);
    } finally {
      this.#end(session);
    }
  }

  #end(session: Session): void {
    this.#others.delete(session);
    session.close();
  }
}

function requireText(value: unknown, name: string, expected: string): string {
  if (typeof value === 'string' && value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value)) return value;
  throw unexpected(name, expected, value);
}

/** Checks a key's label, and returns it in NFC. */
function requireLabel(value: unknown): string {
  const label = requireText(value, 'label', `the key's label, 1 to ${MOST_LABEL_BYTES} bytes of UTF-8`).normalize(
    'NFC',
  );
  if (utf8(label).length <= MOST_LABEL_BYTES) return label;
  throw unexpected('label', `a label of at most ${MOST_LABEL_BYTES} bytes of UTF-8`, value);
}
