// Leads a request of a listener through the table of routes: who asks, what they may, the body, its schema, the handler, the log.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { FedzkError } from '@fedzk/core';
import { type Admitted, type Principal, problem } from '@fedzk/guard';
import { getRequestListener, RequestError } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { quotedStart } from '../given.js';
import { askMore } from '../people/second-factor.js';
import type { Session } from '../people/sessions.js';
import type { System } from '../system.js';
import { noTask } from './agg.js';
import { readBody } from './body.js';
import { handled } from './handled.js';
import { refuseTwoHosts } from './malformed.js';
import { type Call, type Listener, pathOf, type Route } from './route.js';

/** What a listener finds out about a caller, by the connection and the header fields. */
export interface Caller {
  readonly principal: Principal | undefined;
  readonly address: string | undefined;
  readonly admitted: Admitted | undefined;
  readonly session?: Session;
}

/** Finds out who calls a route, and whether they may. */
export type Admit = (
  request: Request,
  incoming: IncomingMessage,
  route: Pick<Route, 'need' | 'cost' | 'session' | 'path'>,
  most: number,
) => Promise<Caller | Response>;

/** A body of any length may come where none of it is read. */
const UNREAD = Number.MAX_SAFE_INTEGER;

/** The most of a path that an answer repeats. */
const MOST_SHOWN = 128;

/** Makes the listener of node:http that answers requests by the routes. */
export function createApp(
  system: System,
  listener: Listener,
  routes: readonly Route[],
  admit: Admit,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>({ strict: true });
  for (const route of routes) {
    if (route.on !== listener || (route.role !== undefined && route.role !== system.config.role)) continue;
    app.on(route.method, pathOf(route), (context) => answer(system, route, context, admit));
  }
  app.notFound(async (context) => {
    // Counted as others are, so that nobody asks for what isn't there without end.
    const caller = await admit(context.req.raw, context.env.incoming, { cost: 1, path: '' }, UNREAD);
    if (caller instanceof Response) return caller;
    const { method, url } = context.req.raw;
    const place = quotedStart(`${method} ${new URL(url).pathname}`, MOST_SHOWN);
    return problem('not-found', { members: { detail: `There is no ${place} at this listener.` } });
  });
  app.onError((error) => failed(system, error));
  const listen = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: (error) => failed(system, error),
  });
  return (incoming, outgoing) => {
    if (!refuseTwoHosts(incoming, outgoing)) void listen(incoming, outgoing);
  };
}

async function answer(
  system: System,
  route: Route,
  context: Context<{ Bindings: { incoming: IncomingMessage } }>,
  admit: Admit,
): Promise<Response> {
  const request = context.req.raw;
  const params = context.req.param() as Record<string, string>;
  const { takes, schema } = route;
  const most =
    takes === undefined ? 0 : typeof takes.most === 'number' ? takes.most : takes.most(system, params['task'] ?? '');
  const caller = await admit(request, context.env.incoming, route, most ?? UNREAD);
  if (caller instanceof Response) return caller;
  // Only whoever may ask is told that the task isn't there; the body is not read.
  if (most === undefined) return noTask(system, params['task'] ?? '', false);
  const { admitted } = caller;
  // What is under way needs the rest of the disk.
  if (route.proves && system.disk.isLow()) return problem('disk-full');
  const bytes = await readBody(request, most);
  if (bytes === 'too-large') return problem('too-large');
  if (bytes === 'cut') return problem('malformed');
  if (takes !== undefined && !isType(request, takes.type)) return problem('unsupported-type');
  let body: unknown;
  if (schema !== undefined) {
    const read = readJson(bytes, schema);
    if (read instanceof Response) return read;
    body = read.value;
  }
  const call: Call = { system, request, params, bytes, body, ...caller };
  const response = await system.turns.take(admitted && route.proves ? caller.principal?.id : undefined, async () => {
    // Others of the caller's requests may have failed since this one was admitted.
    const banned = admitted?.blocked();
    if (banned) return banned;
    const answered = (await askMore(route, call)) ?? (await handled(route, call));
    if (route.proves && answered.status === 422) await admitted?.failed('proof');
    return answered;
  });
  for (const [name, value] of Object.entries(admitted?.fields ?? {})) response.headers.set(name, value);
  return response;
}

function isType(request: Request, type: string): boolean {
  const field = request.headers.get('content-type') ?? '';
  return type === '*' || (field.split(';')[0] ?? '').trim().toLowerCase() === type;
}

function readJson(bytes: Uint8Array, schema: v.GenericSchema): { readonly value: unknown } | Response {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return problem('malformed');
  }
  // To valibot a list is an object without names.
  if (Array.isArray(json)) return problem('invalid', { members: { path: '', code: 'object' } });
  const read = v.safeParse(schema, json, { abortEarly: true });
  if (read.success) return { value: read.output };
  const [issue] = read.issues;
  return problem('invalid', { members: { path: v.getDotPath(issue) ?? '', code: issue.type } });
}

/** Makes the answer to a request whose handler has thrown. Nothing of the error leaves. */
function failed(system: System, error: unknown): Response {
  // There is no host, or a URL that is none.
  if (error instanceof RequestError) return problem('malformed');
  system.report(error);
  if (error instanceof FedzkError && error.code === 'not-logged') return problem('log-unavailable');
  return problem('storage-unavailable');
}
