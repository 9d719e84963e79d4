// The table of routes: who may call what, where, and what it costs. Router, guard, validation, documentation and log read it.

import { clientRoutes } from '../control/client-routes.js';
import { operatorRoutes } from '../control/operator-routes.js';
import { peerRoutes } from '../control/peer-routes.js';
import { doctorRoutes } from '../doctor/system.js';
import { approvalRoutes } from '../people/approval-routes.js';
import { factorRoutes } from '../people/factor-routes.js';
import { loginRoutes } from '../people/login-routes.js';
import { peopleRoutes } from '../people/people-routes.js';
import { sessionRoutes } from '../people/session-routes.js';
import { setupRoutes } from '../people/setup-routes.js';
import { agg, aggAsOperator } from './agg.js';
import { documentRoutes } from './openapi.js';
import type { Route } from './route.js';
import { telemetryRoutes } from './telemetry.js';

const ELEMENT_BYTES = 32;
const MOST_ELEMENTS_IN_COLLECT = 2 ** 16;
const MIB = 2 ** 20;

/** What there is of a round. Clients read it, and the leader does at the helper, which may have finished a round alone. */
const DOCUMENTS = [
  ['result', 'the result of a round that both have signed'],
  ['sums', 'the sums of a round'],
  ['set', 'the ids of the reports that were summed'],
  ['announced', 'the ids of the reports that were announced'],
  ['omitted', 'the ids of the announced reports that were left out'],
] as const;

/** The messages of `@fedzk/agg`, whose bodies and answers its FORMAT.md has. */
const AGG: readonly Route[] = [
  {
    ...{
      method: 'POST',
      path: '/tasks/:task/reports',
      on: 'clients',
      role: 'leader',
      need: 'proof_generation:execute',
    },
    ...{ cost: 10, shed: 'reports', proves: true, says: 'Takes a report of an update, with its proof.' },
    takes: { type: 'application/fedzk-agg', most: ({ tasks }, id) => tasks.most(id, 'report') },
    handle: agg,
  },
  {
    ...{
      method: 'POST',
      path: '/tasks/:task/announcements',
      on: 'clients',
      role: 'helper',
      need: 'proof_generation:execute',
    },
    ...{ cost: 10, shed: 'reports', proves: true, says: 'Takes the announcement of a report, with its proof.' },
    takes: { type: 'application/fedzk-agg', most: ({ tasks }, id) => tasks.most(id, 'announcement') },
    handle: agg,
  },
  read('/tasks/:task/reports/:report', 1, 'Says how a report stands.', 'reports', 'leader'),
  read('/tasks/:task', 1, 'Gives the task file with its signatures, and the newest round.'),
  read('/tasks/:task/rounds/:round', 1, 'Says how a round stands, and gives its record.'),
  ...DOCUMENTS.map(([name, what]) => read(`/tasks/:task/rounds/:round/${name}`, 2, `Gives ${what}.`)),
  peer('POST', '/tasks/:task/aggregation_jobs', 10, MIB, 'Prepares reports of the leader.'),
  peer(
    'POST',
    '/tasks/:task/aggregate_shares',
    50,
    76 + ELEMENT_BYTES * MOST_ELEMENTS_IN_COLLECT,
    "Gives the helper's share of a sum.",
  ),
  peer(
    'PUT',
    '/tasks/:task/rounds/:round/share',
    50,
    ({ tasks }, id) => tasks.most(id, 'share'),
    "Takes the leader's share, and signs the result.",
  ),
  peer('PUT', '/tasks/:task/rounds/:round/record', 10, 65_536, 'Signs the record of a round.'),
  ...DOCUMENTS.map(([name, what]) =>
    peer('GET', `/tasks/:task/rounds/:round/${name}`, 2, 0, `Gives the leader ${what}.`),
  ),
  {
    ...{
      method: 'POST',
      path: '/tasks/:task/rounds',
      on: 'operators',
      need: 'model_aggregation:execute',
      cost: 50,
      shed: 'reports',
    },
    ...{ operation: 'round.step', says: 'Opens, closes, collects or abandons a round.' },
    mfa: { says: 'to abandon: step-up', of: ({ bytes }) => (isAbandon(bytes) ? 'step-up' : undefined) },
    takes: { type: 'application/json', most: 1024 },
    handle: aggAsOperator,
  },
];

/** All routes. The socket has those of the operators too. */
export const ROUTES: readonly Route[] = [
  ...AGG,
  ...clientRoutes,
  ...peerRoutes,
  ...operatorRoutes,
  ...doctorRoutes,
  ...setupRoutes,
  ...sessionRoutes,
  ...factorRoutes,
  ...loginRoutes,
  ...peopleRoutes,
  ...approvalRoutes(() => ROUTES),
  ...telemetryRoutes,
  ...documentRoutes(() => ROUTES),
].flatMap((route) => (route.on === 'operators' ? [route, { ...route, on: 'socket' as const }] : [route]));

/** Whether an operator gives a round up, whose shares are wiped then. What is no JSON is refused later. */
function isAbandon(bytes: Uint8Array): boolean {
  try {
    return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly do?: unknown } | null)?.do === 'abandon';
  } catch {
    return false;
  }
}

function read(path: string, cost: number, says: string, shed: Route['shed'] = 'reads', role?: Route['role']): Route {
  return {
    method: 'GET',
    path,
    on: 'clients',
    need: 'model_aggregation:read',
    cost,
    shed,
    says,
    handle: agg,
    ...(role && { role }),
  };
}

function peer(
  method: Route['method'],
  path: string,
  cost: number,
  most: NonNullable<Route['takes']>['most'],
  says: string,
): Route {
  const takes = method === 'GET' ? {} : { takes: { type: 'application/fedzk-agg', most } };
  return { method, path, on: 'peer', role: 'helper', cost, shed: 'reports', says, handle: agg, ...takes };
}
