/** Calls that meet the end of a log, or one that is full: each settles, and nothing is written behind another writer's back. */

import { AuditLog, createSigner, type LogStorage, memoryStorage } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';

const signer = await createSigner('example.com/stop', new Uint8Array(32).fill(1));
const options = { origin: signer.name, signer, checkpointEvery: { ms: 2 ** 31 - 1, entries: Number.MAX_SAFE_INTEGER } };
const event = (resource: string) => ({ user_id: 'u', operation: 'op', resource, result: 'success' }) as const;

/** Calls of a storage that wait, or fail, when a test says so. */
function gated(storage: LogStorage) {
  const calls: string[] = [];
  const [gates, faults] = [new Map<string, Promise<void>>(), new Set<string>()];
  const pass = async <T>(call: string, run: () => Promise<T>): Promise<T> => {
    calls.push(call);
    await gates.get(call);
    if (faults.has(call)) throw new Error('a test’s');
    const result = await run();
    calls.push(`${call} done`);
    return result;
  };
  const gate = (call: string): (() => void) => {
    let go = (): void => undefined;
    gates.set(
      call,
      new Promise((resolve) => {
        go = resolve;
      }),
    );
    return () => {
      gates.delete(call);
      go();
    };
  };
  const wrapped: LogStorage = {
    ...storage,
    lock: async (options) => {
      const lock = await storage.lock(options);
      return { ...lock, release: () => pass('unlock', () => lock.release()) };
    },
    create: (files) => pass('create', () => storage.create(files)),
    replace: (file) => pass(`replace ${file.path}`, () => storage.replace(file)),
    openJournal: async (file) => {
      const journal = await storage.openJournal(file);
      return {
        append: (bytes) => pass('append', () => journal.append(bytes)),
        close: () => pass('close', () => journal.close()),
      };
    },
  };
  return { storage: wrapped, calls, gate, fail: (call: string) => faults.add(call) };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const codes = (outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : codeOf(outcome.reason)));

describe('a log that has met a fault', () => {
  it.each(['append', 'create', 'replace .state/signed', 'replace checkpoint'])(
    'stops at %s, and says so',
    async (call) => {
      const { storage, fail } = gated(memoryStorage());
      const log = await AuditLog.open(storage, options);
      if (call === 'append') fail(call);
      const first = log.append(event('a'));
      if (call === 'append') await expect(first).rejects.toMatchObject({ code: 'fail-stop' });
      else await first;
      fail(call);
      await expect(log.checkpoint().then(() => log.append(event('b')))).rejects.toMatchObject({ code: 'fail-stop' });
      const later = [log.append(event('c')), log.checkpoint(), log.entries().next()];
      expect(codes(await Promise.allSettled(later))).toEqual(['fail-stop', 'fail-stop', 'fail-stop']);
      await log.close();
      await expect(log.append(event('d'))).rejects.toMatchObject({ code: 'fail-stop' });
    },
  );

  it('rejects entries that wait, in the queue and before it', async () => {
    const { storage, gate, fail } = gated(memoryStorage());
    const log = await AuditLog.open(storage, { ...options, queueBytes: 300 });
    const go = gate('append');
    const calls = Array.from({ length: 20 }, (_, i) => log.append(event(`r${i}`)));
    await turn();
    fail('append');
    go();
    expect(new Set(codes(await Promise.allSettled(calls)))).toEqual(new Set(['fail-stop']));
    await log.close();
  });

  it('gives the log back only when a checkpoint that was under way is through', async () => {
    const { storage, gate, fail, calls } = gated(memoryStorage());
    const log = await AuditLog.open(storage, options);
    await log.append(event('a'));
    const go = gate('replace .state/signed');
    const checkpoint = log.checkpoint();
    await turn();
    fail('append');
    await expect(log.append(event('b'))).rejects.toMatchObject({ code: 'fail-stop' });
    const closing = log.close();
    await turn();
    expect(calls).not.toContain('unlock');
    go();
    await Promise.allSettled([checkpoint, closing]);
    expect(calls.indexOf('unlock')).toBeGreaterThan(calls.lastIndexOf('replace checkpoint done'));
  });

  it('gives the log back although its journal fails to be closed', async () => {
    const inner = memoryStorage();
    const { storage, fail } = gated(inner);
    const log = await AuditLog.open(storage, options);
    fail('close');
    await expect(log.close()).rejects.toThrow('a test’s');
    await (await AuditLog.open(inner, options)).close();
  });

  it.each(['replace checkpoint', 'replace .state/signed'])(
    'that fails to be opened at %s is nobody’s',
    async (call) => {
      const inner = memoryStorage();
      const { storage, fail, calls } = gated(inner);
      fail(call);
      await expect(AuditLog.open(storage, options)).rejects.toThrow();
      expect(calls.includes('close')).toBe(call === 'replace checkpoint');
      await (await AuditLog.open(inner, options)).close();
    },
  );
});

