/** Entries and proofs that are read from a log without its writer: each leads to the root, and what doesn't is refused. */

import {
  AuditLog,
  createSigner,
  currentCheckpoint,
  type LogReader,
  memoryStorage,
  proveEntry,
  readEntries,
  readProof,
  type Signer,
  verifyEntry,
} from '@fedzk/audit';
import { rejection } from '@fedzk/testkit/errors';
import { cases } from '@fedzk/testkit/random';
import { beforeAll, describe, expect, it } from 'vitest';

/** Two full bundles and a partial one. */
const SIZE = 600;
const storage = memoryStorage();
let signer: Signer;

beforeAll(async () => {
  signer = await createSigner('example.com/read', new Uint8Array(32).fill(7));
  const log = await AuditLog.open(storage, { origin: signer.name, signer });
  await Promise.all(Array.from({ length: SIZE }, (_, i) => log.append(event(i))));
  await log.close();
});

function event(i: number) {
  return { user_id: 'client_001', operation: 'proof_generation', resource: `circuit:${i}`, result: 'success' } as const;
}

async function indexes(reader: LogReader, range: { from?: number; to?: number } = {}): Promise<number[]> {
  const found: number[] = [];
  for await (const { index, entry } of readEntries(reader, await currentCheckpoint(reader), range)) {
    expect(entry.resource).toBe(`circuit:${index}`);
    found.push(index);
  }
  return found;
}

/** The log with another file at a path. */
function withFile(path: string, change: (bytes: Uint8Array) => Uint8Array | undefined): LogReader {
  return {
    async read(wanted) {
      const bytes = await storage.read(wanted);
      return bytes && wanted === path ? change(bytes) : bytes;
    },
  };
}

const paths = async (): Promise<string[]> => (await storage.list('tile/')).sort();
const flipped = (at: number) => (bytes: Uint8Array) =>
  bytes.map((byte, i) => (i === (at + bytes.length) % bytes.length ? byte ^ 1 : byte));

