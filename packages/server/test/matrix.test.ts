// Who may use which route, over the real listeners, beside Cedar's decision over the matrix of the security guide.

import { request } from 'node:http';
import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listener, Route } from '../src/http/route.js';
import { pathOf } from '../src/http/route.js';
import { ROUTES } from '../src/http/routes.js';
import type { PersonRole } from '../src/people/record.js';
import { type Somebody, takeUp } from './support/people.js';
import { startSystem, type TestSystem } from './support/system.js';
import { enrol } from './support/task.js';
import { type Papers, papersOf, Wire } from './support/wire.js';

/** The matrix, written by hand from the guide: r read, w write, x execute, d delete. */
const POLICIES = `
permit (principal in Role::"client", action == Action::"execute", resource == Resource::"proof_generation");
permit (principal in Role::"client", action == Action::"read", resource == Resource::"model_aggregation");
permit (principal in Role::"coordinator", action in [Action::"read", Action::"execute"], resource == Resource::"proof_generation");
permit (principal in Role::"coordinator", action in [Action::"read", Action::"write", Action::"execute"], resource == Resource::"model_aggregation");
permit (principal in Role::"coordinator", action == Action::"read", resource == Resource::"system_monitoring");
permit (principal in Role::"admin", action, resource) when { resource in [Resource::"proof_generation", Resource::"model_aggregation"] };
permit (principal in Role::"admin", action in [Action::"read", Action::"write"], resource) when { resource in [Resource::"system_monitoring", Resource::"audit_logs"] };
permit (principal in Role::"auditor", action == Action::"read", resource) when { resource in [Resource::"system_monitoring", Resource::"audit_logs"] };
`;

const ROLES = ['client', 'coordinator', 'admin', 'auditor'] as const;

