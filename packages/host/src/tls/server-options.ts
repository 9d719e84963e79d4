import type { TlsOptions } from 'node:tls';
import { optionsOf } from '@fedzk/core';
import { type Credentials, credentialsOf } from '../certificates/credentials.js';
import { certificatesOf } from '../certificates/read.js';
import { millisecondsOf, TLS_1_3 } from './settings.js';

export interface TlsServerOptions extends Credentials {
  /**
   * The certificates, in PEM, that a client's must come from. Clients without one are refused in the handshake. Left out, clients
   * need none.
   */
  readonly clientCa?: string | undefined;
  /** The longest that a handshake may take, in milliseconds: 1 to 600,000. Default: 5,000. */
  readonly handshakeTimeoutMs?: number | undefined;
}

/** How long a session can be resumed. Until then a certificate that its issuer has revoked is not looked at again. */
const SESSION_SECONDS = 300;

/**
 * Makes options for `https.createServer` and for frameworks that take such options: TLS 1.3 alone, and mutual where `clientCa` is
 * given. For pins use `createTlsServer`, since options alone can't check them.
 *
 * @throws {FedzkError} `invalid-argument`; `expired`: the certificate is not valid now
 *
 * @example
 * ```ts
 * https.createServer(createTlsServerOptions({ certificate, key, clientCa: root.certificate }), listener);
 * ```
 */
export function createTlsServerOptions(options: TlsServerOptions): TlsOptions {
  const given = optionsOf(options, ['certificate', 'key', 'clientCa', 'handshakeTimeoutMs']);
  const { certificate, key } = credentialsOf(given);
  if (given.clientCa !== undefined) certificatesOf(given.clientCa, 'clientCa');
  const mutual = given.clientCa !== undefined;
  return {
    ...TLS_1_3,
    cert: certificate,
    key,
    // An empty list trusts nobody; undefined would trust whom Node's own list trusts.
    ca: given.clientCa === undefined ? [] : [given.clientCa],
    requestCert: mutual,
    rejectUnauthorized: mutual,
    sessionTimeout: SESSION_SECONDS,
    handshakeTimeout: millisecondsOf(given.handshakeTimeoutMs, 5_000, 'handshakeTimeoutMs'),
  };
}
