// The list of people, which admins change.

import { FedzkError } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';
import type { System } from '../system.js';
import { note } from './entries.js';
import { nameSchema, type PersonRole, rolesSchema, shownOf } from './record.js';

const KIB = 1_024;
const common = { on: 'operators', need: 'system_monitoring:write', cost: 20, shed: 'reports' } as const;
const takes = { type: 'application/json', most: 4 * KIB } as const;

const personSchema = v.strictObject({ name: nameSchema, roles: rolesSchema });
const changeSchema = v.strictObject({ roles: rolesSchema });

/** An act on an admin needs a second one: else an admin makes, or takes away, its own approver. */
const DUAL_FOR_ADMINS: Route['mfa'] = {
  says: 'step-up; an admin: dual',
  of: ({ system, params, body }) => {
    const { roles = [] } = (body ?? {}) as { readonly roles?: readonly PersonRole[] };
    const before = system.people.accounts.get(params['id'] ?? '')?.roles ?? [];
    return [...roles, ...before].includes('admin') ? 'dual' : 'step-up';
  },
};

export const peopleRoutes: readonly Route[] = [
  {
    ...{ ...common, method: 'GET', path: '/people', cost: 2, shed: 'reads' },
    says: 'Lists the people, their roles, and by what they sign in.',
    handle: async ({ system }) => json({ people: system.people.accounts.list().map(shownOf) }),
  },
  {
    ...{ ...common, method: 'POST', path: '/people', mfa: DUAL_FOR_ADMINS, takes, schema: personSchema },
    ...{ operation: 'person.created', writesEntry: true },
    says: 'Adds a person, and gives the code by which they make their first factors.',
    handle: (call) =>
      refusing(async () => {
        const { name, roles } = call.body as v.InferOutput<typeof personSchema>;
        const refused = conflictOf(call.system, roles);
        if (refused !== undefined) return refused;
        const { record, code, expires } = await call.system.people.accounts.invite(name, [...new Set(roles)]);
        const details = { roles: [...record.roles] };
        await note(call, { who: record.id, actor: actorOf(call), operation: 'person.created', details });
        return json({ person: shownOf(record), code, expires });
      }),
  },
  {
    ...{ ...common, method: 'DELETE', path: '/people/:id', mfa: DUAL_FOR_ADMINS },
    ...{ operation: 'person.removed', writesEntry: true },
    says: 'Removes a person: their sessions end.',
    handle: (call) =>
      refusing(async () => {
        const { people } = call.system;
        const id = call.params['id'] ?? '';
        await people.accounts.remove(id, () => requireAnotherAdmin(call.system, id));
        await note(call, { who: id, actor: actorOf(call), operation: 'person.removed' });
        return json({ removed: id });
      }),
  },
  {
    ...{ ...common, method: 'PUT', path: '/people/:id/roles', takes, schema: changeSchema },
    // Nobody's own: the handler refuses it at once.
    mfa: { says: 'dual', of: ({ principal, params }) => (principal?.id === params['id'] ? undefined : 'dual') },
    ...{ operation: 'person.roles', writesEntry: true },
    says: 'Gives a person other roles: their sessions end.',
    handle: (call) =>
      refusing(async () => {
        const { people } = call.system;
        const id = call.params['id'] ?? '';
        const { roles } = call.body as v.InferOutput<typeof changeSchema>;
        const refused = conflictOf(call.system, roles);
        if (refused !== undefined) return refused;
        if (call.principal?.id === id) throw new FedzkError('invalid-state', 'Another admin changes your roles.');
        const record = await people.accounts.change(id, (before) => {
          if (!roles.includes('admin')) requireAnotherAdmin(call.system, id);
          return { ...before, roles: [...new Set(roles)] };
        });
        const details = { roles: [...record.roles] };
        await note(call, { who: id, actor: actorOf(call), operation: 'person.roles', details });
        return json({ person: shownOf(record) });
      }),
  },
  {
    ...{ ...common, method: 'POST', path: '/people/:id/reset', mfa: 'dual' },
    ...{ operation: 'person.reset', writesEntry: true },
    says: 'Takes all factors of a person away, and gives the code by which they make new ones.',
    handle: (call) =>
      refusing(async () => {
        const { people } = call.system;
        const id = call.params['id'] ?? '';
        const { record, code, expires } = await people.accounts.reset(id, () => requireAnotherAdmin(call.system, id));
        await note(call, { who: id, actor: actorOf(call), operation: 'person.reset', severity: 'high' });
        return json({ person: shownOf(record), code, expires });
      }),
  },
];

function actorOf({ principal }: Call): string {
  return principal?.id ?? 'unknown';
}

/** Refuses roles that nobody holds together: an auditor has no other. */
function conflictOf({ access }: System, roles: readonly PersonRole[]): Response | undefined {
  const found = access.conflict(roles);
  if (found === undefined) return undefined;
  const detail = `Nobody is both ${found.join(' and ')}.`;
  return problem('invalid', { members: { path: 'roles', code: 'conflict', detail } });
}

function requireAnotherAdmin({ people }: System, id: string): void {
  const admins = people.accounts.admins();
  if (!admins.some((admin) => admin.id === id) || admins.length > 1) return;
  throw new FedzkError('invalid-state', 'This is the last admin who can sign in. Add another one first.');
}

async function refusing(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    const members = { detail: error.message };
    if (error.code === 'not-found') return problem('not-found', { members });
    if (error.code === 'already-exists' || error.code === 'invalid-state') return problem('conflict', { members });
    throw error;
  }
}
