// The CA of an organisation, on a machine of its own: its root lies in a key store, which a passphrase opens.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import {
  type CertificateAuthority,
  createDevelopmentCa,
  issueIssuerCertificate,
  issueServerCertificate,
} from '@fedzk/host';
import { KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import { type CertificatesAnswer, type CertificatesRequest, USAGES } from '../stores/certificates.js';
import { NAMES } from '../stores/identity.js';
import { makeFolder } from '../stores/layout.js';
import { Secrets } from '../stores/secrets.js';

/** A root is valid as long as it may be, since it is renewed by hand. */
const ROOT_DAYS = 365;

/** Where a root lies, and what opens it. */
export interface CaHome {
  readonly home: string;
  readonly passphrase: string;
}

function pathsOf(home: string): { readonly keys: string; readonly certificate: string } {
  return { keys: join(home, 'keys'), certificate: join(home, 'root.pem') };
}

/**
 * Makes a root.
 *
 * @returns its certificate, which also lies in `root.pem`
 * @throws {FedzkError} `already-exists`
 */
export async function makeRoot({ home, passphrase }: CaHome, name: string): Promise<string> {
  const { keys, certificate } = pathsOf(home);
  if (existsSync(keys))
    throw new FedzkError('already-exists', `${quoted(home)} has a CA already. Give another folder.`);
  const root = await createDevelopmentCa({ name, days: ROOT_DAYS });
  makeFolder(home);
  const store = await KeyStore.create(directoryStorage(keys), { passphrase });
  try {
    await new Secrets(store).put(NAMES.root, root);
  } finally {
    await store.close();
  }
  writeFileSync(certificate, root.certificate, { flush: true });
  return root.certificate;
}

/**
 * Answers a request of a system.
 *
 * @throws {FedzkError} `not-found`: no CA in the folder; `wrong-key`: the passphrase; what issuing throws
 */
export async function answerRequest(
  { home, passphrase }: CaHome,
  { role, clients, peer, issuer }: CertificatesRequest,
  days: number | undefined,
): Promise<CertificatesAnswer> {
  const root = await openRoot(home, passphrase);
  const machine = (what: 'clients' | 'peer', { names, csr }: CertificatesRequest['clients']): Promise<string> =>
    issueServerCertificate(root, csr, { names, usages: USAGES[what], days });
  return {
    ...{ v: 1, kind: 'fedzk/certificates-issued', role, root: root.certificate },
    clients: await machine('clients', clients),
    peer: await machine('peer', peer),
    issuer: await issueIssuerCertificate(root, issuer.csr, { name: issuer.name, days: ROOT_DAYS }),
  };
}

async function openRoot(home: string, passphrase: string): Promise<CertificateAuthority> {
  const { keys } = pathsOf(home);
  if (!existsSync(keys))
    throw new FedzkError(
      'not-found',
      `${quoted(home)} has no CA. Name its folder by --home, or make one by fedzk ca root --home DIR --name NAME.`,
    );
  const store = await KeyStore.open(directoryStorage(keys), { passphrase });
  try {
    const root = await new Secrets(store).json<CertificateAuthority>(NAMES.root);
    if (root !== undefined) return root;
    throw new FedzkError('damaged', `${quoted(home)} lacks the root. Restore it from a backup.`);
  } finally {
    await store.close();
  }
}
