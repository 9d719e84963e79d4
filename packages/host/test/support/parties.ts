// A root, its issuer, a server and a client, made once for a test file.

import {
  type CertificateAuthority,
  type Credentials,
  createCertificateRequest,
  createDevelopmentCa,
  createIssuer,
  createTlsKey,
  issueCertificate,
  issueClientCertificate,
} from '@fedzk/host';
import { vi } from 'vitest';

export interface Parties {
  readonly root: CertificateAuthority;
  readonly issuer: CertificateAuthority;
  /** A server on `localhost`. */
  readonly server: Credentials;
  /** The client `client_001`. */
  readonly client: Credentials;
}

export async function makeParties(name = 'Test'): Promise<Parties> {
  const root = await createDevelopmentCa({ name: `${name} root` });
  const issuer = await createIssuer(root, { name: `${name} issuer` });
  return { root, issuer, server: await makeServer(root), client: await makeClient(issuer, 'client_001') };
}

export function makeServer(root: CertificateAuthority, key?: string): Promise<Credentials> {
  return issueCertificate(root, { names: ['localhost', '127.0.0.1', '::1'], usages: ['server'], key });
}

export async function makeClient(issuer: CertificateAuthority, id: string): Promise<Credentials> {
  const key = await createTlsKey();
  return { certificate: await issueClientCertificate(issuer, await requestOf(key), { id }), key };
}

/** A request for a certificate of this key. */
export function requestOf(key: string): Promise<string> {
  return createCertificateRequest({ key, id: 'client_001' });
}

const DAY = 86_400_000;

/** Does something as if the clock were so many days later; TLS itself keeps the machine's time. */
export async function daysLater<Result>(days: number, act: () => Result): Promise<Awaited<Result>> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * DAY });
  try {
    return await act();
  } finally {
    vi.useRealTimers();
  }
}

/** Runs what must fail, and returns the code of its error. */
export async function codeOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return 'no error';
}
