/** An option whose name is misspelt is refused: ignored, a misspelt `since` would let an older log pass. */
import { AuditLog, createSigner, currentCheckpoint, memoryStorage } from '@fedzk/audit';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { verifyLog } from '@fedzk/audit/verify';
import { expect, it } from 'vitest';

const signer = await createSigner('example.com/unknown', new Uint8Array(32).fill(2));
const trust = { verifierKey: signer.verifierKey };
const storage = memoryStorage();
await using log = await AuditLog.open(storage, { origin: signer.name, signer });
await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
const since = await log.checkpoint().then(() => currentCheckpoint(storage));

const refused = { code: 'invalid-argument', message: expect.stringContaining('"options" has no "sinc"') };

it('verifyLog', async () => {
  await expect(verifyLog(storage, { ...trust, sinc: since } as never)).rejects.toMatchObject(refused);
  expect((await verifyLog(storage, { ...trust, since: since.note })).ok).toBe(true);
});

it('verifyLogOnThreads', async () => {
  const place = { url: 'https://log.example.com/' };
  await expect(verifyLogOnThreads(place, { ...trust, sinc: since } as never)).rejects.toMatchObject(refused);
});

it('a key beside a policy is refused, since one of them would be passed over', async () => {
  const policy = `log ${signer.verifierKey}\nquorum none\n`;
  const both = { ...trust, policy } as never;
  const message =
    '"options" has both "verifierKey" and "policy"; give one: a policy has the log\'s key in its line "log".';
  await expect(verifyLog(storage, both)).rejects.toMatchObject({ code: 'invalid-argument', message });
  await expect(verifyLogOnThreads({ url: 'https://log.example.com/' }, both)).rejects.toMatchObject({ message });
  await expect(currentCheckpoint(storage, both)).rejects.toMatchObject({ message });
  expect((await verifyLog(storage, { policy })).ok).toBe(true);
  expect((await verifyLog(storage, signer)).ok).toBe(true);
});
