import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { isTlsSocket, peerCertificate } from '../tls/socket.js';
import { certificateOf, isCurrent } from './read.js';

/** What the one name of a client's certificate begins with. */
export const CLIENT_URN = 'urn:fedzk:client:';

/** Whether a text is a client's id: 3 to 64 of `[A-Za-z0-9_-]`. */
export function isClientId(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9_-]{3,64}$/.test(id);
}

/** TLS client authentication, of extended key usage (RFC 5280 §4.2.1.12). */
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/**
 * Returns the id of the client that a certificate is for: the rest of its one name, `urn:fedzk:client:ID`. Whether
 * the certificate is from an issuer that you trust is for the handshake to find out.
 *
 * @param from a certificate, or a connection that a server accepted. Of a connection the id counts only if TLS authorized the
 *   certificate and it is valid now, which a resumed session doesn't check again
 * @returns undefined for any other certificate: with another name or a second one, for other uses, or a CA's
 * @throws {FedzkError} `invalid-argument`: neither a certificate nor a connection
 *
 * @example
 * ```ts
 * const id = clientIdOf(request.socket);
 * if (id === undefined) return response.writeHead(401).end();
 * ```
 */
export function clientIdOf(from: string | Uint8Array | X509Certificate | TLSSocket): string | undefined {
  if (!isTlsSocket(from)) return idOf(certificateOf(from, 'from'));
  const certificate = peerCertificate(from);
  return from.authorized && certificate !== undefined && isCurrent(certificate) ? idOf(certificate) : undefined;
}

function idOf({ ca, keyUsage, subjectAltName }: X509Certificate): string | undefined {
  const uses = keyUsage as readonly string[] | undefined; // Node gives the extended ones
  if (ca || uses?.length !== 1 || uses[0] !== CLIENT_AUTH) return undefined;
  // Node quotes a name that has a comma or a quote in it, so that an id can't be of a part of a name.
  const prefix = `URI:${CLIENT_URN}`;
  if (subjectAltName === undefined || !subjectAltName.startsWith(prefix)) return undefined;
  const id = subjectAltName.slice(prefix.length);
  return isClientId(id) ? id : undefined;
}