describe('entries', () => {
  it.each([
    [undefined, undefined],
    [0, 1],
    [255, 257],
    [256, 512],
    [511, undefined],
    [599, 600],
    [599, 1_000_000],
    [600, undefined],
    [1_000_000, undefined],
    [5, 3],
  ])('from %s to %s', async (from, to) => {
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const wanted = Array.from({ length: SIZE }, (_, i) => i).filter((i) => i >= (from ?? 0) && i < (to ?? SIZE));
    expect(await indexes(storage, range)).toEqual(wanted);
  });

  it('are bytes that were hashed, and stay when others are read', async () => {
    const checkpoint = await currentCheckpoint(storage, { verifierKey: signer.verifierKey });
    for await (const { index, bytes } of readEntries(storage, checkpoint, { from: 250, to: 260 })) {
      const proof = await proveEntry(storage, checkpoint, index);
      expect(verifyEntry(bytes, proof, signer)).toBe(true);
      bytes.fill(0);
    }
    expect(await indexes(storage, { from: 250, to: 260 })).toHaveLength(10);
  });

  it.each([-1, 0.5, Number.NaN, '1'])('from %j are refused', async (from) => {
    await expect(indexes(storage, { from: from as number })).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('of a log in which any bit is another are refused, or right', async () => {
    const [bundles, tiles] = [(await paths()).filter((path) => path.includes('entries')), await paths()];
    expect(tiles).toEqual([
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/88',
      'tile/1/000.p/2',
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/88',
    ]);
    for (let i = 0; i < cases(20); i++) {
      for (const path of bundles) {
        const reader = withFile(path, flipped(i * 997));
        await expect(indexes(reader), path).rejects.toMatchObject({ code: 'damaged' });
      }
      for (const path of tiles) await indexes(withFile(path, flipped(i * 61))).catch(isDamaged);
    }
  });

  it('of another log of the same size are refused', async () => {
    const other = memoryStorage();
    const log = await AuditLog.open(other, { origin: signer.name, signer });
    await Promise.all(Array.from({ length: SIZE }, (_, i) => log.append(event(i))));
    await log.close();
    // All but its checkpoint fits together.
    const checkpoint = await currentCheckpoint(storage);
    const read = async () => {
      for await (const _ of readEntries(other, checkpoint)) throw new Error('an entry was given');
    };
    await expect(read()).rejects.toMatchObject({ code: 'damaged' });
  });

  it('that are missing are named', async () => {
    const reader = withFile('tile/entries/001', () => undefined);
    await expect(indexes(reader)).rejects.toThrow('tile/entries/001 is missing.');
    expect(await indexes(reader, { to: 256 })).toHaveLength(256);
  });
});

function isDamaged(error: unknown): void {
  expect(error).toMatchObject({ code: 'damaged' });
}

describe('a checkpoint', () => {
  it('is believed by its key', async () => {
    const { verifierKey } = await createSigner(signer.name, new Uint8Array(32).fill(8));
    expect(await currentCheckpoint(storage, signer)).toMatchObject({ origin: signer.name, size: SIZE });
    await expect(currentCheckpoint(storage, { verifierKey })).rejects.toMatchObject({ code: 'not-authentic' });
    const changed = withFile('checkpoint', flipped(-10));
    await expect(currentCheckpoint(changed, signer)).rejects.toMatchObject({ code: 'not-authentic' });
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0xff), new TextEncoder().encode('none')]) {
      const reader = withFile('checkpoint', () => bytes);
      await expect(currentCheckpoint(reader)).rejects.toMatchObject({ code: 'not-authentic' });
    }
    await expect(currentCheckpoint(memoryStorage())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a proof', () => {
  it('of each place says where it is', async () => {
    const checkpoint = await currentCheckpoint(storage);
    for (const index of [0, 1, 255, 256, 511, 512, 599]) {
      const proof = await proveEntry(storage, checkpoint, index);
      expect(readProof(proof)).toEqual({ index, checkpoint });
    }
    await expect(proveEntry(storage, checkpoint, SIZE)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(readProof('c2sp.org/tlog-proof@v1\n')).toBeUndefined();
    expect(readProof(1 as unknown as string)).toBeUndefined();
  });

  it('is not given of tiles that do not lead to the root', async () => {
    const checkpoint = await currentCheckpoint(storage);
    for (const [path, index] of [
      ['tile/0/000', 0],
      ['tile/0/001', 300],
      ['tile/0/002.p/88', 599],
      ['tile/1/000.p/2', 0],
    ] as const) {
      const reader = withFile(path, flipped(63));
      await expect(proveEntry(reader, checkpoint, index), path).rejects.toMatchObject({ code: 'damaged' });
    }
  });
});

describe('the root of the first entries', () => {
  it('is that of a log which had just those, at each size', async () => {
    const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
    const roots = [await log.rootAt(0)];
    for (let i = 0; i < 300; i++) {
      await log.append(event(i));
      if (i % 37 === 0 || i > 250) roots[i + 1] = (await currentRoot(log)) ?? new Uint8Array(0);
    }
    for (const [size, root] of roots.entries()) if (root !== undefined) expect(await log.rootAt(size)).toEqual(root);
    await log.close();
  });

  it('is refused for more entries than there are', async () => {
    const log = await AuditLog.open(memoryStorage(), { origin: signer.name, signer });
    await log.append(event(0));
    for (const size of [2, -1, 0.5, Number.NaN, '1']) {
      expect((await rejection(log.rootAt(size as number))).code).toBe('invalid-argument');
    }
    await log.close();
  });

  /** The root that the log signs now. */
  async function currentRoot(log: AuditLog): Promise<Uint8Array | undefined> {
    const [, , root = ''] = (await log.checkpoint()).split('\n');
    return new Uint8Array(Buffer.from(root, 'base64'));
  }
});
