// Servers on this machine that end with their test, and requests to them.

import { once } from 'node:events';
import { type Agent, get } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket, Server as TlsServer } from 'node:tls';
import { createPinnedAgent, type PinnedClientOptions, pinnedConnect } from '@fedzk/host';
import { Agent as Dispatcher, request } from 'undici';
import { onTestFinished } from 'vitest';

/** Has a server listen, until the test ends. */
export async function listen(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Asks a server on this machine, and returns the text of its answer. */
export type Ask = (port: number, host?: string) => Promise<string>;

/** What asks by `node:https`, on a new connection each time unless `keep` is set. */
function askingAgent(agent: Agent, keep = false): Ask {
  return (port, host = 'localhost') =>
    new Promise((resolve, reject) => {
      const headers = keep ? {} : { connection: 'close' };
      const asked = get({ host, port, agent, headers }, async (response) => {
        let text = '';
        for await (const part of response.setEncoding('utf8')) text += part;
        // The tickets of a session come before the answer, and the answer's end after both.
        resolve(text);
      });
      asked.on('error', reject);
    });
}

/** What asks by undici. */
function askingDispatcher(dispatcher: Dispatcher, keep = false): Ask {
  return async (port, host = 'localhost') => {
    const { body } = await request(`https://${host}:${port}/`, { dispatcher, reset: !keep });
    return body.text();
  };
}

/** The two ways to connect, by name. */
export const WAYS: Readonly<Record<string, (options: PinnedClientOptions, keep?: boolean) => Ask>> = {
  'node:https': (options, keep) => {
    const agent = createPinnedAgent(options);
    onTestFinished(() => agent.destroy());
    return askingAgent(agent, keep);
  },
  undici: (options, keep) => {
    const dispatcher = new Dispatcher({ connect: pinnedConnect(options), connections: 1 });
    onTestFinished(() => dispatcher.destroy());
    return askingDispatcher(dispatcher, keep);
  },
};

/** Sends a request on a connection of `node:tls`, and returns the body of the answer. */
export async function exchange(socket: TLSSocket): Promise<string> {
  await once(socket, 'secureConnect');
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  let text = '';
  for await (const part of socket.setEncoding('utf8')) text += part;
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

/**
 * Waits until a server has refused a connection. Sends nothing: an answer to that, by TCP, could come before the alert is read.
 *
 * @returns the code of TLS's alert, or `closed` if there was none
 */
export async function refusal(socket: TLSSocket): Promise<string> {
  try {
    for await (const _ of socket.setEncoding('utf8')) throw new Error('the server sent something');
    return 'closed';
  } catch (error) {
    const { code } = error as { readonly code?: string };
    return code === undefined || code === 'ECONNRESET' ? 'closed' : code;
  } finally {
    socket.destroy();
  }
}

/** Collects what a server says of the connections that it refuses, in their order. */
export function refusals(server: TlsServer): string[] {
  const codes: string[] = [];
  server.on('tlsClientError', (error: Error & { readonly code?: string }, { authorizationError }: TLSSocket) => {
    codes.push(String(authorizationError ?? error.code));
  });
  return codes;
}
