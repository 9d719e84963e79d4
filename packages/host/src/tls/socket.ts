import { X509Certificate } from 'node:crypto';
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

/** The certificates of peers, each read once. */
const peers = new WeakMap<TLSSocket, X509Certificate>();

/**
 * Returns the certificate of a connection's peer. A server knows it of a resumed session too, since its ticket carries it. A client
 * doesn't: Node keeps no certificate with a session.
 *
 * Doesn't use `getPeerX509Certificate`: each call of it by a client takes a certificate off the chain that the server sent
 * (nodejs/node#65579). The second call would return the one above, which a server may have put there without having its key.
 *
 * @returns undefined where there is none, or it isn't known
 * @throws {FedzkError} `invalid-argument`: no connection of `node:tls`
 */
export function peerCertificate(socket: unknown): X509Certificate | undefined {
  if (!isTlsSocket(socket)) throw unexpected('socket', 'a connection of node:tls', socket);
  try {
    const known = peers.get(socket);
    if (known !== undefined) return known;
    const { raw } = (socket.getPeerCertificate() ?? {}) as { readonly raw?: Buffer };
    if (raw === undefined) return undefined;
    const read = new X509Certificate(raw);
    peers.set(socket, read);
    return read;
  } catch (cause) {
    throw unexpected('socket', 'a connection of node:tls', socket, { cause });
  }
}
