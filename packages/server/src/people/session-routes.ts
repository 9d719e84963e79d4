// Sessions: signing in and out, and showing a factor again.

import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';
import { note } from './entries.js';
import { assertionSchema } from './passkeys.js';
import { codeSchema, factorsOf, nameSchema, totpSchema } from './record.js';
import { stepUpRequired } from './second-factor.js';
import { begin, checkPasskey, recover, refuse, shownSession, signIn } from './sign-in.js';

const KIB = 1_024;
const anyPassword = v.optional(v.pipe(v.string(), v.maxLength(256)));
const takes = { type: 'application/json', most: 16 * KIB } as const;
const common = { on: 'operators', cost: 100, shed: 'health', writesEntry: true } as const;

const signInSchema = v.strictObject({
  ...{ passkey: v.optional(assertionSchema), name: v.optional(nameSchema) },
  ...{ password: anyPassword, totp: v.optional(totpSchema) },
});
const stepUpSchema = v.strictObject({
  ...{ passkey: v.optional(assertionSchema), totp: v.optional(totpSchema), password: anyPassword },
});
const recoverySchema = v.strictObject({ name: nameSchema, code: codeSchema });

export const sessionRoutes: readonly Route[] = [
  {
    ...{ ...common, method: 'POST', path: '/session', takes, schema: signInSchema, operation: 'session.opened' },
    says: 'Signs in by a passkey, or by name, password and TOTP.',
    handle: (call) => signIn(call, call.body as v.InferOutput<typeof signInSchema>),
  },
  {
    ...{ method: 'POST', path: '/session/challenge', on: 'operators', cost: 5, shed: 'health' },
    says: 'Gives what a browser needs to ask for a passkey: for a session a factor of its owner, else one to sign in.',
    async handle({ system, session }) {
      const { people } = system;
      const person = session && people.accounts.get(session.person);
      const purpose = session === undefined ? 'sign-in' : `step-up ${session.id}`;
      return json(await people.passkeys.request(people.challenges.make(purpose), person?.passkeys));
    },
  },
  {
    ...{ ...common, method: 'POST', path: '/session/step-up', takes, schema: stepUpSchema, session: 'full' },
    ...{ operation: 'session.stepped_up', says: 'Shows a factor again: a passkey, or a TOTP that was not used yet.' },
    async handle(call) {
      const { system, session } = call;
      const { people } = system;
      const { passkey, totp } = call.body as v.InferOutput<typeof stepUpSchema>;
      const record = session && people.accounts.get(session.person);
      if (session === undefined || record === undefined) return problem('unauthenticated');
      if (passkey === undefined && totp === undefined) return stepUpRequired();
      const attempt = passkey === undefined ? begin(call, record.name) : undefined;
      if (attempt instanceof Response) return attempt;
      const verdict =
        passkey === undefined
          ? await people.check(record, { totp }, () => false)
          : await checkPasskey(call, record, passkey, `step-up ${session.id}`);
      if (verdict !== 'ok') {
        await refuse(call, record, verdict);
        return stepUpRequired();
      }
      attempt?.succeeded();
      await note(call, { who: record.id, operation: 'session.stepped_up', session: session.id });
      people.sessions.stepUp(session);
      return json(shownSession(call, session, record));
    },
  },
  {
    ...{ ...common, method: 'POST', path: '/session/recovery', takes, schema: recoverySchema },
    ...{ operation: 'person.recovered', says: 'Opens a session by a recovery code, which only enrols factors.' },
    handle: (call) => recover(call, call.body as v.InferOutput<typeof recoverySchema>),
  },
  {
    ...{ method: 'GET', path: '/session', on: 'operators', cost: 1, shed: 'health', session: 'also-recovery' },
    says: 'Says whose session it is, and until when.',
    async handle(call) {
      const { system, session } = call;
      const record = session && system.people.accounts.get(session.person);
      if (session === undefined || record === undefined) return problem('unauthenticated');
      return json({ ...shownSession(call, session, record), factors: factorsOf(record) });
    },
  },
  {
    ...{ ...common, method: 'DELETE', path: '/session', cost: 1, session: 'also-recovery' },
    ...{ operation: 'session.closed', says: 'Signs out.' },
    async handle(call) {
      const { system, session } = call;
      if (session === undefined) return problem('unauthenticated');
      system.people.sessions.close(session);
      await note(call, { who: session.person, operation: 'session.closed', session: session.id });
      return json({ closed: true });
    },
  },
];
