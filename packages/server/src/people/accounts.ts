// The accounts of people: entries of the key store, one a person.

import { FedzkError, quoted } from '@fedzk/core';
import { Turns } from '../http/turns.js';
import { NAMES } from '../stores/identity.js';
import type { Secrets } from '../stores/secrets.js';
import { isEnrolled, type PersonRecord, type PersonRole } from './record.js';
import { CODE_DIGITS, type Hasher, isSame, newCode, newId, readCode } from './secret-text.js';

const INVITATION_MS = 24 * 3_600_000;
const RECOVERY_CODES = 10;
/** People of one organisation who run its aggregator. */
const MOST_PEOPLE = 1_000;

/** Factors that somebody enrols. */
export type NewFactors = Partial<Pick<PersonRecord, 'password' | 'totp' | 'passkeys'>>;

/** Somebody who may make their first factors. */
export interface Invited {
  readonly record: PersonRecord;
  /** Shown once. */
  readonly code: string;
  readonly expires: string;
}

/** Reads and changes accounts. */
export class Accounts {
  readonly #secrets: Secrets;
  readonly #hasher: Hasher;
  readonly #turns = new Turns();
  readonly #records = new Map<string, PersonRecord>();
  #changed: (id: string) => void = () => {};

  private constructor(secrets: Secrets, hasher: Hasher) {
    this.#secrets = secrets;
    this.#hasher = hasher;
  }

  /** Reads the accounts of the key store. */
  static async open(secrets: Secrets, hasher: Hasher): Promise<Accounts> {
    const accounts = new Accounts(secrets, hasher);
    for (const id of await secrets.under(NAMES.person)) {
      const record = await secrets.json<PersonRecord>(NAMES.person + id);
      if (record !== undefined) accounts.#records.set(id, record);
    }
    return accounts;
  }

  /** Calls a function when the roles or factors of a person have changed, or there is no such person any more. */
  onChange(changed: (id: string) => void): void {
    this.#changed = changed;
  }

  list(): readonly PersonRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get(id: string): PersonRecord | undefined {
    return this.#records.get(id);
  }

  /** Finds somebody by name, in any case. */
  byName(name: string): PersonRecord | undefined {
    const wanted = folded(name);
    return this.list().find((record) => folded(record.name) === wanted);
  }

  /** Finds whose passkey has an id. */
  byPasskey(id: string): PersonRecord | undefined {
    return this.list().find(({ passkeys }) => passkeys.some((passkey) => passkey.id === id));
  }

  /** Finds who has an invitation that is good yet. */
  byInvitation(code: string): PersonRecord | undefined {
    const hash = this.#hasher.of('invitation', readCode(code));
    return this.list().find(
      ({ invitation }) =>
        invitation !== undefined && Date.parse(invitation.expires) > Date.now() && isSame(invitation.hash, hash),
    );
  }

  /** The admins who can sign in. */
  admins(): readonly PersonRecord[] {
    return this.list().filter((record) => record.roles.includes('admin') && isEnrolled(record));
  }

