// Who calls an operators' route: a person by the token of a session. No cookie: a cookie goes to every port of a host.

import type { IncomingMessage } from 'node:http';
import { problem } from '@fedzk/guard';
import type { Caller } from '../http/app.js';
import type { Route } from '../http/route.js';
import type { System } from '../system.js';
import { note } from './entries.js';
import type { Session, SessionKind } from './sessions.js';

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/i;

/** What is said to whoever has no session, by where they are. */
const DETAILS: Readonly<Record<'page' | 'command-line', string>> = {
  page: 'Nobody is signed in, or the session has ended. Sign in.',
  'command-line':
    'Nobody is signed in here. Run fedzk login; while there is no account yet, fedzk person first gives the code for the first admin.',
};

/** Where a request comes from, and what it asks for. */
export interface Asked {
  readonly incoming: IncomingMessage;
  readonly route: Pick<Route, 'need' | 'session' | 'path'>;
  readonly where: 'page' | 'command-line';
  readonly address: string | undefined;
}

/** Finds out which person calls, and whether they may. */
export async function admitPerson(system: System, asked: Asked): Promise<Caller | Response> {
  const { incoming, route, where, address } = asked;
  const session = sessionOf(system, incoming, where);
  const person = session && system.people.accounts.get(session.person);
  if (route.need === undefined && route.session === undefined) {
    return { principal: undefined, address, admitted: undefined, ...(session && { session }) };
  }
  if (session === undefined || person === undefined) {
    return problem('unauthenticated', { members: { detail: DETAILS[where], code: 'no-session' } });
  }
  if (session.kind === 'recovery' && route.session !== 'also-recovery') {
    return problem('forbidden', {
      members: { detail: 'After a recovery code you may only add factors. Then sign in.' },
    });
  }
  const principal = { id: person.id, roles: person.roles };
  if (route.need !== undefined) {
    const [resource, action] = route.need.split(':') as [never, never];
    if (!system.access.authorize(principal, resource, action).allowed) {
      if (system.isLogging()) {
        await note(
          { system, address },
          {
            ...{ who: person.id, operation: 'access_decision', resource: `${route.need}`, result: 'denied' },
            ...{ reason: 'not-granted', session: session.id },
          },
        ).catch(system.report);
      }
      return problem('forbidden', { members: { detail: 'Your roles do not permit this.' } });
    }
  }
  return { principal, address, admitted: undefined, session };
}

/** A session counts where it was opened: that of a page not at the socket, and the other way round. */
function sessionOf(system: System, { headers }: IncomingMessage, where: SessionKind): Session | undefined {
  const [, token] = BEARER.exec(headers.authorization ?? '') ?? [];
  const session = token === undefined ? undefined : system.people.sessions.find(token);
  const isHere = session !== undefined && (session.kind === 'command-line') === (where === 'command-line');
  return isHere ? session : undefined;
}

/** Whether a request comes with the token of a session, one that is good or not. */
export function hasToken({ headers }: IncomingMessage): boolean {
  return BEARER.test(headers.authorization ?? '');
}
