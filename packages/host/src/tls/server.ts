import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type TLSSocket, Server as TlsServer } from 'node:tls';
import { callbackOf, optionsOf, unexpected } from '@fedzk/core';
import { isCurrent } from '../certificates/read.js';
import { expiredPeer, type Pins, pinProblem, pinsReader } from './pins.js';
import { createTlsServerOptions, type TlsServerOptions } from './server-options.js';
import { peerCertificate } from './socket.js';

export interface PinnedServerOptions extends TlsServerOptions {
  /**
   * The keys that a client may have. A function is asked at each connection, so that a changed pin holds from the next one. With
   * pins alone, who signed a client's certificate doesn't count; with `clientCa` too, both have to be right.
   */
  readonly pins?: Pins | (() => Pins) | undefined;
}

/**
 * Makes an HTTPS server that speaks TLS 1.3 alone. Clients need a certificate where `clientCa` or `pins` is given. Its
 * time and its pin are checked on each connection before HTTP sees it, also where a session is resumed, which skips the checks of
 * TLS itself. A connection that is refused there is closed and told to listeners of `tlsClientError`, with an error whose code is
 * `pin-mismatch` or `expired`.
 *
 * @throws {FedzkError} `invalid-argument`; `expired`: the server's own certificate is not valid now
 *
 * @example
 * ```ts
 * const server = createTlsServer({ certificate, key, pins: { current } }, (request, response) => response.end('ok'));
 * server.listen(9000);
 * ```
 */
export function createTlsServer(options: PinnedServerOptions, listener?: RequestListener): Server {
  const { pins, ...rest } = optionsOf(options, ['certificate', 'key', 'clientCa', 'handshakeTimeoutMs', 'pins']);
  const tls = createTlsServerOptions(rest);
  const readPins = pins === undefined ? undefined : pinsReader(pins);
  const server = createServer(
    // TLS refuses clients by their issuer alone, so with pins alone it lets all of them through to the check below.
    readPins === undefined ? tls : { ...tls, requestCert: true, rejectUnauthorized: rest.clientCa !== undefined },
    callbackOf(listener, 'listener'),
  );
  if (readPins !== undefined || rest.clientCa !== undefined) admitOnly(server, (socket) => problemOf(socket, readPins));
  return server;
}

function problemOf(socket: TLSSocket, readPins: (() => Pins) | undefined): unknown {
  try {
    const certificate = peerCertificate(socket);
    if (readPins !== undefined) return pinProblem(certificate, readPins());
    return certificate === undefined || isCurrent(certificate) ? undefined : expiredPeer(certificate);
  } catch (error) {
    return error; // of the function that gives the pins: without pins nobody is admitted
  }
}

/** Puts a check before the listeners that a server has, which are those of HTTP. */
function admitOnly(server: Server, problem: (socket: TLSSocket) => unknown): void {
  const listeners = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    const error = problem(socket);
    if (error === undefined) {
      for (const each of listeners) each.call(server, socket);
      return;
    }
    socket.on('error', () => undefined); // the peer may have closed it already
    server.emit('tlsClientError', error, socket);
    socket.destroy();
  });
}

/**
 * Gives a running server another certificate. Open connections stay as they are; new ones get the new certificate, and no session of
 * before is resumed. Give `clientCa` again where the server has one: without it no client is trusted.
 *
 * @param server one of `createTlsServer`, or made with `createTlsServerOptions`
 * @throws {FedzkError} `invalid-argument`; `expired`: the new certificate is not valid now. The server keeps the old one
 */
export function reloadCertificate(server: TlsServer, options: Omit<TlsServerOptions, 'handshakeTimeoutMs'>): void {
  if (!isTlsServer(server)) throw unexpected('server', 'a server of node:tls or node:https', server);
  server.setSecureContext(createTlsServerOptions(optionsOf(options, ['certificate', 'key', 'clientCa'])));
}

function isTlsServer(value: unknown): value is TlsServer {
  try {
    return value instanceof TlsServer;
  } catch {
    return false; // a proxy whose trap for its prototype throws
  }
}
