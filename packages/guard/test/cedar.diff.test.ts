// Cedar decides the same: on the whole default matrix, and on 10,000 random policies.

import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import {
  type Action,
  createAccessControl,
  defaultRoles,
  defaultSeparation,
  type Principal,
  type Resource,
  type Roles,
} from '@fedzk/guard';
import { Dice } from '@fedzk/testkit/random';
import { expect, it } from 'vitest';

const RESOURCES = ['proof_generation', 'model_aggregation', 'system_monitoring', 'audit_logs'] as const;
const ACTIONS = ['read', 'write', 'execute', 'delete'] as const;

type Pairs = readonly (readonly [string, string])[];

/** Writes roles as Cedar's policies: grants as permits, everything else that denies as forbids. */
function cedarOf(roles: Roles, pairs: Pairs): string {
  const permits = Object.entries(roles).flatMap(([role, grants]) =>
    RESOURCES.flatMap((resource) => {
      const actions = (grants[resource] ?? []).map((action) => `Action::"${action}"`);
      if (actions.length === 0) return [];
      return [
        `permit (principal in Role::"${role}", action in [${actions.join(', ')}], resource == Resource::"${resource}");`,
      ];
    }),
  );
  const forbids = pairs.map(
    ([a, b]) => `forbid (principal in Role::"${a}", action, resource) when { principal in Role::"${b}" };`,
  );
  return [
    ...permits,
    ...forbids,
    'forbid (principal in Unknown::"role", action, resource);',
    'forbid (principal, action, resource) when { context has scopes && !context.scopes.contains(context.permission) };',
  ].join('\n');
}

function cedarAllows(policies: string, roles: Roles, who: Principal, resource: string, action: string): boolean {
  const uid = { type: 'User', id: who.id };
  const parents = who.roles.map((id) =>
    Object.hasOwn(roles, id) ? { type: 'Role', id } : { type: 'Unknown', id: 'role' },
  );
  const answer = isAuthorized({
    principal: uid,
    action: { type: 'Action', id: action },
    resource: { type: 'Resource', id: resource },
    context: { permission: `${resource}:${action}`, ...(who.scopes && { scopes: [...who.scopes] }) },
    policies: { staticPolicies: policies },
    entities: [{ uid, attrs: {}, parents }],
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  expect(answer.response.diagnostics.errors).toEqual([]);
  return answer.response.decision === 'allow';
}

it('agrees on the default matrix, for each role and each two of them', () => {
  const access = createAccessControl();
  const policies = cedarOf(defaultRoles, defaultSeparation);
  const names = [...Object.keys(defaultRoles), 'unknown'];
  let allowed = 0;
  for (const roles of [...names.map((name) => [name]), ...names.flatMap((a) => names.map((b) => [a, b])), []]) {
    for (const resource of RESOURCES) {
      for (const action of ACTIONS) {
        const who = { id: 'u', roles };
        const ours = access.authorize(who, resource, action).allowed;
        expect([roles, resource, action, ours]).toEqual([
          roles,
          resource,
          action,
          cedarAllows(policies, defaultRoles, who, resource, action),
        ]);
        if (ours) allowed++;
      }
    }
  }
  expect(allowed).toBeGreaterThan(50);
});

it('agrees on 10,000 random policies', () => {
  const dice = new Dice(19);
  const some = <T>(list: readonly T[], oneIn: number): T[] => list.filter(() => dice.upTo(oneIn - 1) === 0);
  const counts = { true: 0, false: 0 };
  for (let i = 0; i < 10_000; i++) {
    const names = ['a', 'b', 'c'].slice(0, 1 + dice.upTo(2));
    const roles: Roles = Object.fromEntries(
      names.map((name) => [
        name,
        Object.fromEntries(some(RESOURCES, 2).map((resource) => [resource, some(ACTIONS, 2)])),
      ]),
    );
    const pairs: Pairs = names.length < 2 ? [] : some([['a', 'b'] as const], 3);
    const permissions = RESOURCES.flatMap((resource) => ACTIONS.map((action) => `${resource}:${action}`));
    const who: Principal = {
      id: 'u',
      roles: [...some(names, 2), dice.pick(names), ...some(['z'], 10)],
      scopes: dice.upTo(2) === 0 ? some(permissions, 2) : undefined,
    };
    const resource: Resource = dice.pick(RESOURCES);
    const action: Action = dice.pick(ACTIONS);
    const ours = createAccessControl({ roles, separate: pairs }).authorize(who, resource, action).allowed;
    const theirs = cedarAllows(cedarOf(roles, pairs), roles, who, resource, action);
    if (ours !== theirs) expect({ roles, pairs, who, resource, action, ours }).toEqual({ ours: theirs });
    counts[`${ours}`]++;
  }
  expect(Math.min(counts.true, counts.false)).toBeGreaterThan(2000);
});