  /**
   * Makes an account, with a code by which its owner makes the first factors.
   *
   * @throws {FedzkError} `already-exists`
   */
  invite(name: string, roles: readonly PersonRole[]): Promise<Invited> {
    return this.#turns.take('all', async () => {
      this.#requireFree(name);
      const { invitation, code, expires } = this.#invitation();
      const record: PersonRecord = { ...bare(name, roles), invitation };
      await this.#put(record, false);
      return { record, code, expires };
    });
  }

  /**
   * Makes the first account, an admin's.
   *
   * @returns the account and the recovery codes
   * @throws {FedzkError} `already-exists`
   */
  first(name: string, factors: NewFactors): Promise<{ readonly record: PersonRecord; readonly codes: string[] }> {
    return this.#turns.take('all', async () => {
      if (this.#records.size > 0) throw new FedzkError('already-exists', 'There are people already.');
      const { codes, recovery } = this.#recoveryCodes();
      const record: PersonRecord = { ...bare(name, ['admin']), ...factors, recovery };
      await this.#put(record, false);
      return { record, codes };
    });
  }

  /**
   * Gives somebody who was invited their first factors, and recovery codes.
   *
   * @throws {FedzkError} `not-found`: the code is not theirs any more
   */
  async accept(
    id: string,
    code: string,
    factors: NewFactors,
  ): Promise<{ readonly record: PersonRecord; readonly codes: string[] }> {
    const { codes, recovery } = this.#recoveryCodes();
    const hash = this.#hasher.of('invitation', readCode(code));
    const record = await this.change(id, ({ invitation, ...before }) => {
      // Another one may have been made meanwhile.
      if (invitation?.hash !== hash) throw new FedzkError('not-found', 'The code is not valid any more.');
      return { ...before, ...factors, recovery };
    });
    return { record, codes };
  }

  /** Takes all factors of somebody away, and makes a code for new ones. @throws {FedzkError} `not-found`; what `check` throws */
  async reset(id: string, check: () => void = () => {}): Promise<Invited> {
    const { invitation, code, expires } = this.#invitation();
    const record = await this.change(id, ({ password: _, totp: __, ...before }) => {
      check();
      return { ...before, passkeys: [], recovery: [], invitation };
    });
    return { record, code, expires };
  }

  /** Makes new recovery codes; those of before are void. */
  async renewRecovery(id: string): Promise<string[]> {
    const { codes, recovery } = this.#recoveryCodes();
    await this.change(id, (before) => ({ ...before, recovery }));
    return codes;
  }

  /**
   * Changes an account: its owner's sessions end.
   *
   * @param make makes the new record of the one that is there, or returns the same for no change
   * @throws {FedzkError} `not-found`; what `make` throws
   */
  change(id: string, make: (before: PersonRecord) => PersonRecord): Promise<PersonRecord> {
    return this.#turns.take('all', async () => {
      const before = this.#records.get(id);
      if (before === undefined) throw new FedzkError('not-found', 'There is no such person.');
      const record = make(before);
      if (record === before) return before;
      await this.#put(record, true);
      this.#changed(id);
      return record;
    });
  }

  /** Keeps how often a passkey has signed. This is no change of a factor. @returns whether it is more than before */
  count(id: string, passkey: string, counter: number): Promise<boolean> {
    return this.#turns.take('all', async () => {
      const before = this.#records.get(id);
      const found = before?.passkeys.find((each) => each.id === passkey);
      if (before === undefined || found === undefined || counter <= found.counter) return false;
      const passkeys = before.passkeys.map((each) => (each.id === passkey ? { ...each, counter } : each));
      await this.#put({ ...before, passkeys }, true);
      return true;
    });
  }

  /** Removes an account. @throws {FedzkError} `not-found`; what `check` throws */
  remove(id: string, check: (record: PersonRecord) => void): Promise<void> {
    return this.#turns.take('all', async () => {
      const record = this.#records.get(id);
      if (record === undefined) throw new FedzkError('not-found', 'There is no such person.');
      check(record);
      await this.#secrets.remove(NAMES.person + id);
      this.#records.delete(id);
      this.#changed(id);
    });
  }

  async #put(record: PersonRecord, replace: boolean): Promise<void> {
    // A passkey says whose it is by its id alone.
    if (record.passkeys.some(({ id }) => ![undefined, record.id].includes(this.byPasskey(id)?.id)))
      throw new FedzkError('already-exists', 'Somebody has a passkey with this id.');
    await this.#secrets.put(NAMES.person + record.id, record, { replace });
    this.#records.set(record.id, record);
  }

  #requireFree(name: string): void {
    if (this.byName(name) !== undefined) {
      throw new FedzkError('already-exists', `Somebody has the name ${quoted(name)}. Choose another.`);
    }
    if (this.#records.size >= MOST_PEOPLE) {
      throw new FedzkError('already-exists', `There are ${MOST_PEOPLE} people already. Remove one first.`);
    }
  }

  #invitation(): { readonly invitation: NonNullable<PersonRecord['invitation']>; code: string; expires: string } {
    const code = newCode(CODE_DIGITS.setup);
    const expires = new Date(Date.now() + INVITATION_MS).toISOString();
    return { invitation: { hash: this.#hasher.of('invitation', readCode(code)), expires }, code, expires };
  }

  #recoveryCodes(): { readonly codes: string[]; readonly recovery: string[] } {
    const codes = Array.from({ length: RECOVERY_CODES }, () => newCode(CODE_DIGITS.recovery));
    return { codes, recovery: codes.map((code) => this.#hasher.of('recovery', readCode(code))) };
  }
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function bare(name: string, roles: readonly PersonRole[]): PersonRecord {
  const created = new Date().toISOString();
  return { v: 1, id: newId(), name, roles, created, passkeys: [], recovery: [] };
}
