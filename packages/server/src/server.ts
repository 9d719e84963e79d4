// An aggregator as a service: five listeners over one table of routes.

import { chmodSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { FedzkError } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import { clientIdOf, createTlsServer, peerPin } from '@fedzk/host';
import type { Config } from './config.js';
import { type Admit, type Caller, createApp } from './http/app.js';
import { type Connections, guardConnections } from './http/connections.js';
import { ROUTES } from './http/routes.js';
import { layoutOf } from './stores/layout.js';
import { type Status, System } from './system.js';

/** An aggregator that runs. */
export interface RunningServer {
  status(): Promise<Status>;
  /** Takes no more requests, and waits for those under way. @param ms after which their connections are ended */
  drain(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What a server is told besides its configuration. */
export interface ServerOptions {
  readonly version?: string;
  /** Gets each failure that no caller is told; by default it is written to standard error as a line of JSON. */
  readonly report?: (error: unknown) => void;
  /** Milliseconds between ticks. */
  readonly every?: number;
}

const HEADERS_MS = 5_000;
const REQUEST_MS = 30_000;
const CHECKS_MS = 1_000;
const EVERY_MS = 1_000;
const MOST_CONNECTIONS = 10_000;
const TIMES = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECKS_MS };

/**
 * Opens the stores of an aggregator, and listens.
 *
 * @throws {FedzkError} what opening the stores throws; `storage`: a port is taken. Nothing stays open then
 *
 * @example
 * ```ts
 * const server = await createServer(readConfig({ role: 'leader', mode: 'development', data: '/srv/fedzk' }));
 * process.once('SIGTERM', () => void server.drain(25_000).then(() => server.close()));
 * ```
 */
export async function createServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const { version = '0.0.0', report = reportLine, every = EVERY_MS } = options;
  const system = await System.open(config, version, report);
  const servers: Server[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(servers.map(closed));
    await system.close();
  };
  try {
    await listenToClients(system, servers);
    await listenToPeer(system, servers);
    for (const host of ['127.0.0.1', '::1'])
      await listenTo(plain(system, 'operators', operatorOf(system)), servers, { host, port: config.operators.port });
    await listenTo(plain(system, 'telemetry', anybody), servers, config.telemetry);
    await listenToSocket(system, servers);
  } catch (error) {
    await end().catch(report);
    throw error;
  }
  const timer = setInterval(() => void system.tasks.tick().catch(report), every);
  system.setReady(true);
  return {
    status: () => system.status(),
    async drain(ms) {
      system.setReady(false);
      for (const server of servers) server.closeIdleConnections();
      const late = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, ms);
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      clearTimeout(late);
    },
    async close() {
      system.setReady(false);
      clearInterval(timer);
      await end();
    },
  };
}

async function listenToClients(system: System, servers: Server[]): Promise<void> {
  const { config, identity, ddos } = system;
  const { issuer } = identity;
  if (issuer === undefined) throw new FedzkError('invalid-state', 'There is no issuer of client certificates.');
  const clientCa = `${issuer.certificate.trim()}\n${issuer.root}`;
  const { certificate, key } = identity.tls.clients;
  let connections: Connections | undefined;
  const admit: Admit = async (request, incoming, route, most) => {
    const socket = incoming.socket as TLSSocket;
    const address = connections?.addressOf(socket);
    const certified = certifiedOf(system, socket);
    if (certified === undefined) return problem('unauthenticated');
    const { need = 'none', cost } = route;
    const admitted = await system.admit(request, { address, principal: certified, need, cost, mostBytes: most });
    if (admitted instanceof Response) return admitted;
    connections?.usedBy(socket, certified);
    return { principal: admitted.principal, address, admitted };
  };
  const server = createTlsServer({ certificate, key, clientCa }, createApp(system, 'clients', ROUTES, admit));
  Object.assign(server, TIMES);
  server.maxConnections = MOST_CONNECTIONS;
  connections = guardConnections(server, ddos, config.clients.proxies);
  const { close } = connections;
  ddos.onBan((ban) => void close(ban));
  system.closeOwner = (owner) => void close({ kind: 'owner', key: owner });
  await listenTo(server, servers, config.clients);
}

/** The client whose certificate a connection has, if the client is enrolled and was not revoked. */
function certifiedOf(system: System, socket: TLSSocket): string | undefined {
  const id = clientIdOf(socket);
  const pin = peerPin(socket);
  return id !== undefined && pin !== undefined && system.clients.isCurrent(id, pin) ? id : undefined;
}

async function listenToPeer(system: System, servers: Server[]): Promise<void> {
  const { config, identity, peer } = system;
  const { certificate, key } = identity.tls.peer;
  const admit: Admit = async () => ({ principal: { id: 'peer', roles: [] }, address: undefined, admitted: undefined });
  const server = createTlsServer(
    { certificate, key, pins: () => peer.pins() },
    createApp(system, 'peer', ROUTES, admit),
  );
  Object.assign(server, TIMES);
  await listenTo(server, servers, config.peer);
}

/** Nobody has an account yet: a route that needs one is refused. */
function operatorOf(system: System): Admit {
  const { port } = system.config.operators;
  return async (_request, incoming, route) => {
    if (incoming.headers.host !== `localhost:${port}`) return problem('forbidden');
    return route.need === undefined
      ? { principal: undefined, address: incoming.socket.remoteAddress, admitted: undefined }
      : problem('unauthenticated');
  };
}

const anybody: Admit = async () => ({ principal: undefined, address: undefined, admitted: undefined });

/** The socket acts as one admin, in development only. */
function socketCaller(system: System): Admit {
  const admin = { id: 'operator', roles: ['admin'] };
  return async (_request, _incoming, route): Promise<Caller | Response> => {
    if (system.identity.self.mode !== 'development') return problem('forbidden');
    if (route.need !== undefined) {
      const [resource, action] = route.need.split(':') as [never, never];
      if (!system.access.authorize(admin, resource, action).allowed) return problem('forbidden');
    }
    return { principal: admin, address: undefined, admitted: undefined };
  };
}

async function listenToSocket(system: System, servers: Server[]): Promise<void> {
  const { socket } = layoutOf(system.config.data, system.config.role);
  rmSync(socket, { force: true }); // of a process that was killed: the key store and the log have one writer
  const server = plain(system, 'socket', socketCaller(system));
  const before = process.umask(0o177);
  try {
    await listening(server, { path: socket });
  } finally {
    process.umask(before);
  }
  chmodSync(socket, 0o600);
  servers.push(server);
}

function plain(system: System, listener: 'operators' | 'telemetry' | 'socket', admit: Admit): Server {
  return createHttpServer(TIMES, createApp(system, listener, ROUTES, admit));
}

async function listenTo(
  server: Server,
  servers: Server[],
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await listening(server, { host, port });
  servers.push(server);
}

function listening(
  server: Server,
  where: { readonly host?: string; readonly port?: number; readonly path?: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = where.path ?? `${where.host}:${where.port}`;
      const taken = error.code === 'EADDRINUSE';
      reject(
        new FedzkError(
          'storage',
          taken ? `${place} is taken by another program.` : `${place} can't be listened to: ${error.code}.`,
        ),
      );
    });
    server.listen({ ...where, exclusive: true }, () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Writes a line of JSON. */
function reportLine(error: unknown): void {
  const { code, message } = error instanceof FedzkError ? error : { code: 'internal', message: 'An unexpected error.' };
  process.stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'error', event: 'failure', problem: code, message })}\n`,
  );
}
