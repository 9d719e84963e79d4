/** Long calls that are cancelled, and how far they say they are. Nothing is lost or half written, and the log goes on. */

import {
  AuditLog,
  type BackupTarget,
  backupLog,
  cosignCheckpoint,
  createSigner,
  exportAs,
  inspectLog,
  type LogStorage,
  memoryStorage,
  rebuildTiles,
  verifyLog,
} from '@fedzk/audit';
import type { CallOptions } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { NoteKey } from './support/logs.js';
import { TestWitness } from './support/witness.js';

const signer = await createSigner('example.com/cancel', new Uint8Array(32).fill(5));
const EVENT = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
const SIZE = 1500;
const open = (storage: LogStorage) => AuditLog.open(storage, { origin: signer.name, signer });

async function written(): Promise<LogStorage> {
  const storage = memoryStorage();
  const log = await open(storage);
  await Promise.all(Array.from({ length: SIZE }, () => log.append(EVENT)));
  await log.close();
  return storage;
}

async function contents(storage: LogStorage): Promise<ReadonlyMap<string, Uint8Array | undefined>> {
  const paths = (await storage.list('')).filter((path) => !path.startsWith('.state/lock/'));
  return new Map(await Promise.all(paths.map(async (path) => [path, await storage.read(path)] as const)));
}

/** A call, how it is when it is done, and what it leaves where it was cancelled. */
const CALLS: readonly (readonly [string, (storage: LogStorage, call: CallOptions) => Promise<unknown>])[] = [
  ['rebuildTiles', (storage, call) => rebuildTiles(storage, signer.verifierKey, call)],
  ['inspectLog', (storage, call) => inspectLog(storage, signer.verifierKey, undefined, call)],
  ['verifyLog', (storage, call) => verifyLog(storage, { verifierKey: signer.verifierKey, ...(call as object) })],
  [
    'backupLog',
    (storage, call) =>
      backupLog(
        storage,
        {
          async begin() {
            const draft = memoryStorage();
            return {
              storage: draft,
              commit: async () => expect((await verifyLog(draft, signer)).ok).toBe(true),
              discard: async () => undefined,
            };
          },
        },
        { verifierKey: signer.verifierKey, ...(call as object) },
      ),
  ],
  [
    'entries, exported',
    async (storage, call) => {
      await using log = await open(storage);
      let lines = 0;
      for await (const _ of exportAs('ndjson', log.entries({}, call))) lines++;
      expect(lines).toBe(SIZE);
    },
  ],
  [
    'evict, to an archive',
    async (storage, call) => {
      await using log = await open(storage);
      await log.evict(1280, { onEvict: 'archive' }, call);
      expect(log.minimum).toBe(1280);
    },
  ],
  [
    'evict, to nowhere',
    async (storage, call) => {
      await using log = await open(storage);
      await log.evict(1280, { onEvict: 'prune', retention: 'test' }, call);
      expect(log.minimum).toBe(1280);
    },
  ],
];

describe.each(CALLS)('%s', (_, run) => {
  it('says how far it is, from 0 to 1', async () => {
    const heard: number[] = [];
    await run(await written(), { onProgress: (done) => heard.push(done) });
    expect(heard.at(-1)).toBe(1);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.every((done) => done > 0 && done <= 1)).toBe(true);
  });

  it('is refused where its signal is aborted before', async () => {
    const storage = await written();
    const before = await contents(storage);
    const reason = new Error('enough');
    await expect(run(storage, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await verifyLog(storage, signer)).ok).toBe(true);
    // A log that is opened begins a new journal.
    const paths = (all: ReadonlyMap<string, unknown>) =>
      [...all.keys()].filter((path) => !path.startsWith('.state/wal/'));
    expect(paths(await contents(storage)).sort()).toEqual(paths(before).sort());
  });

  it('is cancelled at each read, and the log goes on', async () => {
    const storage = await written();
    const before = await contents(storage);
    for (const at of [3, 9, 15, 21]) {
      const copy = memoryStorage();
      for (const [path, bytes] of before) await copy.replace({ path, bytes: bytes ?? new Uint8Array(0) });
      const stop = new AbortController();
      const reason = new Error('enough');
      let reads = 0;
      const watched: LogStorage = {
        ...copy,
        read: (path) => {
          if (path.startsWith('tile/') && ++reads === at) stop.abort(reason);
          return copy.read(path);
        },
      };
      const ended = await run(watched, { signal: stop.signal }).then(
        () => 'done',
        (error: unknown) => error,
      );
      // It may have been past its last look.
      expect(['done', reason]).toContain(ended);
      if (at === 3) expect(ended).toBe(reason);
      await using log = await open(copy);
      const { minimum } = log;
      await log.append(EVENT);
      await log.checkpoint();
      const report = await verifyLog(copy, { ...signer, minimum });
      expect(report.problems).toEqual([]);
      for (const path of await copy.list('archive/')) {
        if (path.endsWith('.tar')) expect(await copy.read(path.replace(/tar$/, 'manifest'))).toBeDefined();
      }
    }
  });

  it('rejects with the error of onProgress', async () => {
    const reason = new Error('mine');
    const onProgress = (): never => {
      throw reason;
    };
    await expect(run(await written(), { onProgress })).rejects.toBe(reason);
  });
});

