// Control logs for tests: real ones, in memory.

import { AuditLog, createSigner, memoryStorage } from '@fedzk/audit';
import { KeyStore, memoryStorage as keyStorage, subjectKeys } from '@fedzk/keys';

const ORIGIN = 'example.com/control';

/** Opens a log with the keys of persons. */
export async function controlLog(now?: () => number) {
  const store = await KeyStore.create(keyStorage(), { key: new Uint8Array(32).fill(1) });
  const keys = subjectKeys(store);
  const signer = await createSigner(ORIGIN, new Uint8Array(32).fill(7));
  const storage = memoryStorage();
  const open = () => AuditLog.open(storage, { origin: ORIGIN, signer, privacy: { keys }, ...(now && { now }) });
  return { log: await open(), keys, open, signer, store };
}
