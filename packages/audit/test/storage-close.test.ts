/** What a storage does at its end. */

import { AuditLog, createSigner, type LogStorage, memoryStorage, verifyLog } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';

const signer = await createSigner('example.com/close', new Uint8Array(32).fill(7));
const EVENT = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
const open = (storage: LogStorage) => AuditLog.open(storage, { origin: signer.name, signer });

describe.each([
  ['memoryStorage', () => memoryStorage()],
  ['directoryStorage', () => directoryStorage(folderOf())],
] as const)('%s', (_, make) => {
  it('is closed after its log, may be closed twice, and is locked no more', async () => {
    const storage = make();
    const log = await open(storage);
    await log.append(EVENT);
    await log.close();
    await Promise.all([storage.close(), storage.close()]);
    await storage[Symbol.asyncDispose]();
    await expect(open(storage)).rejects.toMatchObject({
      code: 'disposed',
      message: expect.stringContaining('storage'),
    });
    await expect(storage.lock()).rejects.toMatchObject({ code: 'disposed' });
  });

  it('waits for a lock that was begun', async () => {
    const storage = make();
    const order: string[] = [];
    const lock = storage.lock().then((held) => {
      order.push('locked');
      return held;
    });
    await storage.close().then(() => order.push('closed'));
    expect(order).toEqual(['locked', 'closed']);
    await (await lock).release();
  });

  it('is closed by `await using`, after the log that is opened behind it', async () => {
    const storage = make();
    {
      await using own = storage;
      await using log = await open(own);
      await log.append(EVENT);
    }
    await expect(open(storage)).rejects.toMatchObject({ code: 'disposed' });
    expect(await verifyLog(storage, signer)).toMatchObject({ ok: true, size: 1 });
  });
});
