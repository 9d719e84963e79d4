// What is asked of a person who is signed in, before an act: a factor of a moment ago, or a second person.

import { problem } from '@fedzk/guard';
import type { Call, Mfa, Route } from '../http/route.js';

/** What an act needs besides a session. */
function mfaOf({ mfa }: Route, call: Call): Mfa | undefined {
  return typeof mfa === 'object' ? mfa.of(call) : mfa;
}

/** Answers in the place of the handler where a factor or a second person is needed. */
export async function askMore(route: Route, call: Call): Promise<Response | undefined> {
  const { session, system } = call;
  const mfa = mfaOf(route, call);
  if (mfa === undefined || session?.kind === 'recovery') return undefined;
  // The socket of a system for development needs none.
  if (session === undefined)
    return system.identity.self.mode === 'development' ? undefined : problem('unauthenticated');
  if (!system.people.sessions.isSteppedUp(session)) return stepUpRequired();
  return mfa === 'dual' ? system.approvals.request(route, call) : undefined;
}

/** Says that a factor is needed, and how it is given. */
export function stepUpRequired(): Response {
  const detail =
    'Show a passkey, or a code of your authenticator app that was not used yet: at the page, or by fedzk login. A password is not enough.';
  return problem('step-up-required', { members: { detail } });
}
