// Installs a CA's answer into a system that doesn't run.

import { AuditLog } from '@fedzk/audit';
import { directoryStorage as logStorage } from '@fedzk/audit/node';
import { FedzkError, quoted } from '@fedzk/core';
import { certificateFacts } from '@fedzk/host';
import { KeyStore, signerOf, subjectKeys } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import type { Config } from '../config.js';
import { type CertificatesAnswer, installCertificates } from '../stores/certificates.js';
import { NAMES, readRootKey, type Self } from '../stores/identity.js';
import { layoutOf } from '../stores/layout.js';
import { Secrets } from '../stores/secrets.js';
import { isEmpty } from './first-start.js';

/**
 * Checks and stores certificates, and notes it in the log.
 *
 * @throws {FedzkError} `not-found`: no system; `not-authentic`, `expired`: the certificates; what opening the key store throws,
 *   also while the aggregator runs
 */
export async function install(config: Config, answer: CertificatesAnswer): Promise<void> {
  const { data, role } = config;
  if (isEmpty(data)) throw new FedzkError('not-found', `${quoted(data)} has no system.`);
  const layout = layoutOf(data, role);
  const rootKey = readRootKey(config, layout);
  const store = await KeyStore.open(directoryStorage(layout.keys), { key: rootKey }).finally(() => rootKey.fill(0));
  try {
    const secrets = new Secrets(store);
    const { origin } = (await secrets.json<Self>(NAMES.self)) as Self;
    const signer = signerOf(await store.get(NAMES.log), origin);
    // It has one writer, so this fails while the aggregator runs.
    const log = await AuditLog.open(logStorage(layout.log), { origin, signer, privacy: { keys: subjectKeys(store) } });
    const details = { until: certificateFacts(answer.clients).notAfter.toISOString() };
    const event = {
      user_id: 'fedzk',
      operation: 'certificates.installed',
      resource: 'system',
      result: 'success',
    } as const;
    try {
      await installCertificates(secrets, config, answer);
      await log.append({ ...event, details });
    } finally {
      await log.close();
    }
  } finally {
    await store.close();
  }
}
