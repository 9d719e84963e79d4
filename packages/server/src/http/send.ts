// Sends a Request of the Fetch API by an agent of node:https, which pins the other's key.

import type { IncomingMessage } from 'node:http';
import { type Agent, request as start } from 'node:https';
import { Readable } from 'node:stream';

/**
 * Makes a function like `fetch` that uses an agent.
 *
 * @param base where the requests go, such as `https://helper.example:9000`; by default where their urls say
 */
export function sendBy(agent: Agent, base?: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const target = base === undefined ? url : new URL(url.pathname + url.search, base);
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    const { method, signal } = request;
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      start(target, { method, headers, agent, signal }, resolve).once('error', reject).end(body);
    });
    const { statusCode = 502 } = incoming;
    const isEmpty = statusCode === 204 || statusCode === 304;
    if (isEmpty) incoming.resume();
    const fields = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    return new Response(isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), {
      status: statusCode,
      headers: fields,
    });
  };
}
