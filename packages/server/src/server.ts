// An aggregator as a service: five listeners over one table of routes.

import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TLSSocket } from 'node:tls';
import { escaped, FedzkError, optionsOf, quoted, unexpected } from '@fedzk/core';
import { createDdosGuard, problem } from '@fedzk/guard';
import { clientIdOf, createTlsServer, peerPin, reloadCertificate } from '@fedzk/host';
import { type Config, wholeConfig } from './config.js';
import { plainData } from './given.js';
import { type Admit, type Caller, createApp } from './http/app.js';
import { type Connections, guardConnections } from './http/connections.js';
import { answerMalformed } from './http/malformed.js';
import type { Route } from './http/route.js';
import { ROUTES } from './http/routes.js';
import { admitPerson, hasToken } from './people/admit.js';
import { layoutOf } from './stores/layout.js';
import { trustedBy } from './stores/renewal.js';
import { type Limits, type Status, System } from './system.js';

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
  /**
   * Whether a process that had the log, and can't be seen from here, has ended for sure: it ran before a restart of the machine, in
   * another container or on another host.
   */
  readonly takeOver?: boolean;
}

const EVERY_MS = 1_000;
const MOST_CONNECTIONS = 10_000;

/** How long a connection may take, in milliseconds. */
interface Times {
  /** For the PROXY header, the TLS handshake, and the header of a request: each. */
  readonly headers: number;
  /** For a whole request. */
  readonly request: number;
  /** Between two looks at what is late. */
  readonly checks: number;
}

/** What tests replace, to see attacks within seconds, and what they do where a defence is missing. */
export interface Replaced {
  readonly times?: Times;
  readonly limits?: Limits;
  readonly routes?: readonly Route[];
  /** Gets the system before anything listens. */
  readonly before?: (system: System) => void;
}

interface Listening {
  readonly system: System;
  readonly servers: Server[];
  readonly times: Times;
  readonly routes: readonly Route[];
  readonly limits: Limits;
}

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
export function createServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  return Promise.resolve().then(() => {
    const known = ['version', 'report', 'every', 'takeOver'] as const;
    const { version, report, every, takeOver = false } = optionsOf(options, known, 'options');
    if (version !== undefined && typeof version !== 'string') throw unexpected('options.version', 'a string', version);
    if (report !== undefined && typeof report !== 'function') throw unexpected('options.report', 'a function', report);
    if (every !== undefined && !(Number.isSafeInteger(every) && every > 0)) {
      throw unexpected('options.every', 'milliseconds, from 1', every);
    }
    if (typeof takeOver !== 'boolean') throw unexpected('options.takeOver', 'true or false', takeOver);
    const read = plainData(config, wholeConfig, 'config');
    return serve(
      { ...read, unlock: read.unlock },
      {
        ...(version !== undefined && { version }),
        ...(report && { report }),
        ...(every && { every }),
        takeOver,
      },
    );
  });
}

