// A service that verifies reports, behind a guard or without one: a program of the load.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAccessControl, createDdosGuard, createRateLimiter, guard, problem } from '@fedzk/guard';
import { memoryStorage } from '@fedzk/keys';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { createVerifier, type ProofJson } from '@fedzk/verify';
import { answering } from '../forked.js';
import { updateSlice } from '../vectors.js';
import { COST, REPORT_COST, REQUESTS } from './limits.js';

export interface StartService {
  readonly guarded: boolean;
  /** Owners, each of whom gets an API key. */
  readonly owners: readonly string[];
}

export interface Started {
  readonly port: number;
  /** By owner, as in {@link StartService}. */
  readonly keys: readonly string[];
}

/** What happened since the last count. */
export interface Counted {
  /** Proofs that were verified, by owner. */
  readonly verified: Readonly<Record<string, number>>;
  /** Milliseconds from an owner's first request to its ban. */
  readonly banned: Readonly<Record<string, number>>;
  /** Connections that were closed before anything was read. */
  readonly refusedConnections: number;
}

/** What the process is asked: to start, and then to count. */
export type ServiceMessage = { readonly start: StartService } | { readonly count: true };

const LARGEST_BODY = 4096;

let counts = emptyCounts();
const firstSeen = new Map<string, number>();

answering(async (message: ServiceMessage): Promise<Started | Counted> => {
  if ('start' in message) return start(message.start);
  const counted = counts;
  counts = emptyCounts();
  return counted;
});

function emptyCounts(): {
  verified: Record<string, number>;
  banned: Record<string, number>;
  refusedConnections: number;
} {
  return { verified: {}, banned: {}, refusedConnections: 0 };
}

async function start({ guarded, owners }: StartService): Promise<Started> {
  const apiKeys = await ApiKeys.open(memoryStorage(), { pepper: crypto.getRandomValues(new Uint8Array(32)) });
  const keys: string[] = [];
  for (const owner of owners) keys.push((await apiKeys.issue({ owner, role: 'client' })).key);
  const handle = guarded ? guardedHandler(apiKeys) : plainHandler(apiKeys);
  const server = createServer((request, response) => {
    handle.answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  // In place of the server's own listener, which is called for connections that are admitted alone.
  const [accept] = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket) => {
    if (handle.connection(socket)) return accept?.call(server, socket);
    counts.refusedConnections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { port: (server.address() as AddressInfo).port, keys };
}

interface Handler {
  connection(socket: Socket): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

function guardedHandler(keys: ApiKeys): Handler {
  const ddos = createDdosGuard();
  const admit = guard({
    keys,
    accessControl: createAccessControl(),
    limits: {
      requests: createRateLimiter({ name: 'requests', ...REQUESTS, algorithm: 'gcra' }),
      cost: createRateLimiter({ name: 'cost', ...COST, algorithm: 'gcra' }),
    },
    ddos,
  });
  const open = new OpenSockets();
  ddos.onBan(({ kind, key }) => {
    if (kind !== 'owner') return;
    counts.banned[key] = performance.now() - (firstSeen.get(key) ?? Number.NaN);
    open.close(key);
  });
  const isRight = reportCheck();
  return {
    connection: ({ remoteAddress }) => ddos.connection(remoteAddress),
    async answer(incoming, outgoing) {
      const route = { need: 'proof_generation:execute', cost: REPORT_COST, mostBytes: LARGEST_BODY } as const;
      const { socket } = incoming;
      const at = performance.now();
      const admitted = await admit(requestOf(incoming), { address: socket.remoteAddress, ...route });
      if (admitted instanceof Response) return send(admitted, outgoing);
      const owner = admitted.principal?.id ?? '';
      if (!firstSeen.has(owner)) firstSeen.set(owner, at);
      open.add(owner, socket);
      const body = await bodyOf(incoming);
      if (body === undefined) return send(problem('too-large'), outgoing);
      const banned = admitted.blocked();
      if (banned !== undefined) return send(banned, outgoing);
      if (isRight(owner, body)) return send(new Response(null, { status: 200, headers: admitted.fields }), outgoing);
      await admitted.failed('proof');
      return send(problem('invalid'), outgoing);
    },
  };
}

/** Asks for a key too, but limits nobody. */
function plainHandler(keys: ApiKeys): Handler {
  const isRight = reportCheck();
  return {
    connection: () => true,
    async answer(incoming, outgoing) {
      const presented = incoming.headers.authorization?.replace('Bearer ', '') ?? '';
      const answer = await keys.validate(presented);
      if (!answer.valid) return send(problem('unauthenticated'), outgoing);
      const body = await bodyOf(incoming);
      if (body === undefined) return send(problem('too-large'), outgoing);
      return send(isRight(answer.owner, body) ? new Response(null) : problem('invalid'), outgoing);
    },
  };
}

/** The connections on which an owner was admitted. */
class OpenSockets {
  readonly #sockets = new Map<string, Set<Socket>>();

  add(owner: string, socket: Socket): void {
    const own = this.#sockets.get(owner) ?? new Set();
    this.#sockets.set(owner, own);
    if (own.has(socket)) return;
    own.add(socket);
    socket.once('close', () => {
      own.delete(socket);
      if (own.size === 0 && this.#sockets.get(owner) === own) this.#sockets.delete(owner);
    });
  }

  close(owner: string): void {
    for (const socket of this.#sockets.get(owner) ?? []) socket.destroy();
  }
}

function reportCheck(): (owner: string, body: string) => boolean {
  const verifier = createVerifier(updateSlice().key);
  return (owner, body) => {
    const { proof, publicSignals } = JSON.parse(body) as { proof: ProofJson; publicSignals: string[] };
    counts.verified[owner] = (counts.verified[owner] ?? 0) + 1;
    return verifier.verify(proof, publicSignals);
  };
}

function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage): Request {
  const fields = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Request(`http://service.example${url}`, { method, headers: fields });
}

/** Reads a body. Undefined if it is too large. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A caller that is blocked loses its connection too. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const closing = response.status === 403 ? { connection: 'close' } : {};
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...closing });
  outgoing.end(await response.text());
}
