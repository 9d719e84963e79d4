// Installs a CA's answer into a system that doesn't run.

import { FedzkError, quoted } from '@fedzk/core';
import { certificateFacts } from '@fedzk/host';
import type { Config } from '../config.js';
import { type CertificatesAnswer, installCertificates } from '../stores/certificates.js';
import { logOwner, openSecrets } from '../stores/identity.js';
import { layoutOf } from '../stores/layout.js';
import { openLog } from '../stores/log.js';
import { isEmpty } from './first-start.js';

/**
 * Checks and stores certificates, and notes it in the log.
 *
 * @throws {FedzkError} `not-found`: no system; `not-authentic`, `expired`: the certificates; what opening the key store throws,
 *   also while the aggregator runs
 */
export async function install(config: Config, answer: CertificatesAnswer): Promise<void> {
  const { data, role } = config;
  if (isEmpty(data))
    throw new FedzkError(
      'not-found',
      `${quoted(data)} has no system. Name its folder by --data, or make one by fedzk serve --role ${role} --create.`,
    );
  const layout = layoutOf(data, role);
  const secrets = await openSecrets(layout, config);
  try {
    const log = await openLog(layout, await logOwner(secrets));
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
    await secrets.store.close();
  }
}
