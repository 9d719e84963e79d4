// A service behind node:http: requests, bodies that are read as far as the service asks for them, and a timer.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FedzkError, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import type { Service } from './http/service.js';

/** Where a service listens, and how often it does what is due. */
export interface ServeOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** `127.0.0.1` unless given: behind a proxy that has the certificate of the task file's url. */
  readonly host?: string;
  /** Milliseconds from one `tick` to the next; 10,000 unless given. */
  readonly every?: number;
}

/** A service that listens. With `await using` it ends with its block. */
export interface Serving extends AsyncDisposable {
  /** Of the server itself, such as `http://127.0.0.1:8001`. */
  readonly url: string;
  /**
   * Takes no more requests, asks the other aggregator nothing more, and waits for the requests under way and for a
   * tick. After 5 s it ends the connections; a commit that has begun is waited for.
   */
  close(): Promise<void>;
}

/** Milliseconds for a whole request, after which Node ends the connection. */
const REQUEST_TIMEOUT = 60_000;
/** Milliseconds without progress, after which a sender that does not read its answer is given up. */
const ANSWER_TIMEOUT = 60_000;
/** The most connections at once. Each holds at most one request and one answer in memory. */
const MOST_CONNECTIONS = 1_000;
/** Milliseconds for which a close waits for senders. */
const MOST_CLOSE = 5_000;
const EVERY = 10_000;
const MOST_EVERY = 2 ** 31 - 1;
const MOST_PORT = 65_535;

/**
 * Answers requests by a service, and calls its `tick` at once and then again and again, one at a time.
 *
 * @param service of `leaderService` or `helperService`
 * @throws {FedzkError} `invalid-argument`; rejects with the system's error where it can't listen
 *
 * @example
 * ```ts
 * const serving = await serve(helperService([{ aggregator, signingKey }]), { port: 8002 });
 * process.once('SIGTERM', () => void serving.close());
 * ```
 */
export async function serve(service: Service, options: ServeOptions = {}): Promise<Serving> {
  const own = methodsOf(service, ['fetch', 'tick'], 'service', 'a service of leaderService or helperService');
  const { port = 0, host = '127.0.0.1', every = EVERY } = optionsOf(options, ['port', 'host', 'every']);
  if (typeof host !== 'string' || host === '') throw unexpected('host', 'the name or address of an interface', host);
  checkNumber('port', port, 0, MOST_PORT);
  checkNumber('every', every, 1, MOST_EVERY);

  const running = new Map<Socket, Promise<void>>();
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT }, (incoming, outgoing) => {
    const { socket } = incoming;
    // Whoever sends a second request before the answer to the first could have any number answered into memory.
    if (running.has(socket)) return void socket.destroy();
    const answered = answer(own, incoming, outgoing).finally(() => running.delete(socket));
    running.set(socket, answered);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, port, host);
  const clock = ticking(own, every);
  const end = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    service.stop?.();
    const late = setTimeout(() => server.closeAllConnections(), MOST_CLOSE);
    await Promise.all([...running.values(), clock.stop()]);
    clearTimeout(late);
    server.closeAllConnections();
    await closed;
  };
  let ended: Promise<void> | undefined;
  const close = (): Promise<void> => (ended ??= end());
  return { url: urlOf(server), close, [Symbol.asyncDispose]: close };
}

function checkNumber(name: string, value: unknown, least: number, most: number): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new FedzkError('unsupported', 'The server has no port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** Calls `tick`, each time once the one before has ended. */
function ticking(service: Service, every: number): { stop(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let last = tick();
  async function tick(): Promise<void> {
    await service.tick();
    if (!stopped) timer = setTimeout(() => (last = tick()), every);
  }
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      return last;
    },
  };
}

/** Answers one request. It never rejects: what can't be answered is the sender's to send again. */
async function answer(service: Service, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new Promise<void>((resolve) => outgoing.once('close', resolve));
  try {
    const request = requestOf(incoming);
    const response = request === undefined ? new Response(null, { status: 400 }) : await service.fetch(request);
    const body = new Uint8Array(await response.arrayBuffer());
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.setTimeout(ANSWER_TIMEOUT, () => outgoing.destroy());
    outgoing.end(body);
    // What is left of a body that was refused: a sender that is still sending reads no answer.
    incoming.resume();
  } catch {
    outgoing.destroy();
  }
  await gone;
}

/** The Request that a message is; `undefined` of one that there is no Request of, such as TRACE. */
function requestOf(incoming: IncomingMessage): Request | undefined {
  const { method = 'GET', url = '/', headers } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  const init = { method, headers: fields, ...(hasBody && { body: bodyOf(incoming), duplex: 'half' }) };
  try {
    return new Request(new URL(url, 'http://127.0.0.1'), init as RequestInit);
  } catch {
    return undefined;
  }
}

/** A body that is read as it is asked for. One that is refused leaves the connection as it is, for the answer. */
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
