/** Whoever can write a log's folder cuts the journal, and puts what he cut off back when the log has gone on without it. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, createSigner, verifyLog } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';

const signer = await createSigner('example.com/histories', new Uint8Array(32).fill(7));
const never = { ms: 2 ** 31 - 1, entries: 2 ** 20 };

const open = (dir: string, journalBytes = 1 << 20): Promise<AuditLog> =>
  AuditLog.open(directoryStorage(dir), { origin: signer.name, signer, checkpointEvery: never, journalBytes });

async function append(log: AuditLog, ...users: readonly string[]): Promise<void> {
  const event = (user_id: string) => ({ user_id, operation: 'op', resource: 'r', result: 'success' }) as const;
  await Promise.all(users.map((user) => log.append(event(user))));
}

/** The folder as a killed process leaves it. */
function killed(dir: string): string {
  const copy = folderOf();
  cpSync(dir, copy, { recursive: true });
  rmSync(join(copy, '.state/lock'), { recursive: true });
  return copy;
}

const wal = (dir: string): string => join(dir, '.state/wal');

/** Journals by name. */
function journals(dir: string): Map<string, Buffer> {
  return new Map(readdirSync(wal(dir)).map((name) => [name, readFileSync(join(wal(dir), name))]));
}

function put(dir: string, files: Iterable<readonly [string, Buffer]>): void {
  for (const [name, bytes] of files) writeFileSync(join(wal(dir), name), bytes);
}

const groupsAt = (bytes: Buffer): number[] => [...bytes.toString('latin1').matchAll(/FKAJ/g)].map(({ index }) => index);

/** Ten entries that are signed, and groups of others that are acknowledged. */
async function before(groups: readonly (readonly string[])[], journalBytes?: number): Promise<string> {
  const dir = folderOf();
  const first = await open(dir);
  for (let i = 0; i < 10; i++) await append(first, `a${i}`);
  await first.close();
  const log = await open(dir, journalBytes);
  for (const group of groups) await append(log, ...group);
  return killed(dir);
}

/** The same folder after its journals were emptied, and other entries came. */
async function after(dir: string, sign: boolean, ...users: readonly string[]): Promise<string> {
  const cut = copied(dir);
  const [first = ''] = journals(cut).keys();
  for (const name of journals(cut).keys()) rmSync(join(wal(cut), name));
  writeFileSync(join(wal(cut), first), '');
  const log = await open(cut);
  for (const user of users) await append(log, user);
  if (sign) await log.checkpoint();
  return killed(cut);
}

/** A copy of a folder that nobody has open. */
function copied(dir: string): string {
  const copy = folderOf();
  cpSync(dir, copy, { recursive: true });
  return copy;
}

async function outcome(dir: string): Promise<unknown> {
  const log = await open(dir).catch((error: unknown) => error);
  if (!(log instanceof AuditLog)) return codeOf(log);
  const { size } = log;
  await log.close();
  expect((await verifyLog(directoryStorage(dir), { verifierKey: signer.verifierKey })).ok).toBe(true);
  return size;
}

describe('a journal of another history', () => {
  it.each([
    [
      'a group of which straddles what was signed',
      [
        ['x0', 'x1', 'x2', 'x3', 'x4'],
        ['y0', 'y1', 'y2'],
      ],
    ],
    [
      'whose groups end where that does',
      [
        ['x0', 'x1'],
        ['x2', 'x3', 'x4'],
        ['y0', 'y1', 'y2'],
      ],
    ],
    ['of single entries', [['x0'], ['x1'], ['x2']]],
  ])('%s is refused', async (_, groups) => {
    const old = await before(groups);
    expect(await outcome(copied(old))).toBe(10 + groups.flat().length);
    const now = await after(old, true, 'b0', 'b1');
    expect(await outcome(copied(now))).toBe(12);
    for (const name of journals(now).keys()) rmSync(join(wal(now), name));
    put(now, journals(old));
    expect(await outcome(now)).toBe('not-authentic');
  });

  it.each([
    ['behind what was signed', true],
    ['behind what was acknowledged', false],
  ])('that begins %s is refused', async (_, sign) => {
    // A journal of each entry.
    const old = await before([['x0'], ['x1'], ['x2'], ['x3']], 1);
    expect(await outcome(copied(old))).toBe(14);
    const later = [...journals(old)].filter(([name]) => Number(name) > 11);
    expect(later.map(([name]) => Number(name))).toEqual([12, 13]);
    const now = await after(old, sign, 'b0', 'b1');
    put(now, later);
    expect(await outcome(now)).toBe('not-authentic');
  });

  it('that parts from the other after it began is refused', async () => {
    const old = await before([['x0'], ['x1'], ['x2'], ['x3']], 1);
    // x0 stays, and what begins behind it has entries of both histories.
    const both = journals(old);
    const cut = copied(old);
    for (const name of both.keys()) if (Number(name) > 10) rmSync(join(wal(cut), name));
    const log = await open(cut);
    expect(log.size).toBe(11);
    await append(log, 'b1');
    const now = killed(cut);
    put(
      now,
      [...both].filter(([name]) => Number(name) > 10),
    );
    expect(await outcome(now)).toBe('not-authentic');
  });

  it('is refused where it is the same journal with groups of an older one behind its own', async () => {
    const old = await before([['x0'], ['x1'], ['x2']]);
    const now = await after(old, false, 'b0', 'b1');
    const [[name = '', theirs = Buffer.of()] = []] = journals(old);
    const own = journals(now).get(name) ?? Buffer.of();
    const [third = 0] = groupsAt(theirs).slice(2);
    const end = own.findLastIndex((byte) => byte !== 0) + 1;
    put(now, [[name, Buffer.concat([own.subarray(0, end), theirs.subarray(third)])]]);
    expect(await outcome(now)).toBe('not-authentic');
  });
});

describe('a journal of the log’s own history', () => {
  it('that comes back after it was removed does no harm', async () => {
    const old = await before([['x0'], ['x1'], ['x2'], ['x3']], 1);
    const kept = [...journals(old)].filter(([name]) => Number(name) > 10);
    const log = await open(old);
    await append(log, 'x4');
    const acknowledged = killed(old);
    put(acknowledged, kept);
    expect(await outcome(acknowledged)).toBe(15);
    await log.checkpoint();
    await append(log, 'x5');
    const signed = killed(old);
    put(signed, kept);
    expect(await outcome(signed)).toBe(16);
    await log.close();
  });
});
