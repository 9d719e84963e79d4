import type { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { unexpected } from '@fedzk/core';

/** Whether a value is a connection of `node:tls`. */
export function isTlsSocket(value: unknown): value is TLSSocket {
  try {
    return value instanceof TLSSocket;
  } catch {
    return false; // a proxy whose trap for its prototype throws
  }
}

/**
 * Returns the certificate of a connection's peer. A resumed session has that of the handshake it comes from: a client keeps
 * it with the session, and a server's ticket carries it.
 *
 * @throws {FedzkError} `invalid-argument`: no connection of `node:tls`
 */
export function peerCertificate(socket: unknown): X509Certificate | undefined {
  if (!isTlsSocket(socket)) throw unexpected('socket', 'a connection of node:tls', socket);
  return socket.getPeerX509Certificate() ?? undefined;
}
