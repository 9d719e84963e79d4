import { optionsOf } from '@fedzk/core';
import { CLIENT_URN } from '../certificates/client-id.js';
import { privateKeyOf } from '../certificates/read.js';
import { clientIdArgument, daysOf } from './arguments.js';
import { authorityOf, type CertificateAuthority } from './authority.js';
import { leafExtensions } from './extensions.js';
import { signingKeyOf, verifyingKeyOf } from './keys.js';
import { requestedKey } from './request.js';
import { signBy } from './sign.js';
import { x509 } from './x509.js';

export interface CertificateRequestOptions {
  /** The client's private key, as PKCS#8 in PEM, such as one of `createTlsKey`. */
  readonly key: string;
  /** The client's id. It is shown to whoever issues, and doesn't decide what is issued. */
  readonly id: string;
}

/**
 * Makes a certificate request (RFC 2986) on the client's machine, so that the private key stays there.
 *
 * @returns PEM
 * @throws {FedzkError} `invalid-argument`; `unsupported`: a key of another kind
 */
export async function createCertificateRequest(options: CertificateRequestOptions): Promise<string> {
  const given = optionsOf(options, ['key', 'id']);
  const id = clientIdArgument(given.id);
  const key = privateKeyOf(given.key, 'key');
  const keys = { privateKey: await signingKeyOf(key, 'key'), publicKey: await verifyingKeyOf(key) };
  const { Pkcs10CertificateRequestGenerator } = await x509();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [id] }],
    keys,
    signingAlgorithm: { ...keys.privateKey.algorithm, hash: 'SHA-256' } as { name: string },
  });
  return `${request.toString('pem')}\n`;
}

export interface ClientCertificateOptions {
  /** The client's id, of a record that was authenticated. */
  readonly id: string;
  /** How long it is valid: 365 at most, and no longer than the issuer. Default: 90. */
  readonly days?: number | undefined;
}

/**
 * Makes a client's certificate: for TLS clients only, and with the one name `urn:fedzk:client:ID`. Of the request it takes the
 * public key alone, and checks the signature that proves that the client has the private one.
 *
 * @param issuer one of `createIssuer`, or a root
 * @param request PEM
 * @returns PEM: the certificate, then the issuer's
 * @throws {FedzkError} `invalid-argument`: no request, or an invalid option; `not-authentic`: its signature is wrong;
 *   `unsupported`: a key of another kind; `expired`: the issuer is not valid now
 */
export async function issueClientCertificate(
  issuer: CertificateAuthority,
  request: string,
  options: ClientCertificateOptions,
): Promise<string> {
  const given = optionsOf(options, ['id', 'days']);
  const id = clientIdArgument(given.id);
  const days = daysOf(given.days);
  const authority = authorityOf(issuer, 'issuer');
  const publicKey = await requestedKey(request);
  const certificate = await signBy(authority, {
    name: id,
    publicKey,
    days,
    extensions: leafExtensions(['client'], [{ type: 'url', value: CLIENT_URN + id }]),
  });
  return certificate + (authority.clientsOnly ? authority.certificate.toString() : '');
}
