/** Readers that read at once, into room that is given to them. */

import { type LogReader, verifyLog } from '@fedzk/audit/verify';
import { describe, expect, it } from 'vitest';
import { entriesOf, filesOf, logOf, pathAt, readerAtOnceOf, TRUST } from './support/logs.js';

const SIZE = 64 * 256;
const files = logOf(entriesOf(SIZE));

/** A reader with another answer for one path. */
function answering(path: string, answer: (room: Uint8Array) => unknown): LogReader {
  const reader = readerAtOnceOf(files);
  return {
    ...reader,
    readInto: (wanted, room) => (wanted === path ? (answer(room) as number) : reader.readInto?.(wanted, room)),
  };
}

describe('room', () => {
  it('is enough for tiles and most bundles, and is used again', async () => {
    const rooms = new Set<ArrayBufferLike>();
    const reader = readerAtOnceOf(files);
    const readInto = (path: string, room: Uint8Array): number | undefined => {
      rooms.add(room.buffer);
      return reader.readInto?.(path, room);
    };
    expect((await verifyLog({ ...reader, readInto }, TRUST)).ok).toBe(true);
    expect(rooms.size).toBe(2);
  });

  it.each([511, 512, 513, 2000, 60_000])('grows for bundles of entries of %i bytes', async (length) => {
    const entries = Array.from({ length: 300 }, (_, i) => new Uint8Array(length).fill(i));
    expect(await verifyLog(readerAtOnceOf(logOf(entries)), TRUST)).toMatchObject({ ok: true, size: 300 });
  });

  it('is no more than a bundle or a tile can have', async () => {
    for (const path of [pathAt('entries', 3), pathAt(0, 3)]) {
      const most: number[] = [];
      const report = await verifyLog(
        answering(path, (room) => {
          most.push(room.length);
          return Number.MAX_SAFE_INTEGER;
        }),
        TRUST,
      );
      expect(report).toMatchObject({ ok: false, problems: [{ where: path }] });
      expect(Math.max(...most)).toBeLessThanOrEqual(256 * 65_537 + 1);
    }
  });
});

describe('an answer', () => {
  it.each([-1, 1.5, Number.NaN, '7', null, new Uint8Array(3), 2 ** 60])('of %j is refused', async (answer) => {
    await expect(
      verifyLog(
        answering(pathAt(0, 3), () => answer),
        TRUST,
      ),
    ).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('that is an error is thrown', async () => {
    const reader = answering(pathAt(0, 3), () => {
      throw new Error('no disk');
    });
    await expect(verifyLog(reader, TRUST)).rejects.toThrow('no disk');
  });
});

it('leaves others their turn, and ends with a signal', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  expect((await verifyLog(readerAtOnceOf(files), TRUST)).ok).toBe(true);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);

  const aborter = new AbortController();
  setImmediate(() => aborter.abort(new Error('enough')));
  await expect(verifyLog(readerAtOnceOf(files), { ...TRUST, signal: aborter.signal })).rejects.toThrow('enough');
});

it('leaves what a pruned bundle has of hashes to nobody else', async () => {
  const size = 3 * 256;
  const [log, old] = [logOf(entriesOf(size)), filesOf(entriesOf(300))];
  const since = new TextDecoder().decode(logOf(entriesOf(300)).get('checkpoint'));
  expect(old.size).toBeGreaterThan(0);
  for (const bundle of [0, 1]) log.delete(pathAt('entries', bundle));
  const report = await verifyLog(readerAtOnceOf(log), { ...TRUST, since, minimum: 512 });
  expect(report).toMatchObject({ ok: true, checked: { since: true, entries: 256 } });
});
