// Checks the options of a store and of its keys before anything is read or written.

import { methodsOf, unexpected } from '@fedzk/core';
import { knownOptions, optionalFlag } from '../argument.js';
import type { RestoreOptions } from '../backup/options.js';
import type { KeyStoreOptions, NewKey, NewKeyOptions, PutOptions } from './options.js';

const OPENING = ['audit', 'anchor', 'addAnchor', 'id', 'user'] as const satisfies (keyof KeyStoreOptions)[];
const NEW_KEY = [
  'id',
  'purpose',
  'owner',
  'expiresAt',
  'exportable',
  'metadata',
  'hold',
  'replace',
] as const satisfies (keyof NewKeyOptions)[];
const PUT = [...NEW_KEY, 'kind'] as const satisfies (keyof PutOptions)[];

const AUDIT = 'an object with append, such as an AuditLog of "@fedzk/audit"';
const ANCHOR = 'an Anchor, such as directoryAnchor(path) of "@fedzk/keys/node"';

/**
 * Checks and copies the options for making or opening a store.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function openingOptions(given: KeyStoreOptions): KeyStoreOptions {
  return checkOpening(knownOptions(given, OPENING));
}

/** @throws {FedzkError} `invalid-argument` */
export function restoreOptions(given: RestoreOptions): RestoreOptions {
  const options = checkOpening(knownOptions(given, [...OPENING, 'acceptRollback', 'signal', 'onProgress']));
  optionalFlag(options.acceptRollback, 'acceptRollback');
  return options;
}

function checkOpening<T extends KeyStoreOptions>(options: T): T {
  const { audit, anchor, addAnchor, user } = options;
  if (audit !== undefined) methodsOf(audit, ['append'], 'audit', AUDIT);
  if (anchor !== undefined) methodsOf(anchor, ['load', 'save'], 'anchor', ANCHOR);
  optionalFlag(addAnchor, 'addAnchor');
  if (user !== undefined) checkUser(user);
  return options;
}

const MOST_USER_CHARACTERS = 256;

/** Refuses a user that no event can have as its `user_id`, before anything is done that must be logged. */
function checkUser(user: unknown): void {
  const fits = typeof user === 'string' && user.length >= 1 && user.length <= MOST_USER_CHARACTERS;
  if (!fits || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(user)) {
    throw unexpected('user', `a string of one line of 1 to ${MOST_USER_CHARACTERS} characters`, user);
  }
  if (/^[0-9a-f]{64}$/i.test(user)) throw unexpected('user', 'a name, and no bare hash of one', user);
}

/** @throws {FedzkError} `invalid-argument`: an unknown name; the values are checked where they are read */
export function newKeyOptions(options: NewKeyOptions): NewKeyOptions {
  return knownOptions(options, NEW_KEY);
}

/** As {@link newKeyOptions}, for `put`. */
export function putOptions(options: PutOptions): PutOptions {
  return knownOptions(options, PUT);
}

/** As {@link newKeyOptions}, for one key of `putMany`. */
export function newKey(options: NewKey): NewKey {
  return knownOptions(options, [...PUT, 'key']);
}
