// The log of an aggregator.

import { AuditLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { type signerOf, subjectKeys } from '@fedzk/keys';
import type { Self } from './identity.js';
import type { Layout } from './layout.js';
import type { Secrets } from './secrets.js';

/** Whose log it is. */
export interface LogOwner {
  readonly self: Self;
  readonly logSigner: ReturnType<typeof signerOf>;
  readonly secrets: Secrets;
}

/** Opens the log. It has one writer, so this fails while another process has it open. */
export function openLog({ log }: Layout, { self, logSigner, secrets }: LogOwner): Promise<AuditLog> {
  const privacy = { keys: subjectKeys(secrets.store) };
  return AuditLog.open(directoryStorage(log), { origin: self.origin, signer: logSigner, privacy });
}
