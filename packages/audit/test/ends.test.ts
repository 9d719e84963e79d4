/** How a log is ended, and what ends a wait. */

import { AuditLog, createSigner, httpReader, memoryStorage, type Signer, verifyLog } from '@fedzk/audit';
import { AuditTrail } from '@fedzk/core';
import { beforeEach, describe, expect, it } from 'vitest';

const EVENT = { user_id: 'u', operation: 'login', resource: 'system', result: 'success' } as const;

let signer: Signer;
beforeEach(async () => {
  signer = await createSigner('example.com/ends');
});

describe('await using', () => {
  it('closes a log: what had begun is there, and another writer may come', async () => {
    const storage = memoryStorage();
    let appended: Promise<{ readonly index: number }> | undefined;
    {
      await using log = await AuditLog.open(storage, { origin: signer.name, signer });
      appended = log.append(EVENT);
    }
    expect(await appended).toMatchObject({ index: 0 });
    expect(await verifyLog(storage, signer)).toMatchObject({ ok: true, size: 1 });
    await using again = await AuditLog.open(storage, { origin: signer.name, signer });
    expect(again.size).toBe(1);
  });

  it('is close, which may be called twice, also after it', async () => {
    const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
    await Promise.all([log.close(), log[Symbol.asyncDispose](), log.close()]);
    await log[Symbol.asyncDispose]();
    await expect(log.append(EVENT)).rejects.toMatchObject({ code: 'disposed' });
  });
});

it('a log that is closed says which it is, and what to do, where another object told it', async () => {
  const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
  await log.close();
  const message =
    'The log "example.com/ends" is closed; open it again with AuditLog.open, and give the new one to what has this one as ' +
    '"audit".';
  const refused = { code: 'disposed', message };
  await expect(new AuditTrail(log).tellNow(EVENT)).rejects.toMatchObject(refused);
  await expect(new AuditTrail(log).tell(EVENT)).rejects.toMatchObject({ cause: refused });
  await expect(log.evict(0, { onEvict: 'archive' })).rejects.toMatchObject(refused);
});

describe('a signal that is none', () => {
  const NONE: readonly unknown[] = [
    {},
    null,
    7,
    'abort',
    { aborted: false },
    new AbortController(),
    { throwIfAborted() {} },
    { throwIfAborted() {}, addEventListener() {} },
  ];

  it('is refused by its name', async () => {
    await using log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
    const storage = memoryStorage();
    for (const none of NONE) {
      const signal = none as AbortSignal;
      const refused = {
        code: 'invalid-argument',
        message: expect.stringMatching(/^"signal" expected an AbortSignal, got /),
      };
      await expect(log.checkpoint({ signal })).rejects.toMatchObject(refused);
      await expect(log.checkpoint({ covering: 0, signal })).rejects.toMatchObject(refused);
      await expect(verifyLog(storage, { verifierKey: signer.verifierKey, signal })).rejects.toMatchObject(refused);
      expect(() => httpReader('https://example.com/', { signal })).toThrow('"signal" expected an AbortSignal');
    }
    for (const options of [null, 7, 'now'] as readonly unknown[]) {
      await expect(log.checkpoint(options as object)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    await expect(log.checkpoint({ quorum: 'yes' as unknown as boolean })).rejects.toThrow(
      '"quorum" expected true or false',
    );
  });

  it('but one of another realm is one, by what it can do', async () => {
    await using log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
    const { signal } = new AbortController();
    const foreign = {
      aborted: false,
      throwIfAborted: () => signal.throwIfAborted(),
      addEventListener: signal.addEventListener.bind(signal),
      removeEventListener: signal.removeEventListener.bind(signal),
    } as unknown as AbortSignal;
    expect(await log.checkpoint({ signal: foreign })).toContain('example.com/ends\n0\n');
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(log.checkpoint({ signal: aborted })).rejects.toThrow('enough');
  });
});
