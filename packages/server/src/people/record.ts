// What is kept of a person.

import * as v from 'valibot';
import type { PasswordRecord } from './passwords.js';

/** What people may be. An auditor is nothing else. */
const PERSON_ROLES = ['admin', 'coordinator', 'auditor'] as const;
/** A role of a person. */
export type PersonRole = (typeof PERSON_ROLES)[number];

/** A person's name: one line of letters, digits and some signs. */
export const nameSchema = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@+'-]*$/u, "Expected letters, digits, spaces and ._@+'- of 64 at most."),
  v.transform((name) => name.normalize('NFC').trim()),
);
/** Roles that somebody is given. */
export const rolesSchema = v.pipe(v.array(v.picklist(PERSON_ROLES)), v.minLength(1), v.maxLength(2));
/** A password. With a second factor 12 characters are more than enough. */
export const passwordSchema = v.pipe(v.string(), v.minLength(12), v.maxLength(256));
/** Six digits of an authenticator app. */
export const totpSchema = v.pipe(v.string(), v.regex(/^\d{6}$/, 'Expected six digits.'));
/** A code in groups, as a person types it. */
export const codeSchema = v.pipe(v.string(), v.minLength(8), v.maxLength(64));

/** A passkey. */
export interface PasskeyRecord {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** How often it has signed, where it counts. */
  readonly counter: number;
  readonly transports?: readonly string[];
  readonly added: string;
}

/** A code by which somebody makes their first factors. */
interface Invitation {
  readonly hash: string;
  readonly expires: string;
}

/** What the key store has of a person. */
export interface PersonRecord {
  readonly v: 1;
  /** A UUID of version 7. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly created: string;
  readonly password?: PasswordRecord;
  /** Base32, as apps take it. */
  readonly totp?: { readonly secret: string; readonly added: string };
  readonly passkeys: readonly PasskeyRecord[];
  /** HMACs of the recovery codes that are left. */
  readonly recovery: readonly string[];
  readonly invitation?: Invitation;
}

/** What others see of a person. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly created: string;
  /** Whether there are factors to sign in by. */
  readonly enrolled: boolean;
  readonly factors: Factors;
  /** Until when the code for the first factors is good. */
  readonly invited?: string;
}

/** By what somebody signs in. */
export interface Factors {
  readonly password: boolean;
  readonly totp: boolean;
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly added: string }[];
  readonly recoveryCodes: number;
}

/** Whether somebody can sign in: by a passkey, or by password and TOTP. */
export function isEnrolled({ passkeys, password, totp }: PersonRecord): boolean {
  return passkeys.length > 0 || (password !== undefined && totp !== undefined);
}

/** Lists by what somebody signs in. */
export function factorsOf({ password, totp, passkeys, recovery }: PersonRecord): Factors {
  return {
    ...{ password: password !== undefined, totp: totp !== undefined },
    passkeys: passkeys.map(({ id, name, added }) => ({ id, name, added })),
    recoveryCodes: recovery.length,
  };
}

/** Returns what others see of a person. */
export function shownOf(record: PersonRecord): Person {
  const { id, name, roles, created, invitation } = record;
  return {
    ...{ id, name, roles, created, enrolled: isEnrolled(record), factors: factorsOf(record) },
    ...(invitation && { invited: invitation.expires }),
  };
}
