// A server of node:http that answers by a fetch handler.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

type Handler = (request: Request) => Promise<Response>;

/** Listens on 127.0.0.1, at a free port unless one is given. */
export async function listen(handle: Handler, port = 0): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, handle));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handler): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on('data', (chunk: Uint8Array) => controller.enqueue(new Uint8Array(chunk)));
      incoming.on('end', () => controller.close());
      incoming.on('close', () => {
        if (!incoming.complete) controller.error(new Error('cut'));
      });
    },
  });
  const init = { method, headers: fields, ...(method !== 'GET' && { body, duplex: 'half' }) };
  const response = await handle(new Request(`http://${headers.host}${url}`, init as RequestInit));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}
