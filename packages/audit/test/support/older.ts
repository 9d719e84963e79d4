// A log whose checkpoint was put back to an older one.

import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, createSigner, type Signer } from '@fedzk/audit';
import { folderOf } from '@fedzk/testkit/folders';
import { directoryStorage } from '../../src/node.js';

export interface OlderLog {
  readonly signer: Signer;
  /** The folder of the log as it was last. */
  readonly original: string;
  /** Its checkpoint of one entry. */
  readonly older: string;
  /** A copy of the log, in which the older checkpoint stands, and what was spoiled besides. */
  copy(spoil: (dir: string) => unknown): string;
}

/** Makes a log of two entries, and keeps the checkpoint that it had after the first. */
export async function olderLog(name: string): Promise<OlderLog> {
  const original = folderOf();
  const signer = await createSigner(name, new Uint8Array(32).fill(3));
  const log = await AuditLog.open(directoryStorage(original), { origin: signer.name, signer });
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
  await log.append(event);
  const older = await log.checkpoint();
  await log.append(event);
  await log.close();
  return {
    signer,
    original,
    older,
    copy(spoil) {
      const dir = folderOf();
      cpSync(original, dir, { recursive: true });
      writeFileSync(join(dir, 'checkpoint'), older);
      spoil(dir);
      return dir;
    },
  };
}
