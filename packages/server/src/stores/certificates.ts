// Certificates of a CA on another machine: the keys that stay here, what the CA is asked for, and its answer.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { FedzkError } from '@fedzk/core';
import {
  type CertificateUsage,
  type Credentials,
  certificateFacts,
  createCertificateRequest,
  createTlsKey,
} from '@fedzk/host';
import * as v from 'valibot';
import type { Config } from '../config.js';
import { roleSchema } from '../given.js';
import { type Issuer, issuerName, NAMES, namesOf } from './identity.js';
import type { Secrets } from './secrets.js';

const pem = v.pipe(v.string(), v.maxLength(16_384));
const role = roleSchema;
const names = v.pipe(v.array(v.pipe(v.string(), v.maxLength(253))), v.minLength(1), v.maxLength(10));
const machine = v.strictObject({ names, csr: pem });

/** What a CA is asked for. */
export const requestSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('fedzk/certificates'),
  role,
  clients: machine,
  peer: machine,
  issuer: v.strictObject({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)), csr: pem }),
});
export type CertificatesRequest = v.InferOutput<typeof requestSchema>;

/** What it answers: certificates in PEM. */
export const answerSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('fedzk/certificates-issued'),
  role,
  root: pem,
  clients: pem,
  peer: pem,
  issuer: pem,
});
export type CertificatesAnswer = v.InferOutput<typeof answerSchema>;

/** What the two certificates of listeners may be used for. */
export const USAGES: Readonly<Record<'clients' | 'peer', readonly CertificateUsage[]>> = {
  clients: ['server'],
  peer: ['server', 'client'],
};

/** The private keys, PEM. They stay when certificates are renewed, and so do the pins. */
interface TlsKeys {
  readonly v: 1;
  readonly clients: string;
  readonly peer: string;
  readonly issuer: string;
}

/** Makes the private keys. */
export async function createTlsKeys(secrets: Secrets): Promise<void> {
  const [clients, peer, issuer] = [await createTlsKey(), await createTlsKey(), await createTlsKey()];
  await secrets.put(NAMES.tlsKeys, { v: 1, clients, peer, issuer } satisfies TlsKeys);
}

/** Makes what the CA is asked for. */
export async function requestCertificates(secrets: Secrets, config: Config): Promise<CertificatesRequest> {
  const keys = await keysIn(secrets);
  const csrOf = (what: keyof TlsKeys & string): Promise<string> =>
    createCertificateRequest({ key: String(keys[what]), id: `${config.role}-${what}` });
  return {
    ...{ v: 1, kind: 'fedzk/certificates', role: config.role },
    clients: { names: namesOf(config.clients.url), csr: await csrOf('clients') },
    peer: { names: namesOf(config.peer.url), csr: await csrOf('peer') },
    issuer: { name: issuerName(config.role), csr: await csrOf('issuer') },
  };
}

/**
 * Checks a CA's answer, and stores it.
 *
 * @throws {FedzkError} `not-authentic`: a certificate is of another key, root, name or use; `expired`
 */
export async function installCertificates(secrets: Secrets, config: Config, answer: CertificatesAnswer): Promise<void> {
  if (answer.role !== config.role) throw wrong(`The answer is for the ${answer.role}`);
  const keys = await keysIn(secrets);
  const root = certificateIn(answer.root, 'root');
  if (!root.ca || !root.verify(root.publicKey)) throw wrong('The root is no authority that signs itself');
  for (const what of ['clients', 'peer', 'issuer'] as const) {
    const certificate = certificateIn(answer[what], what);
    if (!certificate.checkPrivateKey(createPrivateKey(keys[what])))
      throw wrong(`The certificate of "${what}" is of another key`);
    if (!certificate.checkIssued(root) || !certificate.verify(root.publicKey))
      throw wrong(`The certificate of "${what}" is not signed by the root`);
    requireCurrent(answer[what], what);
  }
  requireCurrent(answer.root, 'root');
  for (const what of ['clients', 'peer'] as const) {
    const certified = certificateFacts(answer[what]).names;
    const missing = namesOf(config[what].url).find((name) => !certified.includes(name));
    if (missing !== undefined || certificateIn(answer[what], what).ca)
      throw wrong(`The certificate of "${what}" is not one of a server with the name ${missing ?? 'that it has'}`);
  }
  if (!certificateIn(answer.issuer, 'issuer').ca) throw wrong('The certificate of "issuer" is no authority');
  const put = (name: string, value: object): Promise<void> => secrets.replace(name, value);
  await put(NAMES.issuer, { certificate: answer.issuer, key: keys.issuer, root: answer.root } satisfies Issuer);
  await put(NAMES.peerTls, { certificate: answer.peer, key: keys.peer } satisfies Credentials);
  await put(NAMES.clientsTls, { certificate: answer.clients, key: keys.clients } satisfies Credentials);
}

async function keysIn(secrets: Secrets): Promise<TlsKeys> {
  const keys = await secrets.json<TlsKeys>(NAMES.tlsKeys);
  if (keys !== undefined) return keys;
  throw new FedzkError('invalid-state', 'This system makes its certificates itself: it is for development.');
}

function certificateIn(text: string, what: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw wrong(`"${what}" is no certificate in PEM`);
  }
}

function requireCurrent(certificate: string, what: string): void {
  const { notBefore, notAfter } = certificateFacts(certificate);
  const now = Date.now();
  if (notBefore.getTime() <= now && now <= notAfter.getTime()) return;
  throw new FedzkError(
    'expired',
    `The certificate of "${what}" is valid from ${notBefore.toISOString()} to ${notAfter.toISOString()}.`,
  );
}

function wrong(what: string): FedzkError {
  return new FedzkError('not-authentic', `${what}. Have the CA answer the request of this system again.`);
}