/** What {@link createServer} does. */
export async function serve(config: Config, options: ServerOptions, replaced: Replaced = {}): Promise<RunningServer> {
  const { version = '0.0.0', report = reportLine, every = EVERY_MS, takeOver = false } = options;
  const { times = { headers: 5_000, request: 30_000, checks: 1_000 }, routes = ROUTES, limits = {} } = replaced;
  const system = await System.open(config, version, report, limits, takeOver);
  replaced.before?.(system);
  const servers: Server[] = [];
  const all: Listening = { system, servers, times, routes, limits };
  const end = async (): Promise<void> => {
    system.closeConnections();
    await Promise.all(servers.map(closed));
    await system.close();
  };
  try {
    await listenToClients(all);
    await listenToPeer(all);
    const { port } = config.operators;
    await listenTo(plain(all, 'operators', operatorOf(system)), servers, { host: '127.0.0.1', port });
    // Where a machine has no IPv6, nobody else can listen there either.
    if (hasLoopback6()) await listenTo(plain(all, 'operators', operatorOf(system)), servers, { host: '::1', port });
    await listenTo(plain(all, 'telemetry', monitor(config.telemetry.host)), servers, config.telemetry);
    await listenToSocket(all);
  } catch (error) {
    await end().catch(report);
    throw error;
  }
  const timer = setInterval(() => {
    void system.tasks.tick().catch(report);
    void system.renew().catch(report);
    void system.tend().catch(report);
  }, every);
  system.setReady(true);
  return {
    status: () => system.status(),
    async drain(ms) {
      system.setReady(false);
      for (const server of servers) server.closeIdleConnections();
      const late = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
        system.closeConnections();
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

async function listenToClients({ system, servers, times, routes }: Listening): Promise<void> {
  const { config, identity, ddos } = system;
  const { issuer } = identity;
  if (issuer === undefined) throw new FedzkError('invalid-state', 'There is no issuer of client certificates.');
  const shown = () => ({ ...identity.tls.clients, clientCa: trustedBy(identity.issuer ?? issuer).join('\n') });
  let connections: Connections | undefined;
  const admit: Admit = async (request, incoming, route, most) => {
    const socket = incoming.socket as TLSSocket;
    const address = connections?.addressOf(socket);
    // A certificate that counts no more is refused as a wrong key is: with a strike, and whatever key comes with it.
    const principal = certifiedOf(system, socket) ?? NOBODY;
    const { need = 'none', cost } = route;
    const admitted = await system.admit(request, { address, principal, need, cost, mostBytes: most });
    // What needs no key isn't there.
    if (admitted instanceof Response || need === 'none') connections?.refused(socket);
    return admitted instanceof Response ? admitted : { principal: admitted.principal, address, admitted };
  };
  const server = createTlsServer(
    { ...shown(), handshakeTimeoutMs: times.headers },
    createApp(system, 'clients', routes, admit),
  );
  system.onRenewal(() => reloadCertificate(server, shown()));
  const { proxies } = config.clients;
  const ownerOf = (socket: TLSSocket): string | undefined => certifiedOf(system, socket);
  connections = guardConnections(server, { ddos, proxies, headerMs: times.headers, ownerOf });
  const { close, closeAll } = connections;
  ddos.onBan((ban) => void close(ban));
  system.closeOwner = (owner) => void close({ kind: 'owner', key: owner });
  system.onClose(closeAll);
  await listenTo(timed(server, times), servers, config.clients);
}

/** No client has such an id. */
const NOBODY = '(not enrolled)';

/** The client whose certificate a connection has, if the client is enrolled and was not revoked. */
function certifiedOf(system: System, socket: TLSSocket): string | undefined {
  const id = clientIdOf(socket);
  const pin = peerPin(socket);
  return id !== undefined && pin !== undefined && system.clients.isCurrent(id, pin) ? id : undefined;
}

async function listenToPeer({ system, servers, times, routes, limits }: Listening): Promise<void> {
  const { config, identity, peer } = system;
  const admit: Admit = async () => ({ principal: { id: 'peer', roles: [] }, address: undefined, admitted: undefined });
  const server = createTlsServer(
    { ...identity.tls.peer, pins: () => peer.pins(), handshakeTimeoutMs: times.headers },
    createApp(system, 'peer', routes, admit),
  );
  system.onRenewal(() => reloadCertificate(server, identity.tls.peer));
  // Of its own, so that no client gets the other aggregator's address banned.
  const ddos = createDdosGuard(limits.ddos && { limits: limits.ddos });
  const { closeAll } = guardConnections(server, { ddos, headerMs: times.headers });
  system.onClose(closeAll);
  peer.onChange(closeAll);
  await listenTo(timed(server, times), servers, config.peer);
}

/** Gives a server its limits of time and connections. */
function timed<S extends Server>(server: S, { headers, request, checks }: Times): S {
  const limits = { headersTimeout: headers, requestTimeout: request, connectionsCheckingInterval: checks };
  return Object.assign(answerMalformed(server), limits, { maxConnections: MOST_CONNECTIONS });
}

/** People come by a page of this origin, or by a program, with the token of a session. */
function operatorOf(system: System): Admit {
  const { port, url } = system.config.operators;
  const origins = [`http://localhost:${port}`, new URL(url).origin];
  return async (_request, incoming, route) => {
    if (!origins.some((origin) => isFromHere(incoming, origin))) return problem('forbidden');
    const address = incoming.socket.remoteAddress;
    return admitPerson(system, { incoming, route, where: 'page', address });
  };
}

/** Whether a request is of a page of this origin, or of a program: not of a page elsewhere, nor of a name that was bent to this machine. */
function isFromHere({ headers, method }: IncomingMessage, own: string): boolean {
  if (headers.host !== new URL(own).host) return false;
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origin !== own) return false;
  return site === undefined || site === 'same-origin' || (site === 'none' && method === 'GET');
}

/**
 * A monitor may ask what it wants. Where only this machine is listened to, a page elsewhere whose name was bent to it may not: its
 * browser says that name.
 */
function monitor(host: string): Admit {
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return async (_request, { headers }) => {
    const name = (headers.host ?? 'localhost').replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
    if (isLocal && name !== 'localhost' && isIP(name) === 0) return problem('forbidden');
    return { principal: undefined, address: undefined, admitted: undefined };
  };
}

/** In development the socket acts as one admin where no session is shown. In production it acts with the session of a person. */
function socketCaller(system: System): Admit {
  const admin = { id: 'operator', roles: ['admin'] };
  const isOpen = system.identity.self.mode === 'development';
  return async (_request, incoming, route): Promise<Caller | Response> => {
    if (!isOpen || hasToken(incoming) || route.session !== undefined) {
      return admitPerson(system, { incoming, route, where: 'command-line', address: undefined });
    }
    if (route.need !== undefined) {
      const [resource, action] = route.need.split(':') as [never, never];
      if (!system.access.authorize(admin, resource, action).allowed) return problem('forbidden');
    }
    return { principal: admin, address: undefined, admitted: undefined };
  };
}

async function listenToSocket(all: Listening): Promise<void> {
  const { system, servers } = all;
  const { socket } = layoutOf(system.config.data, system.config.role);
  removeSocket(socket);
  const server = plain(all, 'socket', socketCaller(system));
  const before = process.umask(0o177);
  try {
    await listening(server, { path: socket });
  } finally {
    process.umask(before);
  }
  chmodSync(socket, 0o600);
  servers.push(server);
}

/** Removes the socket of a process that was killed: the key store and the log have one writer. @throws {FedzkError} `invalid-state` */
function removeSocket(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isSocket()) return void rmSync(path, { force: true });
  const what = found.isDirectory() ? 'a folder' : found.isFile() ? 'a file' : 'neither a file nor a socket';
  throw new FedzkError(
    'invalid-state',
    `${quoted(path)} is ${what}. Expected nothing there, or a socket: the command line's. Move it away.`,
  );
}

function plain(
  { system, times, routes }: Listening,
  listener: 'operators' | 'telemetry' | 'socket',
  admit: Admit,
): Server {
  return timed(createHttpServer(createApp(system, listener, routes, admit)), times);
}

async function listenTo(
  server: Server,
  servers: Server[],
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await listening(server, { host, port });
  servers.push(server);
}

function hasLoopback6(): boolean {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.some(({ address }) => address === '::1');
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

function reportLine(error: unknown): void {
  process.stderr.write(`${lineOf(error)}\n`);
}

/** Makes the line of JSON of a failure. Of what isn't ours it says nothing. */
export function lineOf(error: unknown): string {
  const { code, message } = error instanceof FedzkError ? error : { code: 'internal', message: 'An unexpected error.' };
  const cause = causesOf(error).join(', ');
  const line = {
    ...{ time: new Date().toISOString(), level: 'error', event: 'failure', problem: code, message },
    ...(cause !== '' && { cause }),
  };
  // JSON leaves the upper control characters, which terminals obey too.
  return escaped(JSON.stringify(line));
}

/** The codes of the system and of SQLite, in the error and in its causes. Their messages may have anything in them. */
function causesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const { code, errstr, cause, errors } = error as NodeJS.ErrnoException & { errstr?: string; errors?: unknown[] };
  const own = error instanceof FedzkError ? [] : [code, errstr].filter((each) => typeof each === 'string');
  return [...own, ...causesOf(cause ?? errors?.[0], depth + 1)];
}
