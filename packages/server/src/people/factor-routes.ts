// The factors of whoever is signed in. Each change ends all sessions of that person, this one too.

import { FedzkError } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';
import { note } from './entries.js';
import { attestationSchema } from './passkeys.js';
import { factorsOf, isEnrolled, type PersonRecord, passwordSchema, totpSchema } from './record.js';
import type { Session } from './sessions.js';

const KIB = 1_024;
const MOST_PASSKEYS = 10;

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u));
const factorSchema = v.strictObject({
  begin: v.optional(v.picklist(['totp', 'passkey'])),
  ...{ totp: v.optional(totpSchema), password: v.optional(passwordSchema) },
  ...{ passkey: v.optional(attestationSchema), passkeyName: v.optional(label), recovery: v.optional(v.literal(true)) },
});
type Factor = v.InferOutput<typeof factorSchema>;

const common = { on: 'operators', shed: 'health' } as const;

export const factorRoutes: readonly Route[] = [
  {
    ...{ ...common, method: 'GET', path: '/self/factors', session: 'also-recovery', cost: 1 },
    says: 'Lists the own factors.',
    handle: async (call) => withPerson(call, async (record) => json(factorsOf(record))),
  },
  {
    ...{ ...common, method: 'POST', path: '/self/factors', session: 'also-recovery', cost: 100, mfa: 'step-up' },
    ...{ takes: { type: 'application/json', most: 16 * KIB }, schema: factorSchema },
    ...{ operation: 'person.factors', writesEntry: true },
    says: 'Begins or ends the making of a factor, or makes new recovery codes. Sessions end with it.',
    handle: (call) => withPerson(call, (record, session) => added(call, record, session)),
  },
  {
    ...{ ...common, method: 'DELETE', path: '/self/factors/:factor', session: 'full', cost: 100, mfa: 'step-up' },
    ...{ operation: 'person.factors', writesEntry: true },
    says: 'Removes a factor: totp, password, or the id of a passkey. Sessions end with it.',
    handle: (call) =>
      withPerson(call, async (record) => {
        const factor = call.params['factor'] ?? '';
        const changed = await change(call, record, (before) => without(before, factor), `${kindOf(factor)} removed`);
        return changed instanceof Response ? changed : json({ factors: factorsOf(changed), ended: true });
      }),
  },
];

async function withPerson(
  { system, session }: Call,
  work: (record: PersonRecord, session: Session) => Promise<Response>,
): Promise<Response> {
  const record = session && system.people.accounts.get(session.person);
  return session === undefined || record === undefined ? problem('unauthenticated') : work(record, session);
}

async function added(call: Call, record: PersonRecord, session: Session): Promise<Response> {
  const { people } = call.system;
  const given = call.body as Factor;
  const purpose = `factor ${session.id}`;
  if (given.begin === 'totp') {
    const made = people.newTotp(record.name);
    session.pendingTotp = made.secret;
    return json(made);
  }
  if (given.begin === 'passkey') return json(await people.passkeys.creation(record, purpose));
  if (given.recovery) {
    const codes = await people.accounts.renewRecovery(record.id);
    await tell(call, record, 'recovery codes renewed');
    return json({ recoveryCodes: codes, ended: true });
  }
  const made = await madeOf(call, record.id, given, session.pendingTotp, purpose);
  if (made instanceof Response) return made;
  if (made.passkey && record.passkeys.length >= MOST_PASSKEYS) return wrong('passkey', 'too-many');
  const { passkey, ...rest } = made;
  const names = Object.keys(made).join(' and ');
  const changed = await change(
    call,
    record,
    (before) => ({ ...before, ...rest, passkeys: [...before.passkeys, ...(passkey ? [passkey] : [])] }),
    `${names} added`,
  );
  return changed instanceof Response ? changed : json({ factors: factorsOf(changed), ended: true });
}

/** What a request makes of factors. */
interface Made extends Pick<PersonRecord, 'password' | 'totp'> {
  readonly passkey?: PersonRecord['passkeys'][number];
}

/** Checks and makes the factors of a request. One at least. */
export async function madeOf(
  { system: { people } }: Call,
  person: string,
  given: Pick<Factor, 'totp' | 'password' | 'passkey' | 'passkeyName'>,
  secret: string | undefined,
  purpose: string,
): Promise<Made | Response> {
  const { totp, password, passkey, passkeyName = 'passkey' } = given;
  if (totp === undefined && password === undefined && passkey === undefined) return wrong('', 'incomplete');
  if (totp !== undefined) {
    if (secret === undefined || (await people.useTotp(person, secret, totp)) !== 'ok') return wrong('totp', 'wrong');
  }
  const made = passkey && (await people.passkeys.created(passkey, purpose, passkeyName));
  const isTaken = made !== undefined && people.accounts.byPasskey(made.id) !== undefined;
  if (passkey !== undefined && (made === undefined || isTaken)) return wrong('passkey', 'refused');
  if (password !== undefined && !people.passwords.hasRoom) return problem('overloaded');
  return {
    ...(password !== undefined && { password: await people.passwords.make(password) }),
    ...(totp !== undefined && secret !== undefined && { totp: { secret, added: new Date().toISOString() } }),
    ...(made && { passkey: made }),
  };
}

/** Says which member of a request is wrong. */
export function wrong(path: string, code: string): Response {
  return problem('invalid', { members: { path, code } });
}

/** Changes the factors of somebody, who must be able to sign in afterwards. */
async function change(
  call: Call,
  record: PersonRecord,
  make: (before: PersonRecord) => PersonRecord,
  what: string,
): Promise<PersonRecord | Response> {
  try {
    const changed = await call.system.people.accounts.change(record.id, (before) => {
      const after = make(before);
      if (after === before) throw new FedzkError('not-found', 'There is no such factor.');
      if (isEnrolled(before) && !isEnrolled(after)) {
        throw new FedzkError('invalid-state', 'Without it nobody could sign in. Add another factor first.');
      }
      return after;
    });
    await tell(call, record, what);
    return changed;
  } catch (error) {
    if (!(error instanceof FedzkError) || !call.system.isLogging()) throw error;
    const type = { 'not-found': 'not-found', 'invalid-state': 'conflict' }[error.code as string];
    if (type === undefined) throw error;
    return problem(type as 'not-found' | 'conflict', { members: { detail: error.message } });
  }
}

function tell(call: Call, { id }: PersonRecord, what: string): Promise<void> {
  return note(call, { who: id, operation: 'person.factors', session: call.session?.id, details: { what } });
}

function kindOf(factor: string): string {
  return factor === 'totp' || factor === 'password' ? factor : 'passkey';
}

function without(before: PersonRecord, factor: string): PersonRecord {
  const { password, totp, ...rest } = before;
  if (factor === 'totp') return totp === undefined ? before : { ...rest, ...(password && { password }) };
  if (factor === 'password') return password === undefined ? before : { ...rest, ...(totp && { totp }) };
  const passkeys = before.passkeys.filter(({ id }) => id !== factor);
  return passkeys.length === before.passkeys.length ? before : { ...before, passkeys };
}