describe('an error of onProgress at the end', () => {
  const reason = new Error('mine');
  const onProgress = (done: number): void => {
    if (done === 1) throw reason;
  };

  it.each([{ onEvict: 'archive' }, { onEvict: 'prune', retention: 'test' }] as const)(
    'leaves what was to be evicted where it is (%j)',
    async (how) => {
      const storage = await written();
      await using log = await open(storage);
      await expect(log.evict(1280, how, { onProgress })).rejects.toBe(reason);
      expect({ minimum: log.minimum, archives: await storage.list('archive/') }).toEqual({ minimum: 0, archives: [] });
      expect(log.size).toBe(SIZE);
      await log.evict(1280, how);
      expect(log.minimum).toBe(1280);
    },
  );

  it('leaves no backup', async () => {
    const storage = await written();
    const calls: string[] = [];
    const target: BackupTarget = {
      begin: async () => ({
        storage: memoryStorage(),
        commit: async () => void calls.push('commit'),
        discard: async () => void calls.push('discard'),
      }),
    };
    await expect(backupLog(storage, target, { onProgress })).rejects.toBe(reason);
    expect(calls).toEqual(['discard']);
  });

  it('leaves a lost tile to the next call', async () => {
    const storage = await written();
    const [lost, last] = ['tile/0/001', 'tile/0/005.p/220'];
    await storage.remove([lost, last]);
    await expect(rebuildTiles(storage, signer.verifierKey, { onProgress })).rejects.toBe(reason);
    expect(await storage.read(lost)).toBeDefined();
    expect(await storage.read(last)).toBeUndefined();
    expect((await rebuildTiles(storage, signer.verifierKey)).written).toEqual([last]);
  });
});

it('evict that is cancelled between two segments keeps what was archived, and does the rest when it is called again', async () => {
  const storage = await written();
  const rotation = { segmentBytes: 1, segments: 100, onEvict: 'archive' } as const;
  const log = await AuditLog.open(storage, { origin: signer.name, signer, rotation });
  const stop = new AbortController();
  const evicted = log.evict(
    1280,
    { onEvict: 'archive' },
    { signal: stop.signal, onProgress: () => stop.abort('enough') },
  );
  await expect(evicted).rejects.toBe('enough');
  expect(log.minimum).toBe(256);
  expect((await storage.list('archive/')).sort()).toEqual(['archive/0-255.manifest', 'archive/0-255.tar']);
  await log.append(EVENT);
  await log.evict(1280, { onEvict: 'archive' });
  expect(log.minimum).toBe(1280);
  await log.close();
});

it('cosignCheckpoint leaves the checkpoint as it was, where a witness does not answer', async () => {
  const storage = await written();
  const before = await storage.read('checkpoint');
  const witness = new TestWitness('witness.example/w', [new NoteKey(signer.name)]);
  const policy = `log ${signer.verifierKey}\n${`witness w ${witness.key.verifierKey} https://w.example\n`}quorum w\n`;
  const stop = new AbortController();
  const fetch = async (): Promise<Response> => {
    stop.abort('enough');
    return new Promise(() => undefined);
  };
  await expect(cosignCheckpoint(storage, { policy, fetch, signal: stop.signal })).rejects.toBe('enough');
  await expect(cosignCheckpoint(storage, { policy, fetch, signal: AbortSignal.abort('before') })).rejects.toBe(
    'before',
  );
  expect(await storage.read('checkpoint')).toEqual(before);
});
