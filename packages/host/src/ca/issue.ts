import { createPublicKey, type KeyObject } from 'node:crypto';
import { FedzkError, optionsOf } from '@fedzk/core';
import type { Credentials } from '../certificates/credentials.js';
import { privateKeyOf } from '../certificates/read.js';
import { type CertificateUsage, daysOf, type HostName, hostNamesOf, usagesOf } from './arguments.js';
import { type Authority, authorityOf, type CertificateAuthority } from './authority.js';
import { leafExtensions } from './extensions.js';
import { algorithmOf, makeKey, pemOf } from './keys.js';
import { requestedKey } from './request.js';
import { signBy } from './sign.js';

export interface CertificateOptions {
  /** DNS names in lower case and IP addresses, 1 to 100. The first is shown as the subject. */
  readonly names: readonly string[];
  /** `server`, `client` or both. */
  readonly usages: readonly CertificateUsage[];
  /** How long it is valid: 365 at most, and no longer than the root. Default: 90. */
  readonly days?: number | undefined;
  /** A private key of before, as PKCS#8 in PEM, so that its pin stays. Left out: a new one. */
  readonly key?: string | undefined;
}

/**
 * Makes a certificate for a machine of one's own, such as a server.
 *
 * @throws {FedzkError} `invalid-argument`; `unsupported`: a key of another kind; `expired`: the root is not valid now
 */
export async function issueCertificate(root: CertificateAuthority, options: CertificateOptions): Promise<Credentials> {
  const { key: given, ...rest } = optionsOf(options, ['names', 'usages', 'days', 'key']);
  const machine = machineOf(rest);
  const authority = rootOf(root);
  const key = given === undefined ? await makeKey() : privateKeyOf(given, 'key');
  algorithmOf(key, 'key');
  return { certificate: await signMachine(authority, machine, createPublicKey(key)), key: pemOf(key) };
}

/**
 * Makes a certificate for a machine whose private key stays there. Of its request only the public key counts, and the signature
 * that proves that the machine has the private one: who issues says the names.
 *
 * @param request PEM, as `createCertificateRequest` makes it
 * @returns PEM
 * @throws {FedzkError} `invalid-argument`; `not-authentic`: the request's signature is wrong; `unsupported`: a key of another kind;
 *   `expired`: the root is not valid now
 */
export async function issueServerCertificate(
  root: CertificateAuthority,
  request: string,
  options: Omit<CertificateOptions, 'key'>,
): Promise<string> {
  const machine = machineOf(optionsOf(options, ['names', 'usages', 'days']));
  const authority = rootOf(root);
  return signMachine(authority, machine, await requestedKey(request));
}

interface Machine {
  readonly names: readonly HostName[];
  readonly usages: readonly CertificateUsage[];
  readonly days: number;
}

function machineOf(given: Omit<CertificateOptions, 'key'>): Machine {
  return { names: hostNamesOf(given.names), usages: usagesOf(given.usages), days: daysOf(given.days) };
}

function rootOf(root: CertificateAuthority): Authority {
  const authority = authorityOf(root, 'root');
  if (!authority.clientsOnly) return authority;
  throw new FedzkError(
    'invalid-argument',
    '"root" expected a root, got an issuer, which signs for clients by their id only.',
  );
}

function signMachine(authority: Authority, { names, usages, days }: Machine, publicKey: KeyObject): Promise<string> {
  return signBy(authority, {
    name: (names[0]?.value ?? '').slice(0, 64),
    publicKey,
    days,
    extensions: leafExtensions(usages, names),
  });
}
