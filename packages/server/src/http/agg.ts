// Hands requests to the services of @fedzk/agg.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '@fedzk/agg/http';
import { problem } from '@fedzk/guard';
import { quotedStart } from '../given.js';
import type { System } from '../system.js';
import type { Call } from './route.js';

/** How many tasks a refusal names. */
const MOST_NAMED = 5;

/** Who sends the request that is answered; agg asks for it. */
export const caller = new AsyncLocalStorage<Principal>();

/** Answers a message of a client, or of the other aggregator. */
export function agg(call: Call): Promise<Response> {
  const client = call.principal?.id;
  return served(call, call.admitted === undefined || client === undefined ? {} : { client });
}

/** Answers an operator's step. */
export function aggAsOperator(call: Call): Promise<Response> {
  return served(call, { operator: true });
}

/** Refuses a task that isn't served. An operator is told which are. */
export async function noTask(system: System, given: string, isOperator: boolean): Promise<Response> {
  const says = `The ${system.config.role} serves no task ${quotedStart(given)}.`;
  if (!isOperator) return problem('not-found', { members: { detail: says } });
  const all = await system.taskList();
  const some = all.slice(0, MOST_NAMED).map(({ id, taskid }) => `${id} (${taskid})`);
  const others = all.length > some.length ? ` and ${all.length - some.length} others; see fedzk task list` : '';
  const served = all.length === 0 ? 'none' : some.join(', ') + others;
  return problem('not-found', {
    members: { detail: `${says} It serves ${served}. A task is served once both have signed it.` },
  });
}

async function served({ system, request, params, bytes }: Call, principal: Principal): Promise<Response> {
  const task = system.tasks.get(params['task'] ?? '');
  if (task === undefined) return noTask(system, params['task'] ?? '', principal.operator === true);
  const { method, url, headers } = request;
  const body = method === 'GET' ? {} : { body: bytes as Uint8Array<ArrayBuffer> };
  return caller.run(principal, () => task.service.fetch(new Request(url, { method, headers, ...body })));
}
