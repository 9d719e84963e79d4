// Certificates of a development system, whose CA it has itself: renewed when two thirds of their life are over. The keys stay, and
// with them the pins.

import {
  type CertificateAuthority,
  type Credentials,
  certificateFacts,
  createDevelopmentCa,
  createIssuer,
  issueCertificate,
} from '@fedzk/host';
import type { Config } from '../config.js';
import { USAGES } from './certificates.js';
import { type Identity, type Issuer, issuerName, NAMES, namesOf, ROOT_DAYS } from './identity.js';

const DAY_MS = 86_400_000;
/** Certificates know no parts of seconds. */
const SECOND_MS = 1_000;
const MOST_PAUSE_MS = 60_000;

/**
 * Whether it is time for the next certificate: a third of its life is left, or it lives longer than is configured.
 *
 * @param days the life of a certificate
 */
export function isDue(certificate: string, days: number, now: number = Date.now()): boolean {
  const left = certificateFacts(certificate).notAfter.getTime() - now;
  return left <= (days * DAY_MS) / 3 || left > days * DAY_MS + SECOND_MS;
}

/**
 * Renews what is due.
 *
 * @returns whether anything was
 */
export async function renewCertificates(identity: Identity, config: Config): Promise<boolean> {
  const { secrets, tls } = identity;
  const { days } = config.certificates;
  if (config.mode !== 'development' || !isAnyDue(identity, days)) return false;
  let root = await secrets.json<CertificateAuthority>(NAMES.root);
  if (root === undefined) return false;
  let isNew = false;
  if (isDue(root.certificate, ROOT_DAYS)) {
    root = await createDevelopmentCa({ name: `FEDzk ${config.mode} ${config.role}`, days: ROOT_DAYS });
    const issuer = await createIssuer(root, { name: issuerName(config.role), days: ROOT_DAYS });
    const before = identity.issuer;
    // The certificates of clients end later than this day: what signed them is trusted until then.
    const trusted = before === undefined ? [] : [...trustedBy(before)];
    const made: Issuer = { ...issuer, root: root.certificate, trusted };
    await secrets.replace(NAMES.issuer, made);
    await secrets.replace(NAMES.root, root);
    identity.issuer = made;
    isNew = true;
  }
  const renewed: { clients: Credentials; peer: Credentials } = { ...tls };
  for (const what of ['clients', 'peer'] as const) {
    const { certificate, key } = tls[what];
    if (!isDue(certificate, days)) continue;
    const next = await issueCertificate(root, { names: namesOf(config[what].url), usages: USAGES[what], days, key });
    await secrets.replace(what === 'clients' ? NAMES.clientsTls : NAMES.peerTls, next);
    renewed[what] = next;
    isNew = true;
  }
  identity.tls = renewed;
  return isNew;
}

function isAnyDue({ tls, issuer }: Identity, days: number): boolean {
  const isRootDue = issuer !== undefined && isDue(issuer.root, ROOT_DAYS);
  return isRootDue || isDue(tls.clients.certificate, days) || isDue(tls.peer.certificate, days);
}

/** How long to wait before looking again: often enough for a certificate of so many days. */
export function pauseMs(days: number): number {
  return Math.min(MOST_PAUSE_MS, (days * DAY_MS) / 30);
}

/** The certificates that lead to those of clients, which the listener of clients trusts. */
export function trustedBy({ certificate, root, trusted = [] }: Issuer): readonly string[] {
  const isCurrent = (pem: string): boolean => certificateFacts(pem).notAfter.getTime() > Date.now();
  return [certificate, root, ...trusted.filter(isCurrent)].map((pem) => pem.trim());
}
