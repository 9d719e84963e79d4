// Encrypts the personal fields of entries in the order of their calls, and erases persons.

import { optionsOf } from '@fedzk/core';
import { unexpected } from './argument.js';
import { writeReason, writeText } from './events/checks.js';
import { decodeEvent, eventText } from './events/entry.js';
import type { AuditEntry, AuditEvent, EventResult } from './events/event.js';
import { type SubjectKeys, seal, subjectOf } from './events/sealed.js';
import { utf8 } from './utf8.js';

export interface PrivacyOptions {
  /** The store of the persons' keys; see {@link AuditLog.erase}. */
  readonly keys: SubjectKeys;
}

/** A person that was erased. */
export interface Erased {
  /** The person's pseudonym in the log. */
  readonly subject: string;
  /** The index of the entry that says that the erasure is done. */
  readonly index: number;
}

/** @throws {FedzkError} `invalid-argument` */
export function privacyOf(given: PrivacyOptions | undefined): PrivacyOptions | undefined {
  if (given === undefined) return undefined;
  const privacy = given === null ? given : optionsOf(given, ['keys'], 'privacy');
  const keys: Partial<SubjectKeys> | undefined = privacy?.keys;
  const complete = [keys?.keyOf, keys?.find, keys?.destroy].every((method) => typeof method === 'function');
  if (!complete) throw unexpected('privacy', '{ keys: { keyOf, find, destroy } }', given);
  return privacy;
}

/** Encrypts the entries of one log. */
export class Privacy {
  readonly #keys: SubjectKeys;
  readonly #origin: string;
  /** Resolves when the last call is done. */
  #last: Promise<void> = Promise.resolve();
  #erasing: Promise<void> | undefined;

  constructor({ keys }: PrivacyOptions, origin: string) {
    this.#keys = keys;
    this.#origin = origin;
  }

  /**
   * Encrypts an entry, once, and passes it on after those of earlier calls. Several are encrypted at a time.
   *
   * @param next takes the entry before its first `await`
   */
  async append<T>(entry: string, next: (sealed: string) => Promise<T>): Promise<T> {
    // Not with a key that is being destroyed: nobody could read the entry.
    const sealing = this.#erasing === undefined ? this.#seal(entry) : this.#erasing.then(() => this.#seal(entry));
    sealing.catch(() => undefined); // it is awaited below
    const [before, done] = this.#turn();
    try {
      await before;
      const sealed = await sealing;
      return next(sealed);
    } finally {
      done();
    }
  }

  /** Takes the next turn: a promise for the end of the one before, and a function that ends this one. */
  #turn(): readonly [before: Promise<void>, done: () => void] {
    const before = this.#last;
    let done = (): void => undefined;
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    return [before, done];
  }

  /** Resolves when all earlier entries were passed on. */
  idle(): Promise<void> {
    return this.#last;
  }

  /**
   * Destroys a person's key. An entry that announces it is durable first, so that no entry becomes unreadable without a trace in
   * the log. A second entry has the result.
   *
   * @param append adds an entry, and resolves when it is durable
   */
  async erase(
    userId: string,
    reason: string | undefined,
    append: (event: AuditEvent) => Promise<{ readonly index: number }>,
  ): Promise<Erased> {
    writeText('userId', userId);
    if (reason !== undefined) writeReason('reason', reason);
    const [before, done] = this.#turn();
    const erasing = this.#last;
    this.#erasing = erasing;
    try {
      await before;
      const subject = await subjectOf(await this.#keys.keyOf(userId));
      const say = (result: EventResult): Promise<{ readonly index: number }> =>
        append({ user_id: 'system', operation: 'privacy.erase', resource: subject, result, ...given({ reason }) });
      await say('logged');
      try {
        await this.#keys.destroy(userId);
      } catch (error) {
        await say('error');
        throw error;
      }
      const { index } = await say('success');
      return { subject, index };
    } finally {
      if (this.#erasing === erasing) this.#erasing = undefined;
      done();
    }
  }

  async #seal(entry: string): Promise<string> {
    const { v: _, user_id, actor, session, source, ...rest } = decodeEvent(utf8(entry)) as AuditEntry;
    const personal = { user_id, ...given({ actor, session, source }) };
    const key = await this.#keys.keyOf(user_id);
    const [subject, sealed] = await Promise.all([
      subjectOf(key),
      seal(personal, { origin: this.#origin, id: rest.id }, key),
    ]);
    return eventText({ ...rest, user_id: subject }, { now: 0, id: rest.id, sealed });
  }
}

/** Without the fields that are undefined. */
function given<T extends object>(fields: T): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
