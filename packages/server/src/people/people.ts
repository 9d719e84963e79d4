// People: their accounts, factors and sessions.

import { Secret, TOTP } from 'otpauth';
import type { Config } from '../config.js';
import { NAMES } from '../stores/identity.js';
import type { Secrets } from '../stores/secrets.js';
import { Accounts } from './accounts.js';
import { Challenges } from './challenges.js';
import { Logins } from './logins.js';
import { OneUse } from './one-use.js';
import { type Assertion, Passkeys } from './passkeys.js';
import { Passwords } from './passwords.js';
import type { PersonRecord } from './record.js';
import { Hasher } from './secret-text.js';
import { Sessions } from './sessions.js';
import { SlowDown } from './slow-down.js';

/** A step of an authenticator app is long over then. */
const STEP_OVER_MS = 10 * 60_000;
const PRUNE_MS = 60_000;

/** A factor that somebody shows again. */
export interface Shown {
  readonly totp?: string | undefined;
  readonly passkey?: Assertion | undefined;
}

/** Why a factor was refused; for the log alone. */
export type FactorRefusal = 'none' | 'wrong-totp' | 'totp-used' | 'wrong-passkey' | 'passkey-copied';

/** What is there for people. */
export class People {
  readonly accounts: Accounts;
  readonly oneUse: OneUse;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly hasher: Hasher;
  readonly #now = (): number => performance.now();
  readonly challenges: Challenges = new Challenges(this.#now);
  readonly sessions: Sessions = new Sessions(this.#now);
  readonly logins: Logins = new Logins(this.#now);
  readonly slowDown: SlowDown = new SlowDown(this.#now);
  #pruneAt = 0;

  private constructor(accounts: Accounts, oneUse: OneUse, hasher: Hasher, url: string) {
    this.accounts = accounts;
    this.oneUse = oneUse;
    this.hasher = hasher;
    this.passwords = new Passwords(hasher.key);
    this.passkeys = new Passkeys(url, this.challenges);
    accounts.onChange((id) => void this.sessions.closeOf(id));
  }

  /** Reads the accounts of the key store. */
  static async open(secrets: Secrets, { operators }: Pick<Config, 'operators'>): Promise<People> {
    const pepper = await secrets.needed(NAMES.pepper);
    const hasher = Hasher.from(pepper, 'people');
    pepper.fill(0);
    return new People(await Accounts.open(secrets, hasher), await OneUse.open(secrets), hasher, operators.url);
  }

  /** Makes the secret of an authenticator app, and what the app reads of it. */
  newTotp(name: string): { readonly secret: string; readonly uri: string } {
    const secret = new Secret();
    const totp = new TOTP({ issuer: 'FEDzk', label: name, secret });
    return { secret: secret.base32, uri: totp.toString() };
  }

  /** Checks six digits, each of which count once. */
  async useTotp(person: string, secret: string, digits: string): Promise<'ok' | 'wrong-totp' | 'totp-used'> {
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const timestamp = Date.now();
    // One step before and after, for clocks that differ.
    const delta = totp.validate({ token: digits, timestamp, window: 1 });
    if (delta === null) return 'wrong-totp';
    const hash = this.hasher.of('totp', person, String(totp.counter({ timestamp }) + delta));
    return (await this.oneUse.take(hash, timestamp + STEP_OVER_MS)) ? 'ok' : 'totp-used';
  }

  /**
   * Checks a factor of a person: a passkey, or six digits that were not used before. A password is none.
   *
   * @param challenge what the passkey must have signed
   */
  async check(
    record: PersonRecord,
    { totp, passkey }: Shown,
    challenge: (given: string) => boolean,
  ): Promise<'ok' | FactorRefusal> {
    if (passkey !== undefined) return this.#checkPasskey(record, passkey, challenge);
    if (totp === undefined) return 'none';
    return record.totp === undefined ? 'wrong-totp' : this.useTotp(record.id, record.totp.secret, totp);
  }

  async #checkPasskey(
    { id, passkeys }: PersonRecord,
    answer: Assertion,
    challenge: (given: string) => boolean,
  ): Promise<'ok' | FactorRefusal> {
    const passkey = passkeys.find((each) => each.id === answer.id);
    if (passkey === undefined) return 'wrong-passkey';
    const counter = await this.passkeys.check(passkey, answer, challenge);
    if (counter === 'wrong') return 'wrong-passkey';
    if (counter === 'copied') return 'passkey-copied';
    // It counts nothing, or another answer of the same count came first.
    return counter === 0 || (await this.accounts.count(id, passkey.id, counter)) ? 'ok' : 'passkey-copied';
  }

  /** Forgets what is over, now and then. */
  async tend(): Promise<void> {
    const now = performance.now();
    if (now < this.#pruneAt) return;
    this.#pruneAt = now + PRUNE_MS;
    this.sessions.prune();
    await this.oneUse.prune();
  }
}
