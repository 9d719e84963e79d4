// Signing in. Whatever is wrong, the answer is the same, and takes as long; the log has the reason.

import { problem } from '@fedzk/guard';
import { json } from '../http/answer.js';
import type { Call } from '../http/route.js';
import { note } from './entries.js';
import type { Assertion } from './passkeys.js';
import { isEnrolled, type PersonRecord } from './record.js';
import { readCode } from './secret-text.js';
import type { Session, SessionKind } from './sessions.js';
import type { Try } from './slow-down.js';

/** What somebody signs in by. */
export interface Given {
  readonly passkey?: Assertion | undefined;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly totp?: string | undefined;
}

const RECOVERY_MARK_MS = 24 * 3_600_000;

/** Signs somebody in by a passkey, or by name, password and TOTP. */
export async function signIn(call: Call, given: Given): Promise<Response> {
  const { people } = call.system;
  if (given.passkey !== undefined) return byPasskey(call, given.passkey);
  const { name, password, totp } = given;
  if (name === undefined || password === undefined || totp === undefined) return incomplete();
  const attempt = begin(call, name);
  if (attempt instanceof Response) return attempt;
  if (!people.passwords.hasRoom) return problem('overloaded');
  const record = people.accounts.byName(name);
  const isRight = await people.passwords.isRight(password, record?.password);
  if (record === undefined || !isRight) return refuse(call, record, record ? 'wrong-password' : 'unknown-name');
  if (!isEnrolled(record) || record.totp === undefined) return refuse(call, record, 'not-enrolled');
  const verdict = await people.useTotp(record.id, record.totp.secret, totp);
  if (verdict !== 'ok') return refuse(call, record, verdict);
  attempt.succeeded();
  return opened(call, record, kindOf(call), 'password and TOTP');
}

async function byPasskey(call: Call, passkey: Assertion): Promise<Response> {
  const { people } = call.system;
  // Passkeys never wait. But whoever sends wrong ones without end does not fill the log.
  const attempt = people.slowDown.begin('passkey', `passkey ${call.address ?? 'socket'}`);
  const record = people.accounts.byPasskey(passkey.id);
  const verdict = record === undefined ? 'unknown-passkey' : await checkPasskey(call, record, passkey, 'sign-in');
  if (record !== undefined && verdict === 'ok') {
    if (typeof attempt !== 'number') attempt.succeeded();
    return opened(call, record, kindOf(call), 'passkey');
  }
  return typeof attempt === 'number' && verdict !== 'passkey-copied' ? refused() : refuse(call, record, verdict);
}

/** A session counts where it was opened. What comes by the socket has no address. */
function kindOf({ address }: Call): SessionKind {
  return address === undefined ? 'command-line' : 'page';
}

/** Checks a passkey by a challenge that was made for a purpose, and counts once. */
export async function checkPasskey(
  { system: { people } }: Call,
  record: PersonRecord,
  passkey: Assertion,
  purpose: string,
): Promise<string> {
  let challenge = '';
  const isOpen = (given: string): boolean => {
    challenge = given;
    return people.challenges.isOpen(purpose, given);
  };
  const verdict = await people.check(record, { passkey }, isOpen);
  return verdict === 'ok' && !people.challenges.answer(challenge) ? 'challenge-used' : verdict;
}

/** Opens a session by a recovery code, in which somebody may only enrol factors. */
export async function recover(call: Call, given: { readonly name: string; readonly code: string }): Promise<Response> {
  const { people } = call.system;
  const attempt = begin(call, given.name);
  if (attempt instanceof Response) return attempt;
  const code = readCode(given.code);
  const hash = people.hasher.of('recovery', code);
  const record = people.accounts.byName(given.name);
  if (record === undefined) return refuse(call, undefined, 'unknown-name');
  if (!record.recovery.includes(hash)) return refuse(call, record, 'wrong-recovery-code');
  const isFirst = await people.oneUse.take(people.hasher.of('used', hash), Date.now() + RECOVERY_MARK_MS);
  if (!isFirst) return refuse(call, record, 'recovery-code-used');
  const after = await people.accounts.change(record.id, (before) => ({
    ...before,
    recovery: before.recovery.filter((each) => each !== hash),
  }));
  attempt.succeeded();
  await note(call, {
    ...{ who: record.id, operation: 'person.recovered', severity: 'high' },
    details: { left: after.recovery.length },
  });
  return opened(call, after, 'recovery', 'recovery code');
}

/** Begins a try of a secret, unless there were too many. */
export function begin({ system, address = 'socket' }: Call, account: string): Try | Response {
  const attempt = system.people.slowDown.begin(account.normalize('NFC').toLowerCase(), address);
  return typeof attempt === 'number' ? problem('rate-limited', { retryAfterSeconds: attempt }) : attempt;
}

/** Refuses, and tells the log why. */
export async function refuse(
  call: Call,
  record: Pick<PersonRecord, 'id'> | undefined,
  reason: string,
): Promise<Response> {
  // Two devices have the same key, so that one of them is a copy.
  const alert = reason === 'passkey-copied' ? ({ severity: 'critical', category: 'passkey_copied' } as const) : {};
  await note(call, { who: record?.id, operation: 'session.refused', result: 'denied', reason, ...alert });
  return refused();
}

function refused(): Response {
  return problem('unauthenticated', { members: { detail: 'That is not right, or is not valid any more.' } });
}

/** Opens a session, and gives its token: the log has it first. */
export async function opened(
  call: Call,
  record: PersonRecord,
  kind: SessionKind,
  by: string,
  members: object = {},
): Promise<Response> {
  const { sessions } = call.system.people;
  const { token, session } = sessions.open(record.id, kind, call.address);
  try {
    await note(call, {
      ...{ who: record.id, operation: 'session.opened', session: session.id },
      details: { by, kind },
    });
  } catch (error) {
    sessions.close(session);
    throw error;
  }
  return json({ token, ...shownSession(call, session, record), ...members });
}

/** What somebody is told of their session. */
export function shownSession({ system }: Call, session: Session, { id, name, roles }: PersonRecord): object {
  const { sessions } = system.people;
  return {
    person: { id, name, roles },
    ...{ kind: session.kind, steppedUp: sessions.isSteppedUp(session), secondsLeft: sessions.secondsLeft(session) },
  };
}

function incomplete(): Response {
  const detail = 'Expected a passkey, or name, password and the six digits of the authenticator app.';
  return problem('invalid', { members: { path: '', code: 'incomplete', detail } });
}
