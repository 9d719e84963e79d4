/** Rotation: what goes, what stays, what says so, and what is there after an interruption at each step. */
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AuditEvent,
  AuditLog,
  createSigner,
  currentCheckpoint,
  inspectLog,
  type LogReader,
  type LogStorage,
  memoryStorage,
  proveEntry,
  type RotationOptions,
  readEntries,
  readMinimum,
  type Signer,
  verifyEntry,
  verifyLog,
} from '@fedzk/audit';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { tar } from '../src/rotation/tar.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { signStatement } from '../src/writer/statement.js';
import { Disk, lost } from './support/disk.js';
import { Machine } from './support/machine.js';
import { Stopping } from './support/stopping.js';

const root = folderOf();

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner('example.com/rotated', new Uint8Array(32).fill(5));
});

const RETENTION = 'records policy 7.2, 90 days';
/** A bundle has about 41,000 bytes: two to a segment. */
const SMALL = { segmentBytes: 100_000, segments: 3 };

async function open(storage: LogStorage, rotation?: RotationOptions): Promise<AuditLog> {
  return AuditLog.open(storage, { origin: signer.name, signer, ...(rotation !== undefined && { rotation }) });
}

function event(i: number): AuditEvent {
  return { user_id: 'client_001', operation: 'key_put', resource: `key ${i}`, result: 'success' };
}

/** Appends so many, and a checkpoint after every 500. */
async function fill(log: AuditLog, count: number): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    const some = Array.from({ length: Math.min(500, count - done) }, (_, i) => log.append(event(done + i)));
    await Promise.all(some);
    await log.checkpoint();
  }
}

/** What a web server has of it: where a writer stopped, its state may be of a larger tree than the checkpoint. */
const published = (storage: LogReader): LogReader => ({
  read: async (path) => (path.startsWith('.state/') ? undefined : storage.read(path)),
});

const bundles = async (storage: LogStorage, count: number): Promise<boolean[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      return (await storage.read(`tile/entries/${String(i).padStart(3, '0')}`)) !== undefined;
    }),
  );

async function problems(storage: LogReader, minimum?: number): Promise<string[]> {
  const { verifierKey } = signer;
  const report = await verifyLog(storage, { verifierKey, ...(minimum !== undefined && { minimum }) });
  return report.problems.map(({ where }) => where);
}

