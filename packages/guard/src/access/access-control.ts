// Decides who may do what: what is not granted is denied.

import { type AuditEvent, type AuditSink, optionsOf } from '@fedzk/core';
import { type Principal, principalOf } from './principal.js';
import {
  type Action,
  bitOf,
  defaultRoles,
  defaultSeparation,
  masksOf,
  pairsOf,
  type Resource,
  type Roles,
} from './roles.js';
import { Told } from './told.js';

/** Why something is allowed or denied. */
export type AccessReason =
  /** A role of the principal grants it, and its scopes don't exclude it. */
  | 'granted'
  /** No role grants it, or there is no such resource or action. */
  | 'not-granted'
  /** A role grants it, but the key or session is restricted to other scopes. */
  | 'out-of-scope'
  /** The principal has no role, or one that is not known. */
  | 'unknown-role'
  /** The principal holds two roles that nobody may hold together. Everything is denied. */
  | 'separation-of-duties';

export interface AccessDecision {
  readonly allowed: boolean;
  readonly reason: AccessReason;
}

export interface AccessControlOptions {
  /** All roles. Default: {@link defaultRoles}; to add one: `{ ...defaultRoles, trainer: { … } }`. */
  readonly roles?: Roles | undefined;
  /** Pairs of roles that nobody may hold together. Default: {@link defaultSeparation}, as far as its roles exist. */
  readonly separate?: readonly (readonly [string, string])[] | undefined;
  /**
   * Receives each decision of `authorize` with its time, as the operation `access_decision`. Equal ones that wait for it are
   * one event with `details.count`.
   */
  readonly audit?: AuditSink | undefined;
}

/** Decides who may do what. Never changes once it is made. */
export interface AccessControl {
  /** Tells whether a role grants an action. False for what is not known, and never throws. */
  can(role: string, resource: Resource, action: Action): boolean;
  /**
   * Decides for a principal, and tells the audit sink. The decision holds even if the sink doesn't take it; `logged` of
   * {@link AccessControl} says whether it did.
   *
   * @throws {FedzkError} `invalid-argument`: no principal
   */
  authorize(principal: Principal, resource: Resource, action: Action): AccessDecision;
  /** Returns two of the roles that nobody may hold together. Ask it before someone gets a role. */
  conflict(roles: readonly string[]): readonly [string, string] | undefined;
  /**
   * Resolves when the audit sink has taken every decision so far.
   *
   * @throws {FedzkError} `not-logged`: it refused some since the last call
   */
  logged(): Promise<void>;
}

/**
 * Makes an access control from a matrix of roles.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const access = createAccessControl();
 * access.can('client', 'proof_generation', 'execute'); // true
 * access.authorize({ id: 'c1', roles: ['client'] }, 'audit_logs', 'read'); // { allowed: false, reason: 'not-granted' }
 * ```
 */
export function createAccessControl(options: AccessControlOptions = {}): AccessControl {
  const { roles = defaultRoles, separate, audit } = optionsOf(options, ['roles', 'separate', 'audit']);
  const masks = masksOf(roles);
  const pairs =
    separate === undefined
      ? defaultSeparation.filter(([a, b]) => masks.has(a) && masks.has(b))
      : pairsOf(separate, masks);
  const told = new Told(audit);

  const conflict = (held: readonly string[]): readonly [string, string] | undefined =>
    pairs.find(([a, b]) => held.includes(a) && held.includes(b));

  const decide = ({ roles: held, scopes }: Principal, resource: Resource, action: Action): AccessReason => {
    if (held.length === 0 || held.some((role) => !masks.has(role))) return 'unknown-role';
    if (conflict(held) !== undefined) return 'separation-of-duties';
    const mask = held.reduce((all, role) => all | (masks.get(role) ?? 0), 0);
    if ((mask & bitOf(resource, action)) === 0) return 'not-granted';
    return scopes === undefined || scopes.includes(`${resource}:${action}`) ? 'granted' : 'out-of-scope';
  };

  return Object.freeze<AccessControl>({
    can: (role, resource, action) => ((masks.get(role) ?? 0) & bitOf(resource, action)) !== 0,
    authorize(principal, resource, action) {
      const given = principalOf(principal);
      const reason = decide(given, resource, action);
      const allowed = reason === 'granted';
      told.tell(() => eventOf(given, resource, action, reason, masks));
      return { allowed, reason };
    },
    conflict: (held) => conflict(principalOf({ id: '-', roles: held }).roles),
    logged: () => told.logged(),
  });
}

/** Describes a decision. A role, resource or action that is not known is not repeated. */
function eventOf(
  { id, roles }: Principal,
  resource: Resource,
  action: Action,
  reason: AccessReason,
  masks: ReadonlyMap<string, number>,
): AuditEvent {
  const known = bitOf(resource, action) !== 0;
  return {
    user_id: id,
    operation: 'access_decision',
    resource: known ? resource : 'unknown',
    result: reason === 'granted' ? 'success' : 'denied',
    reason,
    ...(reason === 'separation-of-duties' && { severity: 'high' as const }),
    details: { action: known ? action : 'unknown', roles: roles.filter((role) => masks.has(role)).slice(0, 16) },
  };
}
