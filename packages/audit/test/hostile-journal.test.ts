/** A journal that somebody wrote to keep its reader busy: what is hashed and read of it grows with its length, and no faster. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, backupLog, createSigner } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it, vi } from 'vitest';
import { backupFolder, directoryStorage } from '../src/node.js';
import type { LogStorage } from '../src/storage/storage.js';
import { readGroups } from '../src/writer/groups.js';

let hashed = 0;
vi.mock(import('../src/tree/tree.js'), async (original) => {
  const real = await original();
  return {
    ...real,
    leafHashes: (packed: Uint8Array) => {
      hashed += packed.length;
      return real.leafHashes(packed);
    },
  };
});

const signer = await createSigner('example.com/busy', new Uint8Array(32).fill(4));
const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;

/** Headers within each other's entries, none of which has a checksum that is right; the first byte is no header's. */
function nested(count: number): Uint8Array {
  const unit = 86;
  const bytes = Buffer.alloc(1 + count * unit, 0);
  bytes[0] = 1;
  for (let i = 0; i < count; i++) {
    const at = 1 + i * unit;
    bytes.write('FKAJ', at);
    bytes.writeUInt32BE(bytes.length - (at + 84) - 2, at + 4);
    bytes.writeBigUInt64BE(1n, at + 8);
    bytes.writeUInt32BE(count - 1 - i, at + 16);
    bytes.writeUInt16BE(84, at + 84);
  }
  return bytes;
}

async function written(): Promise<{ readonly dir: string; readonly journal: string; readonly older: string }> {
  const dir = folderOf();
  const log = await AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });
  await log.append(event);
  const older = await log.checkpoint();
  await log.append(event);
  await log.close();
  const [name = ''] = readdirSync(join(dir, '.state/wal'));
  return { dir, journal: `.state/wal/${name}`, older };
}

/** A storage that counts how often journals are read. */
function counting(dir: string): { readonly storage: LogStorage; readonly reads: () => number } {
  const storage = directoryStorage(dir);
  let reads = 0;
  const read = storage.read.bind(storage);
  storage.read = (path) => {
    if (path.startsWith('.state/wal/')) reads++;
    return read(path);
  };
  return { storage, reads: () => reads };
}

describe('headers within headers', () => {
  it.each([100, 1000])('%i of them are hashed three times at most', (count) => {
    const bytes = nested(count);
    hashed = 0;
    const { groups, damagedAt, behind } = readGroups(bytes, 0);
    expect(hashed).toBeLessThanOrEqual(3 * bytes.length);
    // What was not looked at may have been acknowledged.
    expect({ groups, damagedAt, behind }).toEqual({ groups: [], damagedAt: 0, behind: Number.POSITIVE_INFINITY });
  });

  it('are refused as damage', async () => {
    const { dir, journal } = await written();
    writeFileSync(join(dir, journal), nested(300));
    const opened = AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });
    await expect(opened).rejects.toMatchObject({ code: 'damaged' });
  });

  it('whole groups behind damage are still found', async () => {
    const { dir, journal } = await written();
    const bytes = readFileSync(join(dir, journal));
    bytes[3] = 0;
    const { groups, damagedAt, behind } = readGroups(bytes, Number(journal.slice(-16)));
    expect(groups).toEqual([]);
    expect({ damagedAt, behind }).toEqual({ damagedAt: 0, behind: 2 });
  });
});

/** A group of entries that are all of one length. */
function groupOf(count: number, length: number, first = 0): Buffer {
  const packed = Buffer.alloc(count * (2 + length), 0x20);
  for (let at = 0; at < packed.length; at += 2 + length) packed.writeUInt16BE(length, at);
  const header = Buffer.alloc(84);
  header.write('FKAJ');
  header.writeUInt32BE(packed.length, 4);
  header.writeBigUInt64BE(BigInt(first), 8);
  header.writeUInt32BE(count, 16);
  return Buffer.concat([header, packed]);
}

describe('entries shorter than any', () => {
  it('are not hashed: a leaf hash takes more memory than one of them', () => {
    for (const length of [0, 1, 59]) {
      const bytes = groupOf(10_000, length);
      hashed = 0;
      const { groups, damagedAt } = readGroups(bytes, 0);
      expect({ length, hashed, groups, damagedAt }).toEqual({ length, hashed: 0, groups: [], damagedAt: 0 });
    }
  });

  it.each([
    ['the end', 'open'],
    ['the middle', 'damaged'],
  ])('are as bytes that were not written whole, at %s of a journal: %s', async (where, outcome) => {
    const { dir, journal } = await written();
    const bytes = readFileSync(join(dir, journal));
    const at = where === 'the end' ? bytes.length : bytes.indexOf('FKAJ', 1);
    writeFileSync(join(dir, journal), Buffer.concat([bytes.subarray(0, at), groupOf(3, 59, 2), bytes.subarray(at)]));
    const opened = AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });
    const found: unknown = await opened.then(async (log) => log.close().then(() => 'open'), codeOf);
    expect(found).toBe(outcome);
  });
});

describe('a backup', () => {
  it('reads a journal that does not change a few times', async () => {
    const { dir, journal } = await written();
    writeFileSync(join(dir, journal), new Uint8Array(100_000));
    const { storage, reads } = counting(dir);
    const backup = backupLog(storage, backupFolder(`${dir}-copy`), { verifierKey: signer.verifierKey });
    expect(await backup.then(() => 'done', codeOf)).toBe('rolled-back');
    expect(reads()).toBeLessThanOrEqual(2);
  });

  it('reads none while it waits for the checkpoint', async () => {
    const { dir, older } = await written();
    writeFileSync(join(dir, 'checkpoint'), older);
    const { storage, reads } = counting(dir);
    await backupLog(storage, backupFolder(`${dir}-copy`), { verifierKey: signer.verifierKey });
    expect(reads()).toBeLessThanOrEqual(2);
  });
});
