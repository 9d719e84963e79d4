// What waits for a second person, and its approval.

import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import { handled } from '../http/handled.js';
import { type Call, pathOf, type Route } from '../http/route.js';
import { type ApprovalRecord, hashOf } from './approvals.js';
import { note } from './entries.js';
import { assertionSchema } from './passkeys.js';
import { totpSchema } from './record.js';
import { stepUpRequired } from './second-factor.js';
import { begin, refuse } from './sign-in.js';

const KIB = 1_024;
const MARK_MS = 7 * 24 * 3_600_000;

const approvalSchema = v.strictObject({
  approve: v.boolean(),
  /** The hash of the act, as its approver was shown it. */
  act: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'Expected a hash in base64url.')),
  ...{ totp: v.optional(totpSchema), passkey: v.optional(assertionSchema) },
});
type Given = v.InferOutput<typeof approvalSchema>;

/** Makes the routes of approvals over a table of routes. */
export function approvalRoutes(table: () => readonly Route[]): readonly Route[] {
  return [
    {
      ...{
        method: 'GET',
        path: '/approvals',
        on: 'operators',
        need: 'system_monitoring:read',
        cost: 2,
        shed: 'health',
      },
      says: 'Lists the acts that wait for a second person.',
      async handle(call) {
        await call.system.approvals.prune(call);
        return json({ approvals: await Promise.all(call.system.approvals.list().map((each) => shown(call, each))) });
      },
    },
    {
      ...{ method: 'POST', path: '/approvals/:id', on: 'operators', session: 'full', cost: 2, shed: 'health' },
      ...{ takes: { type: 'application/json', most: 16 * KIB }, schema: approvalSchema },
      ...{ operation: 'approval.given', writesEntry: true },
      says: "Approves or refuses an act, by a factor that is bound to the act's hash. An approved act is done.",
      handle: (call) => decide(call, table),
    },
  ];
}

async function shown({ system, session }: Call, record: ApprovalRecord): Promise<object> {
  const { people, approvals } = system;
  const { id, act, by, requested, until, soleFrom } = record;
  const person = session && people.accounts.get(session.person);
  const hash = hashOf(record);
  return {
    ...{ id, act: hash, method: act.method, path: act.path, body: bodyOf(act.body), requested, until },
    by: { id: by, name: people.accounts.get(by)?.name },
    ...{ interrupted: approvals.isInterrupted(id), soleFrom },
    // What the browser needs for a passkey that signs this act.
    ...(person && { passkey: await people.passkeys.request(hash, person.passkeys) }),
  };
}

function bodyOf(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

async function decide(call: Call, table: () => readonly Route[]): Promise<Response> {
  const { system, session, params } = call;
  const { people, approvals } = system;
  await approvals.prune(call);
  const record = approvals.get(params['id'] ?? '');
  const person = session && people.accounts.get(session.person);
  if (record === undefined) return noSuch();
  if (session === undefined || person === undefined) return problem('unauthenticated');
  const route = table().find(
    (each) => each.on === 'operators' && each.method === record.act.method && pathOf(each) === record.act.route,
  );
  if (route?.need === undefined) return noSuch();
  const [resource, action] = route.need.split(':') as [never, never];
  const may = (roles: readonly string[]): boolean =>
    system.access.authorize({ id: person.id, roles }, resource, action).allowed;
  const no = async (reason: string, detail: string): Promise<Response> => {
    await tell(call, record, 'approval.refused', { result: 'denied', reason });
    return problem('forbidden', { members: { detail } });
  };
  if (!may(person.roles)) return no('not-granted', 'Your roles do not permit this act.');
  const given = call.body as Given;
  if (given.act !== hashOf(record)) {
    await tell(call, record, 'approval.refused', { result: 'denied', reason: 'another-act' });
    const detail = 'That is the hash of another act. Read the act again.';
    return problem('conflict', { members: { detail } });
  }
  if (!given.approve) {
    if (!people.sessions.isSteppedUp(session)) return stepUpRequired();
    await tell(call, record, 'approval.refused', {});
    await approvals.end(record.id);
    return json({ approval: record.id, approved: false });
  }
  if (record.by === person.id) {
    const isSole = people.accounts.admins().every(({ id }) => id === person.id);
    if (!isSole) return no('own-act', 'Another admin must approve it: you have asked for it.');
    if (Date.now() < Date.parse(record.soleFrom))
      return no('too-early', `There is no other admin, so it must wait until ${record.soleFrom}.`);
  }
  const refused = await checkFactor(call, person.id, given, hashOf(record));
  if (refused !== undefined) return refused;
  const asker = people.accounts.get(record.by);
  if (asker === undefined || !may(asker.roles))
    return no('asker-gone', 'Whoever has asked for it may not do it any more. Refuse it.');
  if (approvals.isInterrupted(record.id))
    return no('interrupted', 'It had begun when the process ended. See whether it was done, refuse it, and ask again.');
  const isFirst = await people.oneUse.take(people.hasher.of('approval', record.id), Date.now() + MARK_MS);
  if (!isFirst || approvals.get(record.id) === undefined) return noSuch();
  await approvals.begin(record);
  try {
    await tell(call, record, 'approval.given', {});
    return await execute(call, record, route);
  } catch (error) {
    approvals.interrupt(record.id);
    throw error;
  }
}

/** Checks the approver's factor: a passkey that has signed the act's hash, or six digits that were not used. */
async function checkFactor(call: Call, id: string, given: Given, hash: string): Promise<Response | undefined> {
  const { people } = call.system;
  const person = people.accounts.get(id);
  if (person === undefined || (given.passkey === undefined && given.totp === undefined)) return stepUpRequired();
  const attempt = given.passkey === undefined ? begin(call, person.name) : undefined;
  if (attempt instanceof Response) return attempt;
  const verdict = await people.check(person, given, (challenge) => challenge === hash);
  if (verdict !== 'ok') {
    await refuse(call, person, verdict);
    return stepUpRequired();
  }
  attempt?.succeeded();
  return undefined;
}

/** Does an act that was approved, for whoever has asked for it. */
async function execute(call: Call, record: ApprovalRecord, route: Route): Promise<Response> {
  const { system, request } = call;
  const { act, by, id } = record;
  const asker = system.people.accounts.get(by);
  const bytes = new TextEncoder().encode(act.body);
  const own: Call = {
    ...{ system, params: act.params, bytes, address: call.address, admitted: undefined },
    request: new Request(new URL(act.path, request.url), { method: act.method }),
    body: route.schema === undefined ? undefined : v.parse(route.schema, bodyOf(act.body)),
    principal: { id: by, roles: asker?.roles ?? [] },
  };
  const response = await handled(route, own);
  const text = await response.text();
  await tell(call, record, 'approval.executed', {
    result: response.ok ? 'success' : 'failure',
    details: { approval: id, status: response.status },
  });
  await system.approvals.end(id);
  return json({ approval: id, approved: true, status: response.status, result: text === '' ? {} : JSON.parse(text) });
}

function tell(call: Call, record: ApprovalRecord, operation: string, more: object): Promise<void> {
  return note(call, {
    ...{ who: call.session?.person, operation, resource: record.act.route, session: call.session?.id },
    ...{ details: { approval: record.id, act: hashOf(record) }, ...more },
  });
}

function noSuch(): Response {
  const detail = 'No such act waits: it was done, refused or forgotten. See the list.';
  return problem('not-found', { members: { detail } });
}