describe('a log that is closed', () => {
  it('has all entries that came before, and none that came later', async () => {
    const inner = memoryStorage();
    const { storage, gate } = gated(inner);
    const log = await AuditLog.open(storage, { ...options, queueBytes: 500 });
    const go = gate('append');
    const before = Array.from({ length: 50 }, (_, i) => log.append(event(`before ${i}`)));
    await turn();
    const closing = log.close();
    const after = Array.from({ length: 50 }, (_, i) => log.append(event(`after ${i}`)));
    go();
    expect(new Set(codes(await Promise.allSettled(before)))).toEqual(new Set(['done']));
    expect(new Set(codes(await Promise.allSettled(after)))).toEqual(new Set(['disposed']));
    await closing;
    const again = await AuditLog.open(inner, options);
    expect(again.size).toBe(50);
    await again.close();
  });

  it('settles every call, whenever it is closed', async () => {
    for (let turns = 0; turns < 40; turns++) {
      const inner = memoryStorage();
      const log = await AuditLog.open(inner, { ...options, queueBytes: 400 });
      const calls: Promise<unknown>[] = [];
      let done = 0;
      const append = (): void => {
        if (calls.length === 1000) return; // a writer that never ends
        const call = log.append(event(`r${calls.length}`)).then(() => {
          done++;
          append();
        });
        calls.push(call.catch((error: unknown) => expect(codeOf(error)).toBe('disposed')));
      };
      for (let i = 0; i < 5; i++) append();
      for (let i = 0; i < turns; i++) await undefined;
      await log.close();
      expect(calls.length).toBeLessThan(1000);
      for (let settled = 0; settled < calls.length; ) {
        settled = calls.length;
        await Promise.all(calls);
      }
      const again = await AuditLog.open(inner, options);
      expect(again.size).toBe(done);
      await again.close();
    }
  });

  it('is closed once', async () => {
    const inner = memoryStorage();
    const log = await AuditLog.open(inner, options);
    await Promise.all([log.close(), log.close()]);
    const next = await AuditLog.open(inner, options);
    await log.close();
    await expect(AuditLog.open(inner, options)).rejects.toMatchObject({ code: 'invalid-state' });
    await next.close();
  });
});

describe('a queue', () => {
  it('has no more bytes than it may, and loses nobody who waits', async () => {
    const queueBytes = 1000;
    let most = 0;
    const inner = memoryStorage();
    const storage: LogStorage = {
      ...inner,
      openJournal: async (file) => {
        const journal = await inner.openJournal(file);
        return {
          ...journal,
          append: async (bytes) => {
            most = Math.max(most, bytes.length);
            await turn();
            return journal.append(bytes);
          },
        };
      },
    };
    const log = await AuditLog.open(storage, { ...options, queueBytes });
    const appended = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        log.append({ ...event(`r${i}`), reason: 'x'.repeat(i % 7 === 0 ? 700 : i) }),
      ),
    );
    expect(appended.map(({ index }) => index).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    // A group is a queue that was full, with its header and its entries' lengths.
    expect(most).toBeLessThan(queueBytes + 84 + 2 * 20);
    await log.close();
  });

  it('takes one entry that is larger than it', async () => {
    const log = await AuditLog.open(memoryStorage(), { ...options, queueBytes: 1 });
    const appended = await Promise.all(['a', 'b', 'c'].map((name) => log.append(event(name))));
    expect(appended.map(({ index }) => index)).toEqual([0, 1, 2]);
    await log.close();
  });
});
