// Sign-in of the command line.

import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';
import { note } from './entries.js';
import { refuse } from './sign-in.js';

const KIB = 1_024;
const line = v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u));
const askSchema = v.strictObject({ user: line, host: line });
const decideSchema = v.strictObject({ approve: v.optional(v.boolean()) });
const takes = { type: 'application/json', most: KIB } as const;

export const loginRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/logins', on: 'socket', cost: 2, shed: 'health', takes, schema: askSchema },
    ...{
      operation: 'login.asked',
      says: 'Begins a sign-in of the command line, and gives the code to type at the page.',
    },
    async handle({ system, body }) {
      const begun = system.people.logins.begin(body as v.InferOutput<typeof askSchema>);
      const url = system.config.operators.url;
      return begun === undefined ? problem('rate-limited') : json({ ...begun, url });
    },
  },
  {
    ...{ method: 'GET', path: '/logins/:login', on: 'socket', cost: 2, shed: 'health' },
    says: 'Says whether a person has approved the sign-in, and gives its token once.',
    async handle({ system, params }) {
      const outcome = system.people.logins.outcome(params['login'] ?? '');
      if (outcome === 'unknown')
        return problem('not-found', { members: { detail: 'The code has expired. Ask again.' } });
      return json(typeof outcome === 'string' ? { state: outcome } : { state: 'approved', ...outcome });
    },
  },
  {
    ...{ method: 'POST', path: '/logins/:code', on: 'operators', session: 'full', cost: 5, shed: 'health', takes },
    ...{ schema: decideSchema, operation: 'session.opened', writesEntry: true },
    mfa: {
      says: 'step-up',
      of: ({ body }) => ((body as { approve?: boolean } | undefined)?.approve ? 'step-up' : undefined),
    },
    says: 'Says who asks to sign in the command line by a code; with approve, decides it.',
    handle: decide,
  },
];

async function decide(call: Call): Promise<Response> {
  const { system, session, params } = call;
  const { people } = system;
  const { approve } = call.body as v.InferOutput<typeof decideSchema>;
  const code = params['code'] ?? '';
  const person = session && people.accounts.get(session.person);
  if (session === undefined || person === undefined) return problem('unauthenticated');
  // Else one session of a command line would make the next without end.
  if (session.kind !== 'page') return problem('forbidden', { members: { detail: 'Type the code at the page.' } });
  const found = people.logins.find(code);
  if (found === undefined) {
    await refuse(call, person, 'wrong-login-code');
    return problem('not-found', {
      members: { detail: 'No sign-in has this code. After five wrong ones all are void.' },
    });
  }
  if (approve === undefined) return json({ ...found.claim, asked: found.asked });
  const who = { who: person.id, details: { user: found.claim.user, host: found.claim.host, by: 'login code' } };
  if (!approve) {
    if (!people.logins.decide(code, () => 'refused')) return problem('conflict');
    await note(call, { ...who, operation: 'session.refused', result: 'denied', reason: 'login-refused' });
    return json({ approved: false });
  }
  // Nobody else decides between here and the entry: the session is there only if it is the first decision.
  let opened: ReturnType<typeof people.sessions.open> | undefined;
  const isFirst = people.logins.decide(code, () => {
    opened = people.sessions.open(person.id, 'command-line', undefined);
    return { token: opened.token };
  });
  if (!isFirst || opened === undefined) return problem('conflict');
  try {
    await note(call, { ...who, operation: 'session.opened', session: opened.session.id });
  } catch (error) {
    people.sessions.close(opened.session);
    throw error;
  }
  return json({ approved: true });
}