/** A reader of POSIX archives that shares nothing with the writer. */
function untar(bytes: Uint8Array): Map<string, Buffer> {
  const text = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to)).toString().split('\0')[0] ?? '';
  const files = new Map<string, Buffer>();
  for (let at = 0; bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, at + 136), 8);
    files.set(text(at, at + 100), Buffer.from(bytes.subarray(at + 512, at + 512 + size)));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.each([
  ['memory', () => memoryStorage()],
  ['a folder', () => directoryStorage(mkdtempSync(join(root, 'log-')))],
])('in %s', (_, storageOf) => {
  it('archives whole segments, and keeps the newest ones', async () => {
    const storage = storageOf();
    const log = await open(storage, { ...SMALL, onEvict: 'archive' });
    const before = await log.checkpoint();
    await fill(log, 3000);
    const bundle0 = await log.prove(100);
    await log.close();
    // Eleven full bundles: two to a segment, the sixth segment with one, three segments stay.
    expect(await readMinimum(storage)).toBe(6 * 256);
    expect(log.minimum).toBe(6 * 256);
    expect(await bundles(storage, 11)).toEqual([...Array(6).fill(false), ...Array(5).fill(true)]);
    const names = [0, 512, 1024].flatMap((first) =>
      ['manifest', 'tar'].map((end) => `archive/${first}-${first + 511}.${end}`),
    );
    expect((await storage.list('archive/')).sort()).toEqual(names.sort());
    // Told the minimum a verifier accepts, not told or told less it doesn't.
    expect(await problems(storage, 6 * 256)).toEqual([]);
    expect(await problems(storage)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `tile/entries/00${i}`));
    expect(await problems(storage, 5 * 256)).toEqual(['tile/entries/005']);
    const report = await verifyLog(storage, { ...signer, since: before, minimum: 6 * 256 });
    expect(report).toMatchObject({ ok: true, checked: { entries: 3000 - 6 * 256, since: true } });
    expect(report.notChecked).toContainEqual(expect.stringContaining('1536 pruned entries'));
    // A bundle of the archive is the one that was hashed, and has proofs as before.
    const archive = untar((await storage.read('archive/0-511.tar')) ?? new Uint8Array(0));
    expect([...archive.keys()]).toEqual(['tile/entries/000', 'tile/entries/001']);
    const proof = await proveEntry(storage, await currentCheckpoint(storage, signer), 100);
    const restored = {
      read: async (path: string) => archive.get(path) ?? storage.read(path),
    };
    for await (const { bytes } of readEntries(restored, await currentCheckpoint(storage), { from: 100, to: 101 })) {
      expect([verifyEntry(bytes, proof, signer), verifyEntry(bytes, bundle0, signer)]).toEqual([true, true]);
    }
  });

  it('goes on when it is opened again', async () => {
    const [storage, other] = [storageOf(), storageOf()];
    for (let i = 0; i < 6; i++) {
      const log = await open(storage, { ...SMALL, onEvict: 'archive' });
      expect(log.minimum).toBe(await readMinimum(storage));
      await fill(log, 500);
      await log.close();
    }
    const whole = await open(other, { ...SMALL, onEvict: 'archive' });
    await fill(whole, 3000);
    await whole.close();
    expect(await readMinimum(storage)).toBe(await readMinimum(other));
    expect((await storage.list('archive/')).sort()).toEqual((await other.list('archive/')).sort());
  });

  it('prunes by a policy, and says so first', async () => {
    const storage = storageOf();
    const watched = new Stopping(storage, Number.POSITIVE_INFINITY);
    const log = await open(watched, { ...SMALL, segments: 4, onEvict: 'prune', retention: RETENTION });
    await fill(log, 2600);
    await log.close();
    const minimum = await readMinimum(storage);
    expect(minimum).toBe(2 * 256);
    expect(await storage.list('archive/')).toEqual([]);
    expect(await problems(storage, minimum)).toEqual([]);
    const found = [];
    for await (const { index, entry } of readEntries(storage, await currentCheckpoint(storage), { from: minimum })) {
      if (entry.operation === 'log.prune') found.push({ index, ...entry.details });
    }
    // RFC 9162 §2.1.1, over the leaf hashes of what went: the first half is a tree of 512.
    const leaves = Buffer.concat([
      (await storage.read('tile/0/000')) ?? new Uint8Array(0),
      (await storage.read('tile/0/001')) ?? new Uint8Array(0),
    ]);
    expect(found).toEqual([
      { index: expect.any(Number), from: 0, to: 512, root: treeHash(leaves).toString('hex'), retention: RETENTION },
    ]);
    const seen = watched.done;
    const removed = seen.indexOf('remove tile/entries/000');
    const moved = seen.indexOf('replace .state/minimum');
    const said = seen.findLastIndex((what, i) => i < moved && what === 'replace checkpoint');
    expect([said >= 0, said < moved, moved < removed]).toEqual([true, true, true]);
    expect(seen.filter((what) => what === 'remove tile/0/000')).toEqual([]);
  });

  it('keeps all, unless told otherwise', async () => {
    for (const rotation of [undefined, {}, { ...SMALL, onEvict: 'keep' }] as const) {
      const storage = storageOf();
      const log = await open(storage, rotation);
      await fill(log, 2100);
      await log.close();
      expect(await readMinimum(storage)).toBe(0);
      expect(await problems(storage)).toEqual([]);
    }
  });

  it('evicts by hand', async () => {
    const storage = storageOf();
    const watched = new Stopping(storage, Number.POSITIVE_INFINITY);
    const log = await open(watched);
    await fill(log, 1500);
    await expect(log.evict(100, { onEvict: 'archive' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(log.evict(1536, { onEvict: 'archive' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(log.evict(512, { onEvict: 'prune' })).rejects.toThrow('"retention" expected the policy');
    expect(log.minimum).toBe(0);
    await log.evict(512, { onEvict: 'archive' });
    const watchedFrom = watched.done.length;
    await log.evict(1024, { onEvict: 'prune', retention: RETENTION });
    const order = watched.done.slice(watchedFrom).filter((what) => /append|checkpoint|minimum|000|002/.test(what));
    // Nobody can say later that it was removed in silence.
    expect(order).toEqual(['append', 'replace checkpoint', 'replace .state/minimum', 'remove tile/entries/002']);
    await log.evict(512, { onEvict: 'prune', retention: RETENTION });
    expect(log.minimum).toBe(1024);
    const indexes = [];
    for await (const { index } of log.entries()) indexes.push(index);
    expect([indexes[0], indexes.length]).toEqual([1024, 1501 - 1024]);
    await expect(log.read(1023)).rejects.toThrow('tile/entries/003 is missing.');
    expect(verifyEntry(await log.read(1024), await log.prove(1024), signer)).toBe(true);
    await log.close();
    await expect(log.evict(1280, { onEvict: 'archive' })).rejects.toMatchObject({ code: 'disposed' });
    expect(await problems(storage, 1024)).toEqual([]);
    expect((await storage.list('archive/')).sort()).toEqual(['archive/0-511.manifest', 'archive/0-511.tar']);
  });
});

function treeHash(leaves: Buffer): Buffer {
  if (leaves.length === 32) return leaves;
  const half = leaves.length / 2;
  const sides = [treeHash(leaves.subarray(0, half)), treeHash(leaves.subarray(half))];
  return createHash('sha256')
    .update(Buffer.concat([Uint8Array.of(1), ...sides]))
    .digest();
}

describe('an archive', () => {
  it('is for any tar, and its manifest is signed', async () => {
    const dir = join(root, 'archived');
    const storage = directoryStorage(dir);
    const log = await open(storage);
    await fill(log, 700);
    const kept = ['000', '001'].map((name) => readFileSync(join(dir, 'tile/entries', name)));
    await log.evict(512, { onEvict: 'archive' });
    await log.close();
    expect(readdirSync(join(dir, 'tile/entries')).sort()).toEqual(['002.p']);

    const path = join(dir, 'archive/0-511.tar');
    const note = readFileSync(join(dir, 'archive/0-511.manifest'), 'utf8');
    const cut = note.lastIndexOf('\n\n') + 1;
    const [text, signature] = [note.slice(0, cut), note.slice(cut + 1)];
    const [, name, encoded = ''] = signature.trimEnd().split(' ');
    expect(name).toBe(signer.name);
    const key = Buffer.from(signer.verifierKey.split('+').slice(2).join('+'), 'base64').subarray(1);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(text), publicKey, Buffer.from(encoded, 'base64').subarray(4))).toBe(true);
    const { size, root: rootHash } = await currentCheckpoint(storage);
    expect(text.trimEnd().split('\n')).toEqual([
      'fedzk.dev/audit-archive/v1',
      `origin ${signer.name}`,
      'entries 0 511',
      `checkpoint ${size} ${Buffer.from(rootHash).toString('base64')}`,
      `archive ${readFileSync(path).length} ${sha256(readFileSync(path))}`,
      ...kept.map((bytes, i) => `tile/entries/00${i} ${bytes.length} ${sha256(bytes)}`),
    ]);

    const { status, stderr } = spawnSync('tar', ['-xf', path, '-C', dir], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(
      ['000', '001'].map((file) => readFileSync(join(dir, 'tile/entries', file)).equals(kept.shift() ?? Buffer.of())),
    ).toEqual([true, true]);
    expect(await problems(storage)).toEqual([]);
  });

  it('of files of all lengths', () => {
    const files = [0, 1, 511, 512, 513, 1024, 70_000].map((length) => ({
      path: `tile/entries/x${String(length).padStart(6, '0').slice(0, 3)}/${String(length).padStart(3, '0').slice(-3)}`,
      bytes: new Uint8Array(length).fill(0x61),
    }));
    const bytes = tar(files);
    expect(bytes.length % 512).toBe(0);
    const { status, stdout, stderr } = spawnSync('tar', ['-tvf', '-'], { input: bytes, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const listed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(listed.map((words) => [words[0], Number(words[2]), words.at(-1)])).toEqual(
      files.map((file) => ['-rw-r--r--', file.bytes.length, file.path]),
    );
    expect([...untar(bytes).values()].map(({ length }) => length)).toEqual(files.map((file) => file.bytes.length));
  });

  it('is not made of a bundle that is damaged, which stays', async () => {
    const storage = memoryStorage();
    const faults: unknown[] = [];
    const log = await open(storage, { ...SMALL, onEvict: 'archive', onFault: (error) => faults.push(error) });
    await fill(log, 1000);
    const bytes = (await storage.read('tile/entries/001')) ?? new Uint8Array(0);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await storage.replace({ path: 'tile/entries/001', bytes });
    await fill(log, 2000);
    // The log goes on.
    await log.close();
    expect(faults[0]).toMatchObject({ code: 'damaged' });
    expect([log.minimum, await storage.list('archive/')]).toEqual([0, []]);
    expect(await bundles(storage, 11)).toEqual(Array(11).fill(true));
  });
});

describe('an interruption', () => {
  it.each([
    ['archive', undefined],
    ['prune', RETENTION],
  ] as const)('at any step of %s', async (onEvict, retention) => {
    const rotation = { segmentBytes: 60_000, segments: 2, onEvict, ...(retention !== undefined && { retention }) };
    const all = new Stopping(memoryStorage(), Number.POSITIVE_INFINITY);
    const first = await open(all, rotation);
    await fill(first, 1000);
    await first.close();
    expect(all.done).toContain('replace .state/minimum');
    const wanted = await readMinimum(all);
    const removals = new Set<string>();
    for (let stop = 0; stop < all.steps; stop++) {
      const storage = memoryStorage();
      const stopping = new Stopping(storage, stop);
      const acknowledged: { index: number; leafHash: Uint8Array }[] = [];
      const keep = async (log: AuditLog): Promise<void> => {
        for (let i = 0; i < 2; i++) {
          const some = await Promise.allSettled(Array.from({ length: 500 }, (_, j) => log.append(event(i * 500 + j))));
          for (const each of some) if (each.status === 'fulfilled') acknowledged.push(each.value);
          await log.checkpoint();
        }
      };
      const log = await open(stopping, rotation).catch(() => undefined);
      await (log && keep(log).catch(() => undefined));
      await log?.close().catch(() => undefined);
      removals.add(stopping.done.at(-1) ?? '');

      const minimum = await readMinimum(storage);
      if (await storage.read('checkpoint'))
        expect(await problems(published(storage), minimum), `after ${stop}`).toEqual([]);
      const still = await open(storage);
      expect(await bundles(storage, still.minimum / 256)).not.toContain(true);
      for (const { index, leafHash } of acknowledged.filter((each) => each.index >= still.minimum)) {
        if (index % 50 === 0)
          expect(sha256(Buffer.concat([Uint8Array.of(0), await still.read(index)]))).toBe(
            Buffer.from(leafHash).toString('hex'),
          );
      }
      await still.close();
      const again = await open(storage, rotation);
      await fill(again, 1000);
      await again.close();
      const after = await readMinimum(storage);
      expect(after).toBeGreaterThanOrEqual(wanted);
      expect(await problems(storage, after), `after ${stop}`).toEqual([]);
      // Nothing is left behind, and nothing that went is missing.
      const gone = await bundles(storage, after / 256);
      expect(gone).toEqual(Array(after / 256).fill(false));
      if (onEvict === 'archive')
        expect(await archived(storage)).toEqual(Array.from({ length: after / 256 }, (_, i) => i));
    }
    expect([...removals]).toEqual(expect.arrayContaining(['replace .state/minimum', 'remove tile/entries/000']));
  });

  /** The bundles that archives have which have a manifest. */
  async function archived(storage: LogStorage): Promise<number[]> {
    const found: number[] = [];
    for (const path of (await storage.list('archive/')).filter((name) => name.endsWith('.manifest'))) {
      const bytes = (await storage.read(path.replace('.manifest', '.tar'))) ?? new Uint8Array(0);
      const manifest = Buffer.from((await storage.read(path)) ?? new Uint8Array(0)).toString();
      expect(manifest).toContain(`archive ${bytes.length} ${sha256(bytes)}\n`);
      found.push(...[...untar(bytes).keys()].map((name) => Number(name.slice(-3))));
    }
    return found.sort((a, b) => a - b);
  }
});

describe('what is remembered', () => {
  it('is made anew where it is lost or nonsense', async () => {
    const storage = memoryStorage();
    const log = await open(storage, { ...SMALL, onEvict: 'archive' });
    await fill(log, 2900);
    await log.close();
    const bytes = (await storage.read('.state/segments')) ?? new Uint8Array(0);
    for (const text of ['', '{}', '{"starts":[],"next":0,"bytes":0}', '{"starts":[3,2],"next":9,"bytes":0}', 'null']) {
      await storage.replace({ path: '.state/segments', bytes: new TextEncoder().encode(text) });
      const again = await open(storage, { ...SMALL, onEvict: 'archive' });
      await again.close();
      expect(await storage.read('.state/segments')).toEqual(bytes);
    }
    for (const says of ['100\n', '-256\n', 'x\n', '256', '1e3\n']) {
      const bytes = await signStatement('minimum', says, signer);
      await storage.replace({ path: '.state/minimum', bytes });
      await expect(open(storage)).rejects.toMatchObject({ code: 'damaged' });
      await expect(readMinimum(storage)).rejects.toMatchObject({ code: 'damaged' });
    }
    await storage.replace({ path: '.state/minimum', bytes: await signStatement('minimum', '1024\n', signer) });
    await (await open(storage)).close();
  });

  it('is not taken from whoever can write the folder', async () => {
    const storage = memoryStorage();
    const log = await open(storage);
    await fill(log, 2900);
    await log.close();
    const other = await createSigner(signer.name, new Uint8Array(32).fill(6));
    const elsewhere = await createSigner('example.com/other', new Uint8Array(32).fill(5));
    for (const [bytes, code] of [
      [new TextEncoder().encode('1024\n'), 'damaged'],
      [await signStatement('minimum', '1024\n', other), 'not-authentic'],
      [await signStatement('minimum', '1024\n', elsewhere), 'invalid-state'],
      [await signStatement('segments', '1024\n', signer), 'damaged'],
    ] as const) {
      await storage.replace({ path: '.state/minimum', bytes });
      await expect(open(storage)).rejects.toMatchObject({ code });
      await expect(readMinimum(storage, signer)).rejects.toMatchObject({ code });
      if (code !== 'invalid-state') expect((await inspectLog(storage, signer.verifierKey)).state).toBe(code);
    }
    // Signed, and of a log that has grown further.
    await storage.replace({ path: '.state/minimum', bytes: await signStatement('minimum', '3072\n', signer) });
    await expect(open(storage)).rejects.toMatchObject({ code: 'rolled-back' });
    expect(await bundles(storage, 11)).toEqual(Array(11).fill(true));
  });

  it('evicts nothing by what somebody else wrote of segments, or into bundles', async () => {
    const storage = memoryStorage();
    // Eleven bundles are five segments and a half.
    const rotation = { ...SMALL, segments: 6, onEvict: 'prune', retention: RETENTION } as const;
    const log = await open(storage, rotation);
    await fill(log, 2900);
    await log.close();
    const starts = Array.from({ length: 11 }, (_, i) => i);
    const text = `${JSON.stringify({ starts, next: 11, bytes: 0 })}\n`;
    const other = await createSigner(signer.name, new Uint8Array(32).fill(6));
    for (const bytes of [new TextEncoder().encode(text), await signStatement('segments', text, other)]) {
      await storage.replace({ path: '.state/segments', bytes });
      await (await open(storage, rotation)).close();
      expect(await readMinimum(storage)).toBe(0);
    }
    await storage.remove(['.state/segments']);
    for (let i = 0; i < 11; i++) {
      await storage.replace({ path: `tile/entries/${String(i).padStart(3, '0')}`, bytes: new Uint8Array(200_000) });
    }
    await (await open(storage, rotation)).close();
    expect(await readMinimum(storage)).toBe(0);
  });

  it('is durable: what went does not come back with the power', async () => {
    const disk = new Disk();
    const log = await open(directoryStorageOn(disk.layer, '/log', new Machine().start()));
    await fill(log, 700);
    await log.evict(512, { onEvict: 'archive' });
    const after = disk.afterPowerLoss(lost).files();
    const there = (path: string): boolean => after.has(`/log/${path}`);
    expect(['archive/0-511.tar', 'archive/0-511.manifest', '.state/minimum'].filter((path) => !there(path))).toEqual(
      [],
    );
    expect(['tile/entries/000', 'tile/entries/001'].filter(there)).toEqual([]);
    await log.close();
  });

  it.each([
    [null, '"rotation"'],
    [{ segmentBytes: 0 }, '"rotation.segmentBytes"'],
    [{ segments: 0.5 }, '"rotation.segments"'],
    [{ onEvict: 'delete' }, '"rotation.onEvict"'],
    [{ onEvict: 'prune' }, '"rotation.retention"'],
    [{ onEvict: 'prune', retention: '' }, '"rotation.retention"'],
  ])('is not %j', async (rotation, words) => {
    const storage = memoryStorage();
    await expect(open(storage, rotation as unknown as RotationOptions & object)).rejects.toThrow(words);
    await (await open(storage)).close();
  });

  it('makes no folder for archives before there is one', async () => {
    const dir = mkdtempSync(join(root, 'none-'));
    const log = await open(directoryStorage(dir), { onEvict: 'archive' });
    await fill(log, 600);
    await log.close();
    expect(existsSync(join(dir, 'archive'))).toBe(false);
  });
});

it('an archive that has no manifest is written anew, and one that has is told of', async () => {
  for (const [names, known] of [
    [['archive/0-511.tar'], undefined],
    [['archive/0-511.tar', 'archive/0-511.manifest'], 'Move it and its manifest elsewhere'],
  ] as const) {
    const storage = memoryStorage();
    const log = await open(storage);
    await fill(log, 1000);
    for (const path of names) await storage.replace({ path, bytes: new Uint8Array(4) });
    const evicted = log.evict(512, { onEvict: 'archive' });
    if (known === undefined) {
      await evicted;
      expect(untar((await storage.read('archive/0-511.tar')) ?? new Uint8Array(0)).size).toBe(2);
    } else {
      await expect(evicted).rejects.toThrow(known);
      expect(await bundles(storage, 2)).toEqual([true, true]);
    }
    await log.close();
  }
});
