import { createPublicKey, type KeyObject } from 'node:crypto';
import { FedzkError, optionsOf } from '@fedzk/core';
import { commonNameOf, daysOf } from './arguments.js';
import { type Authority, authorityOf, type CertificateAuthority } from './authority.js';
import { authorityExtensions, clientsOnlyExtensions } from './extensions.js';
import { makeKey, pemOf, type TlsKeyAlgorithm } from './keys.js';
import { requestedKey } from './request.js';
import { signBy, signRoot } from './sign.js';

export interface DevelopmentCaOptions {
  /** The name that its certificate shows, of 1 to 64 characters. */
  readonly name: string;
  /** Default: `ecdsa-p256`. */
  readonly algorithm?: TlsKeyAlgorithm | undefined;
  /** How long it is valid: 365 at most. Default: 90. */
  readonly days?: number | undefined;
}

/**
 * Makes an authority whose certificate it signs itself. Who trusts this certificate trusts all that its key signs, so keep the
 * key on another machine than the services.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const root = await createDevelopmentCa({ name: 'Hospital North root' });
 * const { certificate, key } = await issueCertificate(root, { names: ['localhost', '127.0.0.1'], usages: ['server'] });
 * ```
 */
export async function createDevelopmentCa(options: DevelopmentCaOptions): Promise<CertificateAuthority> {
  const given = optionsOf(options, ['name', 'algorithm', 'days']);
  const name = commonNameOf(given.name);
  const days = daysOf(given.days);
  const key = await makeKey(given.algorithm);
  const certificate = await signRoot(key, {
    name,
    publicKey: createPublicKey(key),
    days,
    extensions: authorityExtensions(1),
  });
  return { certificate, key: pemOf(key) };
}

export interface IssuerOptions {
  /** The name that its certificate shows, of 1 to 64 characters; another than the root's. */
  readonly name: string;
  /** How long it is valid: 365 at most, and no longer than the root. Default: 90. */
  readonly days?: number | undefined;
}

/**
 * Makes an authority that can sign client certificates only, for a service that is online. Its certificate says so, and has room
 * for neither an authority below it nor a DNS name or IP address.
 *
 * @throws {FedzkError} `invalid-argument`; `expired`: the root is not valid now
 */
export async function createIssuer(root: CertificateAuthority, options: IssuerOptions): Promise<CertificateAuthority> {
  const given = issuerOf(root, options);
  const key = await makeKey();
  return { certificate: await signIssuer(given, createPublicKey(key)), key: pemOf(key) };
}

/**
 * Makes the certificate of an issuer whose private key stays on another machine, as {@link createIssuer} does for one of a new key.
 *
 * @param request PEM, as `createCertificateRequest` makes it; only its public key and its signature count
 * @returns PEM
 * @throws {FedzkError} `invalid-argument`; `not-authentic`: the request's signature is wrong; `unsupported`: a key of another kind;
 *   `expired`: the root is not valid now
 */
export async function issueIssuerCertificate(
  root: CertificateAuthority,
  request: string,
  options: IssuerOptions,
): Promise<string> {
  const given = issuerOf(root, options);
  return signIssuer(given, await requestedKey(request));
}

interface GivenIssuer {
  readonly authority: Authority;
  readonly name: string;
  readonly days: number;
}

function issuerOf(root: CertificateAuthority, options: IssuerOptions): GivenIssuer {
  const given = optionsOf(options, ['name', 'days']);
  const name = commonNameOf(given.name);
  const days = daysOf(given.days);
  const authority = authorityOf(root, 'root');
  if (!authority.clientsOnly) return { authority, name, days };
  throw new FedzkError('invalid-argument', '"root" expected a root, got an issuer, which has no authority below it.');
}

function signIssuer({ authority, name, days }: GivenIssuer, publicKey: KeyObject): Promise<string> {
  return signBy(authority, {
    ...{ name, publicKey, days },
    extensions: (library) => [...authorityExtensions(0)(library), ...clientsOnlyExtensions(library)],
  });
}
