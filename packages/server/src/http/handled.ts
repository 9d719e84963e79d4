// Handles a call that may be made, and writes it into the log.

import type { AuditEvent } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import { type Call, pathOf, type Route } from './route.js';

/** Handles a call, and writes it into the log. */
export async function handled(route: Route, call: Call): Promise<Response> {
  const { operation } = route;
  const { system, principal, address } = call;
  if (operation === undefined) return route.handle(call);
  if (!system.isLogging()) return problem('log-unavailable');
  if (route.writesEntry) return acted(route, call);
  const response = await route.handle(call);
  const result = response.ok ? 'success' : 'failure';
  const source = address === undefined ? {} : { source: address };
  const caller = principal?.id ?? 'unknown';
  const client = response.ok ? route.client?.(call) : undefined;
  const who = client === undefined ? { user_id: caller } : { user_id: client, actor: caller };
  const resource = (route.client === undefined ? new URL(call.request.url).pathname : pathOf(route)).slice(0, 256);
  const event: AuditEvent = { ...who, operation, resource, result, ...source };
  try {
    await system.record(event);
  } catch (error) {
    system.report(error);
    const detail = 'It was done, and the audit log has no entry of it.';
    return problem('log-unavailable', response.ok ? { members: { detail } } : {});
  }
  return response;
}

/** Handles a call whose entry is the act itself: what is not in the log was not done. */
async function acted(route: Route, call: Call): Promise<Response> {
  try {
    return await route.handle(call);
  } catch (error) {
    if (call.system.isLogging()) throw error;
    call.system.report(error);
    return problem('log-unavailable');
  }
}
