/** A server of node:http that answers by a Fetch handler, as those of `@fedzk/agg/http` are. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** Listens where a URL says. */
export async function serve(url: string, handle: (request: Request) => Promise<Response>): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    answer(url, incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), hostname, resolve);
  });
  return server;
}

async function answer(
  base: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init = { method, headers: fields, ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }) };
  const response = await handle(new Request(new URL(url, base), init as RequestInit));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}
