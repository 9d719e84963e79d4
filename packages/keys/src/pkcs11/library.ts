// A library of PKCS#11. It is initialized once in a process, and finalized when its last user has closed.

import { realpathSync } from 'node:fs';
import { FedzkError, quoted, toHex } from '@fedzk/core';
import { type Cryptoki, type Handle, loadCryptoki } from './cryptoki.js';
import { FLAG } from './numbers.js';
import { isGone, pkcs11Error, returnValueOf } from './problems.js';
import type { Session } from './session.js';

/** Those that were loaded, by their real paths. A library stays loaded: many can't be unloaded safely. */
const libraries = new Map<string, Library>();

export class Library {
  readonly cryptoki: Cryptoki;
  /** The path of its file. */
  readonly path: string;
  readonly #subject: string;
  #users = 0;
  /** Whether it was initialized here, and not by another part of the process, which then finalizes it. */
  #own = false;
  /** The tokens that were logged in here, by slot, and how many use them. */
  readonly #logins = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(cryptoki: Cryptoki, path: string) {
    this.cryptoki = cryptoki;
    this.path = path;
    this.#subject = `The PKCS#11 library ${quoted(path)}`;
  }

  /**
   * Loads and initializes a library for one more user, who calls {@link release} in the end.
   *
   * @throws {FedzkError} `invalid-argument`: no file, or no library of PKCS#11; `unsupported`: no pkcs11js; `storage`
   */
  static async use(path: string): Promise<Library> {
    const real = realPath(path);
    const loaded = libraries.get(real) ?? (await load(real, (cryptoki) => new Library(cryptoki, path)));
    loaded.#acquire();
    return loaded;
  }

  /** Finalizes it with its last user. */
  release(): void {
    this.#users -= 1;
    if (this.#users > 0 || !this.#own) return;
    this.#own = false;
    this.#orGone(() => this.cryptoki.C_Finalize());
  }

  /**
   * Logs in, unless this process is logged in already. One after the other, since the login is the process's.
   *
   * @param login gets the PIN and logs in
   */
  async enter(slot: Handle, session: Session, login: () => Promise<void>): Promise<void> {
    const entered = this.#turn.then(async () => {
      const key = toHex(slot);
      const there = session.isLoggedIn();
      if (!there) await login();
      const users = this.#logins.get(key);
      if (!there || users !== undefined) this.#logins.set(key, (users ?? 0) + 1);
    });
    this.#turn = entered.catch(() => undefined);
    return entered;
  }

  /** Logs out with the last user of a token that was logged in here. */
  leave(slot: Handle, session: Session): void {
    const key = toHex(slot);
    const users = this.#logins.get(key);
    if (users === undefined) return;
    this.#logins.set(key, users - 1);
    if (users > 1) return;
    this.#logins.delete(key);
    this.#orGone(() => this.cryptoki.C_Logout(session.handle));
  }

  #acquire(): void {
    if (this.#users === 0) {
      try {
        // Signatures are made on other threads.
        this.cryptoki.C_Initialize({ flags: FLAG.osLocking });
        this.#own = true;
      } catch (error) {
        if (returnValueOf(error) !== 'CKR_CRYPTOKI_ALREADY_INITIALIZED') {
          const text = `${this.#subject} can't be initialized: its configuration may be missing, or its device or service.`;
          throw new FedzkError('storage', `${text} The error's cause has what it says.`, { cause: error });
        }
      }
    }
    this.#users += 1;
  }

  #orGone(end: () => void): void {
    try {
      end();
    } catch (error) {
      if (!isGone(error)) throw pkcs11Error(error, this.#subject);
    }
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    const problem = `expected the path of a PKCS#11 library, and there is no file ${quoted(path)}`;
    throw new FedzkError('invalid-argument', `"module" ${problem}.`, { cause });
  }
}

async function load(path: string, make: (cryptoki: Cryptoki) => Library): Promise<Library> {
  const cryptoki = await loadCryptoki();
  // Another call may have loaded it meanwhile.
  const there = libraries.get(path);
  if (there !== undefined) return there;
  try {
    cryptoki.load(path);
  } catch (cause) {
    const example = 'such as /usr/lib/softhsm/libsofthsm2.so';
    const problem = `expected the path of a PKCS#11 library, ${example}; ${quoted(path)} can't be loaded as one`;
    throw new FedzkError('invalid-argument', `"module" ${problem}. The error's cause says why.`, { cause });
  }
  const library = make(cryptoki);
  libraries.set(path, library);
  return library;
}
