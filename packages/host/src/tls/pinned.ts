// What the agent of node:https and the connector of undici have in common.

import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { FedzkError, optionsOf, unexpected } from '@fedzk/core';
import { credentialsOf } from '../certificates/credentials.js';
import { certificatesOf } from '../certificates/read.js';
import { type Pins, pinProblem, pinsReader } from './pins.js';
import { TLS_1_3 } from './settings.js';
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
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) {
    throw unexpected('timeoutMs', 'an integer from 1 to 600000', timeoutMs);
  }
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
    timeoutMs,
  };
}

/**
 * Waits for the handshake of a connection and checks the server's pin, before anything is sent on it.
 *
 * @param ready is called once, without an error where the connection may be used
 */
export function whenPinned(socket: TLSSocket, { pins, timeoutMs }: PinnedClient, ready: (error?: Error) => void): void {
  const timer = setTimeout(() => {
    socket.destroy(new FedzkError('unavailable', `The server took more than ${timeoutMs} ms for the TLS handshake.`));
  }, timeoutMs);
  const settled = (): void => {
    clearTimeout(timer);
    socket.off('error', failed);
    socket.off('close', closed);
    socket.off('secureConnect', secure);
  };
  const failed = (error: Error): void => {
    settled();
    socket.on('error', () => undefined);
    ready(error);
  };
  const closed = (): void =>
    failed(new FedzkError('unavailable', 'The server closed the connection in the TLS handshake.'));
  const secure = (): void => {
    const error = problemOf(socket, pins);
    if (error !== undefined) {
      failed(error);
      socket.destroy(error); // with the error, so that an agent forgets its session
      return;
    }
    settled();
    ready();
  };
  socket.on('error', failed);
  socket.on('close', closed);
  socket.on('secureConnect', secure);
}

function problemOf(socket: TLSSocket, pins: () => Pins): Error | undefined {
  try {
    return pinProblem(peerCertificate(socket), pins());
  } catch (cause) {
    return cause instanceof Error
      ? cause
      : new FedzkError('invalid-argument', '"pins" threw what is no error.', { cause });
  }
}