/** Whether Cedar permits a route to a role. A route that needs nothing is open to whoever reaches its listener, or has a session. */
function isPermitted(role: string, { need }: Route): boolean {
  if (need === undefined) return true;
  const [resource = '', action = ''] = need.split(':');
  const uid = { type: 'User', id: 'somebody' };
  const answer = isAuthorized({
    ...{ principal: uid, action: { type: 'Action', id: action }, resource: { type: 'Resource', id: resource } },
    ...{ context: {}, policies: { staticPolicies: POLICIES } },
    entities: [{ uid, attrs: {}, parents: [{ type: 'Role', id: role }] }],
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  return answer.response.decision === 'allow';
}

/** Each case makes a connection of its own. */
const UNLIMITED = { connectionsPerSecond: 100_000, connectionBurst: 100_000, strikes: 10_000 };

let system: TestSystem;
let papers: Papers;
const keys = new Map<string, string>();
const people = new Map<PersonRole, Somebody>();

/** What ran: the handler of each route is replaced by one that only says so. */
const REACHED = ROUTES.map(
  (route): Route => ({
    ...route,
    proves: false,
    // No task is served: who may ask for one that isn't there is told so before the handler.
    ...(route.takes && { takes: { ...route.takes, most: 0 } }),
    handle: async () => new Response('reached', { status: 299 }),
  }),
).map(({ schema: _schema, operation: _operation, ...route }) => route);

beforeAll(async () => {
  const rich = { requests: 10_000, cost: 1_000_000 };
  system = await startSystem((config) => ({ ...config, limits: rich }));
  const home = await enrol(system, 'client_1');
  const { leader } = system.parts;
  const { code: first } = await system.operators.leader.ask<{ code: string }>('POST', '/setup-code');
  people.set('admin', await takeUp(leader, first, 'Admin'));
  for (const [role, name] of [
    ['coordinator', 'Coordinator'],
    ['auditor', 'Auditor'],
  ] as const) {
    const added = { name, roles: [role] };
    const { code } = await system.operators.leader.ask<{ code: string }>('POST', '/people', added);
    people.set(role, await takeUp(leader, code, name));
  }
  await system.again('leader', { replaced: { routes: REACHED, limits: { ddos: UNLIMITED } } });
  papers = papersOf(home, 'leader');
  // A restart has ended the sessions, and signing in does nothing any more.
  for (const somebody of people.values()) {
    somebody.token = system.parts.leader.people.sessions.open(somebody.id, 'page', '127.0.0.1').token;
  }
  for (const role of ROLES) {
    const { key } = await system.parts.leader.apiKeys.issue({ owner: 'client_1', role });
    keys.set(role, key);
  }
});
afterAll(() => system.close());

const rowsOf = (listener: Listener): readonly (readonly [string, Route])[] =>
  ROUTES.filter(({ on, role }) => on === listener && role !== 'helper').map((route) => [
    `${route.method} ${pathOf(route)}`,
    route,
  ]);

/** The path of a route with a value for each of its names. */
const filled = (route: Route): string => pathOf(route).replace(/:[a-z]+/g, 'x1y2');

const fieldsOf = ({ takes }: Route): object => ({
  ...(takes && { 'content-type': takes.type === '*' ? 'text/plain' : takes.type, 'content-length': 0 }),
});

describe.each(ROLES)('a client with the role %s', (role) => {
  it.each(rowsOf('clients'))('%s', async (_name, route) => {
    const wire = await Wire.open({ port: system.configs.leader.clients.port, papers });
    const { status } = await wire.ask(route.method, filled(route), {
      apiKey: keys.get(role) ?? '',
      fields: fieldsOf(route),
    });
    wire.close();
    expect(status).toBe(isPermitted(role, route) ? 299 : 403);
  });
});

describe('a client without a key', () => {
  it.each(rowsOf('clients'))('%s', async (_name, route) => {
    const wire = await Wire.open({ port: system.configs.leader.clients.port, papers });
    const { status } = await wire.ask(route.method, filled(route), { fields: fieldsOf(route) });
    wire.close();
    expect(status).toBe(401);
  });
});

it('somebody without a certificate reaches no route of clients or of the other aggregator', async () => {
  for (const port of [system.configs.leader.clients.port, system.configs.leader.peer.port]) {
    const wire = await Wire.open({ port });
    expect(await wire.ask('GET', '/v1/me')).toMatchObject({ status: 0 });
    wire.close();
  }
});

it('a client reaches no route of the other aggregator', async () => {
  const wire = await Wire.open({ port: system.configs.leader.peer.port, papers });
  expect(await wire.ask('GET', '/v1/peer')).toMatchObject({ status: 0 });
  wire.close();
});

describe('the socket, which acts as one admin', () => {
  it.each(rowsOf('socket'))('%s', async (_name, route) => {
    const { socketPath } = { socketPath: `${system.data}/leader.sock` };
    // What is about a person's own session isn't for it.
    const expected = route.session !== undefined ? 401 : isPermitted('admin', route) ? 299 : 403;
    expect(await statusOf({ socketPath }, route)).toBe(expected);
  });
});

describe('somebody at the operators', () => {
  it.each(rowsOf('operators'))('%s', async (_name, route) => {
    const { port } = system.configs.leader.operators;
    const found = await statusOf({ host: '127.0.0.1', port, headers: { host: `localhost:${port}` } }, route);
    expect(found).toBe(route.need === undefined && route.session === undefined ? 299 : 401);
  });
});

describe.each(['admin', 'coordinator', 'auditor'] as const)('a person with the role %s', (role) => {
  it.each(rowsOf('operators'))('%s', async (_name, route) => {
    const { port } = system.configs.leader.operators;
    const headers = { host: `localhost:${port}`, authorization: `Bearer ${people.get(role)?.token}` };
    const found = await statusOf({ host: '127.0.0.1', port, headers }, route);
    // What always needs a second person waits for one.
    const isDone = route.mfa === 'dual' || (typeof route.mfa === 'object' && route.mfa.says === 'dual') ? 202 : 299;
    expect(found).toBe(isPermitted(role, route) ? isDone : 403);
  });

  it('without a factor of the last five minutes does nothing that asks for one', async () => {
    const { port } = system.configs.leader.operators;
    const token = people.get(role)?.token ?? '';
    const session = system.parts.leader.people.sessions.find(token);
    if (session === undefined) throw new Error('there is no session');
    session.steppedUp = undefined;
    for (const [, route] of rowsOf('operators')) {
      if (route.mfa === undefined || typeof route.mfa === 'object') continue;
      const headers = { host: `localhost:${port}`, authorization: `Bearer ${token}` };
      expect(await statusOf({ host: '127.0.0.1', port, headers }, route)).toBe(403);
    }
  });
});

describe('somebody with a session of the page, at the socket', () => {
  it.each(rowsOf('socket'))('%s', async (_name, route) => {
    const headers = { authorization: `Bearer ${people.get('auditor')?.token}` };
    const found = await statusOf({ socketPath: `${system.data}/leader.sock`, headers }, route);
    expect(found).toBe(route.need === undefined && route.session === undefined ? 299 : 401);
  });
});

it('needs a permission for all that changes something, but where the listener itself says who calls', () => {
  const open = ROUTES.filter(
    ({ method, need, session, on }) => method !== 'GET' && need === undefined && session === undefined && on !== 'peer',
  );
  // By these somebody comes to a session.
  expect(new Set(open.map(pathOf))).toEqual(
    new Set([
      ...['/v1/setup-code', '/v1/setup', '/v1/logins'],
      ...['/v1/session', '/v1/session/challenge', '/v1/session/recovery'],
    ]),
  );
});

function statusOf(where: object, route: Route): Promise<number> {
  const { headers = {}, ...rest } = where as { readonly headers?: object };
  return new Promise((resolve, reject) => {
    const all = { ...headers, ...fieldsOf(route) } as Record<string, string>;
    const asked = request({ ...rest, method: route.method, path: filled(route), headers: all }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject).end();
  });
}
