// Roles, resources and actions, and the matrix that holds unless a service has its own.

import { FedzkError, fieldsOf, listOf, quoted, requireKnown, unexpected } from '@fedzk/core';

const RESOURCES = ['proof_generation', 'model_aggregation', 'system_monitoring', 'audit_logs'] as const;
const ACTIONS = ['read', 'write', 'execute', 'delete'] as const;

export type Resource = (typeof RESOURCES)[number];
export type Action = (typeof ACTIONS)[number];

/** A resource and an action, such as `model_aggregation:read`. */
export type Permission = `${Resource}:${Action}`;

/** What a role may do. An action that is not listed is denied. */
export type Grants = { readonly [R in Resource]?: readonly Action[] };

/** Grants by the role's name, which is `[a-z][a-z0-9_-]*`, 64 characters at most. */
export type Roles = Readonly<Record<string, Grants>>;

/** The roles of a federation: its clients, who coordinates rounds, who runs the system, and who checks on all of them. */
export const defaultRoles: {
  readonly client: Grants;
  readonly coordinator: Grants;
  readonly admin: Grants;
  readonly auditor: Grants;
} = Object.freeze({
  client: { proof_generation: ['execute'], model_aggregation: ['read'] },
  coordinator: {
    proof_generation: ['read', 'execute'],
    model_aggregation: ['read', 'write', 'execute'],
    system_monitoring: ['read'],
  },
  admin: {
    proof_generation: ['read', 'write', 'execute', 'delete'],
    model_aggregation: ['read', 'write', 'execute', 'delete'],
    system_monitoring: ['read', 'write'],
    audit_logs: ['read', 'write'],
  },
  auditor: { system_monitoring: ['read'], audit_logs: ['read'] },
});

/**
 * Pairs of roles that nobody holds together: an auditor does nothing that it would have to check. The roles that a service
 * adds may be held together unless it says otherwise.
 */
export const defaultSeparation: readonly (readonly [string, string])[] = Object.freeze([
  ['coordinator', 'auditor'],
  ['admin', 'auditor'],
  ['client', 'auditor'],
] as const);

const ROLE = /^[a-z][a-z0-9_-]{0,63}$/;

/**
 * Reads roles into one set of bits each: bit 4r + a stands for action a on resource r.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function masksOf(roles: Roles): ReadonlyMap<string, number> {
  const names = namesOf(roles, 'roles');
  requireKnown(roles, names, 'roles'); // refuses what is no plain object
  const given = fieldsOf(roles, names, 'roles');
  const wrong = names.find((name) => !ROLE.test(name));
  if (wrong !== undefined) throw unexpected('roles', 'names of [a-z][a-z0-9_-]*, 64 characters at most', wrong);
  return new Map(names.map((name) => [name, maskOf(given[name] as Grants, `roles.${name}`)]));
}

function namesOf(object: object, name: string): string[] {
  if (typeof object !== 'object' || object === null) throw unexpected(name, 'an object', object);
  try {
    return Object.keys(object);
  } catch (cause) {
    throw unexpected(name, 'an object', object, { cause });
  }
}

function maskOf(grants: Grants, name: string): number {
  const given = fieldsOf(grants, RESOURCES, name);
  requireKnown(grants, RESOURCES, name);
  let mask = 0;
  for (const resource of RESOURCES) {
    const actions = given[resource];
    if (actions === undefined) continue;
    const place = `${name}.${resource}`;
    for (const action of listOf(actions, place, 'a list of actions', (each) => actionOf(each, place))) {
      mask |= bitOf(resource, action);
    }
  }
  return mask;
}

function actionOf(action: unknown, name: string): Action {
  const known = ACTIONS.find((each) => each === action);
  if (known === undefined) throw unexpected(name, `actions of ${ACTIONS.join(', ')}`, action);
  return known;
}

/** Returns the bit of a permission, or 0 where there is none. */
export function bitOf(resource: unknown, action: unknown): number {
  const r = RESOURCES.indexOf(resource as Resource);
  const a = ACTIONS.indexOf(action as Action);
  return r < 0 || a < 0 ? 0 : 1 << (ACTIONS.length * r + a);
}

/**
 * Reads the pairs of roles that nobody may hold together.
 *
 * @throws {FedzkError} `invalid-argument`: no list of pairs, or a role that there is not
 */
export function pairsOf(separate: unknown, known: ReadonlyMap<string, number>): (readonly [string, string])[] {
  const expected = 'a list of pairs of roles';
  return listOf(separate, 'separate', expected, (pair) => {
    const names = listOf(pair, 'separate', expected, (name) => {
      if (typeof name === 'string' && known.has(name)) return name;
      if (typeof name === 'string') {
        throw new FedzkError('invalid-argument', `"separate" names the role ${quoted(name)}, which "roles" has not.`);
      }
      throw unexpected('separate', expected, name);
    });
    const [first, second, ...more] = names;
    if (first === undefined || second === undefined || first === second || more.length > 0) {
      throw unexpected('separate', 'pairs of two different roles', pair);
    }
    return [first, second] as const;
  });
}
