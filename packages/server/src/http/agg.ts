// Hands requests to the services of @fedzk/agg.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '@fedzk/agg/http';
import { problem } from '@fedzk/guard';
import type { Call } from './route.js';

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

async function served({ system, request, params, bytes }: Call, principal: Principal): Promise<Response> {
  const task = system.tasks.get(params['task'] ?? '');
  if (task === undefined) return problem('not-found');
  const { method, url, headers } = request;
  const body = method === 'GET' ? {} : { body: bytes as Uint8Array<ArrayBuffer> };
  return caller.run(principal, () => task.service.fetch(new Request(url, { method, headers, ...body })));
}
