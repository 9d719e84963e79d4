// Finds a key by its label, and refuses one whose attributes let it leave the token or be used in other ways.

import { FedzkError, quoted } from '@fedzk/core';
import type { Handle } from './cryptoki.js';
import { CKA, CKO } from './numbers.js';
import type { Session } from './session.js';

/** Attributes that a key must have, by their names in PKCS#11. */
export type Rules = Readonly<Record<string, { readonly type: number; readonly is: boolean; readonly orNone?: true }>>;

/** What every key has: it stays in the token, is for its user alone, and its value never leaves. */
const STAYS: Rules = {
  CKA_TOKEN: { type: CKA.token, is: true },
  CKA_PRIVATE: { type: CKA.private, is: true },
  CKA_SENSITIVE: { type: CKA.sensitive, is: true },
  CKA_EXTRACTABLE: { type: CKA.extractable, is: false },
  CKA_DERIVE: { type: CKA.derive, is: false, orNone: true },
};

/**
 * Finds the keys of a class and a label.
 *
 * @param type one of the classes of keys
 * @param of what the key must be, such as `an AES key`
 * @param where the token, for messages: `the token "fedzk"`
 * @throws {FedzkError} `not-found`; `unsupported`: there is a key of another class
 */
export function keysOf(session: Session, type: number, label: string, of: string, where: string): Handle[] {
  const find = (value: number): Handle[] =>
    session.find([
      { type: CKA.class, value },
      { type: CKA.label, value: label },
    ]);
  const found = find(type);
  if (found.length > 0) return found;
  const others = [CKO.secretKey, CKO.privateKey].filter((other) => other !== type);
  if (others.some((other) => find(other).length > 0)) throw ofAnotherKind(label, of);
  const text = `There is no key ${quoted(label)} in ${where}. Pass { create: true } to make one, where it never had one.`;
  throw new FedzkError('not-found', `${text} If it had one, the key was destroyed or the token was reset.`);
}

function ofAnotherKind(label: string, of: string): FedzkError {
  return new FedzkError('unsupported', `The key ${quoted(label)} is not ${of}; use one of another label.`);
}

/** Makes the error for several keys of one label. */
export function ambiguous(label: string, count: number, where: string, instead: string): FedzkError {
  const text = `There are ${count} keys ${quoted(label)} in ${where}, and none is taken at random. ${instead}`;
  return new FedzkError('invalid-state', text);
}

/**
 * Checks a key's type and attributes.
 *
 * @param of what the key must be, such as `an AES key`
 * @throws {FedzkError} `unsupported`, with the attribute
 */
export function checkKey(
  session: Session,
  key: Handle,
  expected: { readonly label: string; readonly of: string; readonly keyType: number; readonly rules: Rules },
): void {
  const { label, of, keyType, rules } = expected;
  if (session.number(key, CKA.keyType) !== keyType) {
    throw ofAnotherKind(label, of);
  }
  for (const [name, { type, is, orNone }] of Object.entries({ ...STAYS, ...rules })) {
    const value = session.flag(key, type);
    if (value === is || (value === undefined && orNone)) continue;
    const text = `The key ${quoted(label)} is refused: its attribute ${name} must be ${is}, and is ${value ?? 'missing'}.`;
    throw new FedzkError('unsupported', `${text} Make a new key of another label, by { create: true }.`);
  }
}
