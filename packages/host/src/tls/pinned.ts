// What the agent of node:https and the connector of undici have in common.

import type { X509Certificate } from 'node:crypto';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { FedzkError, optionsOf } from '@fedzk/core';
import { credentialsOf } from '../certificates/credentials.js';
import { certificatesOf } from '../certificates/read.js';
import { type Pins, pinProblem, pinsReader } from './pins.js';
import { millisecondsOf, TLS_1_3 } from './settings.js';
import { peerCertificate } from './socket.js';

export interface PinnedClientOptions {
  /** The keys that the server may have. A function is asked at each connection. */
  readonly pins: Pins | (() => Pins);
  /** The client's own certificates in PEM, for a server that asks for one; with `key`. */
  readonly certificate?: string | undefined;
  /** The private key of `certificate`, as PKCS#8 in PEM. */
  readonly key?: string | undefined;
  /**
   * The certificates, in PEM, that the server's must come from. It then has to have the name that is asked for, too. Left out, the
   * pin alone tells who the server is.
   */
  readonly ca?: string | undefined;
  /** The longest that a handshake may take, in milliseconds: 1 to 600,000. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
}

/** Options that have been read. */
export interface PinnedClient {
  readonly tls: ConnectionOptions;
  readonly pins: () => Pins;
  readonly timeoutMs: number;
}

/** @throws {FedzkError} `invalid-argument`; `expired`: the client's own certificate is not valid now */
export function pinnedClientOf(options: PinnedClientOptions): PinnedClient {
  const {
    pins,
    certificate,
    key,
    ca,
    timeoutMs = 10_000,
  } = optionsOf(options, ['pins', 'certificate', 'key', 'ca', 'timeoutMs']);
  if (ca !== undefined) certificatesOf(ca, 'ca');
  const own =
    certificate === undefined && key === undefined
      ? undefined
      : credentialsOf({ certificate, key } as { certificate: string; key: string });
  return {
    tls: {
      ...TLS_1_3,
      ...(own === undefined ? {} : { cert: own.certificate, key: own.key }),
      ...(ca === undefined ? { ca: [], checkServerIdentity: () => undefined } : { ca: [ca] }),
      rejectUnauthorized: ca !== undefined,
    },
    pins: pinsReader(pins),
    timeoutMs: millisecondsOf(timeoutMs, 10_000, 'timeoutMs'),
  };
}

/**
 * Waits for the handshake of a connection and checks the server's pin, before anything is sent. A connection that resumed a
 * session is refused, since its certificate isn't known.
 *
 * @param ready is called once, without an error where the connection may be used
 */
export function whenPinned(
  socket: TLSSocket,
  { pins, timeoutMs }: PinnedClient,
  ready: (error: Error | undefined) => void,
): void {
  const timer = setTimeout(() => {
    socket.destroy(new FedzkError('unavailable', `The server took more than ${timeoutMs} ms for the TLS handshake.`));
  }, timeoutMs);
  const settle = (error?: Error): void => {
    clearTimeout(timer);
    for (const [event, listener] of listeners) socket.off(event, listener);
    if (error !== undefined) {
      socket.on('error', () => undefined); // told already
      socket.destroy();
    }
    ready(error);
  };
  const secure = (): void => settle(problemOf(peerCertificate(socket), pins));
  const closed = (): void =>
    settle(new FedzkError('unavailable', 'The server closed the connection in the handshake.'));
  const listeners = [
    ['secureConnect', secure],
    ['error', settle],
    ['close', closed],
  ] as const;
  for (const [event, listener] of listeners) socket.on(event, listener);
}

function problemOf(certificate: X509Certificate | undefined, pins: () => Pins): Error | undefined {
  try {
    return pinProblem(certificate, pins());
  } catch (cause) {
    return cause instanceof Error
      ? cause
      : new FedzkError('invalid-argument', '"pins" threw what is no error.', { cause });
  }
}
