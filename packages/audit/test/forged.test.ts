/** Whoever can write a log's folder and has no key: nothing of theirs is signed when the log is opened. */

import {
  AuditLog,
  type AuditLogOptions,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  inspectLog,
  type LogStorage,
  memoryStorage,
  rebuildTiles,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { groupOf, TAG_BYTES } from './support/forge.js';
import { checkpointText, filesOf, leafOf, NoteKey, rootOfLeaves } from './support/logs.js';

const ORIGIN = 'example.com/forged';
const KEY = new NoteKey(ORIGIN);
const own = await createSigner(ORIGIN, KEY.secret);
const SIGNED = '.state/signed';
const SIZE = 300;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const event = (i: number) => ({ user_id: `u${i}`, operation: 'login', resource: 'r', result: 'success' }) as const;

/** A signer that remembers the checkpoints that it signed. */
function watched(): { readonly signer: Signer; readonly checkpoints: string[] } {
  const checkpoints: string[] = [];
  const sign = (message: Uint8Array): Promise<Uint8Array> => {
    const text = new TextDecoder().decode(message);
    if (text.startsWith(`${ORIGIN}\n`)) checkpoints.push(text);
    return own.sign(message);
  };
  return { signer: { ...own, sign }, checkpoints };
}

const open = (storage: LogStorage, signer: Signer = own, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> =>
  AuditLog.open(storage, { origin: ORIGIN, signer, checkpointEvery: { ms: 2 ** 31 - 1 }, ...options });

async function logOf(count: number, unsigned = 0): Promise<{ storage: LogStorage; entries: Uint8Array[] }> {
  const storage = memoryStorage();
  const log = await open(storage);
  await Promise.all(Array.from({ length: count }, (_, i) => log.append(event(i))));
  const entries = [];
  for await (const { bytes } of log.entries()) entries.push(bytes);
  for (let i = 0; i < unsigned; i++) await log.append(event(count + i));
  // One that has unsigned entries is left as its process left it.
  if (unsigned === 0) await log.close();
  return { storage: unsigned === 0 ? storage : await copy(storage), entries };
}

/** What is there, without its lock. */
async function copy(storage: LogStorage): Promise<LogStorage> {
  const other = memoryStorage();
  for (const path of await storage.list('')) {
    await other.replace({ path, bytes: (await storage.read(path)) ?? new Uint8Array(0) });
  }
  return other;
}

/** What opening ends with; where it is refused, no checkpoint was signed. */
async function outcome(storage: LogStorage, options: Partial<AuditLogOptions> = {}): Promise<unknown> {
  const { signer, checkpoints } = watched();
  const opened = await open(storage, signer, options).catch((error: unknown) => error);
  if (!(opened instanceof AuditLog)) {
    expect(checkpoints).toEqual([]);
    expect((opened as Error).message).toMatch(/[Rr]estore|newEpoch/);
    return codeOf(opened);
  }
  await opened.close();
  return 'opened';
}

/** A state as an attacker writes it. */
type State = (text: string, before: string) => string;

const states: Readonly<Record<string, State>> = {
  'in plain text': (text) => text,
  'with the signature of another state': (text, before) => {
    const [first = '', , , , ...rest] = before.split('\n');
    return [first, text.trimEnd(), ...rest].join('\n');
  },
  'signed with another key': (text, before) => {
    const lines = `${before.split('\n')[0]}\n${text}`;
    const line = new NoteKey(ORIGIN, 1, 'another').sign(`\0${lines}`);
    const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4);
    return `${lines}signature ${signature.toString('hex')}\n`;
  },
};

describe.each(Object.entries(states))('a rewritten past, its state %s', (_, state) => {
  it.each([
    ['of as many entries', (entries: Uint8Array[]) => entries, true],
    ['of more', (entries: Uint8Array[]) => [...entries, entries[3] ?? utf8('')], false],
    ['of fewer', (entries: Uint8Array[]) => entries.slice(0, 280), true],
  ])('%s is refused', async (_count, change, remove) => {
    const { storage, entries } = await logOf(SIZE);
    const changed = change([...entries]);
    changed[100] = utf8(new TextDecoder().decode(changed[100]).replace('"u100"', '"eve"'));
    const root = rootOfLeaves(changed.map(leafOf));
    for (const path of await storage.list('tile/')) await storage.remove([path]);
    for (const [path, bytes] of filesOf(changed)) await storage.replace({ path, bytes });
    const before = new TextDecoder().decode(await storage.read(SIGNED));
    await storage.replace({
      path: SIGNED,
      bytes: utf8(state(checkpointText(changed.length, root, ORIGIN), before)),
    });
    await storage.remove(await storage.list('.state/wal/'));
    await storage.replace({
      path: `.state/wal/${String(changed.length).padStart(16, '0')}`,
      bytes: new Uint8Array(0),
    });
    if (remove) await storage.remove(['checkpoint']);
    expect(await outcome(storage)).toBe('not-authentic');
  });
});

it('a log that somebody else wrote is left for a new one, which says so, and is cosigned by nobody', async () => {
  const { storage } = await logOf(SIZE);
  await storage.replace({ path: SIGNED, bytes: utf8(checkpointText(1, new Uint8Array(32), ORIGIN)) });
  expect(await inspectLog(storage, own.verifierKey)).toMatchObject({
    state: 'not-authentic',
    signed: { size: SIZE },
    recovered: { size: SIZE },
    holds: true,
  });
  const policy = `log ${own.verifierKey}\nquorum none\n`;
  await expect(cosignCheckpoint(storage, { policy })).rejects.toMatchObject({ code: 'not-authentic' });
  await expect(rebuildTiles(storage, own.verifierKey)).rejects.toMatchObject({ code: 'not-authentic' });
  const signer = await createSigner('example.com/next', new Uint8Array(32).fill(2));
  const previous = { verifierKey: own.verifierKey };
  const log = await AuditLog.newEpoch(storage, memoryStorage(), { origin: signer.name, signer, previous });
  for await (const { entry } of log.entries()) expect(entry.details).toMatchObject({ state: 'not-authentic' });
  await log.close();
});

describe('entries that were acknowledged and are in no tree yet', () => {
  const journal = async (storage: LogStorage): Promise<{ path: string; bytes: Buffer }> => {
    const [path = ''] = await storage.list('.state/wal/');
    return { path, bytes: Buffer.from((await storage.read(path)) ?? []) };
  };

  it('are there when the log is opened again', async () => {
    const log = await open((await logOf(SIZE, 3)).storage);
    expect(log.size).toBe(SIZE + 3);
    await log.close();
  });

  it('are refused where somebody else added one', async () => {
    const { storage, entries } = await logOf(SIZE, 3);
    const { path, bytes } = await journal(storage);
    const entry = utf8(new TextDecoder().decode(entries[7]).replace('"u7"', '"eve"'));
    for (const tag of [new Uint8Array(TAG_BYTES), bytes.subarray(52, 52 + TAG_BYTES)]) {
      const changed = await copy(storage);
      await changed.replace({ path, bytes: Buffer.concat([bytes, groupOf(SIZE + 3, [entry], tag)]) });
      expect(await outcome(changed)).toBe('not-authentic');
    }
  });

  it('are refused where somebody else changed one, or the order of the log’s own', async () => {
    const { storage } = await logOf(0, 3);
    const { path, bytes } = await journal(storage);
    const starts = [...bytes.toString('latin1').matchAll(/FKAJ/g)].map(({ index }) => index);
    const [first = 0, second = 0, third = 0] = starts;
    const entryAt = (at: number): Buffer =>
      bytes.subarray(
        at + 52 + TAG_BYTES + 2,
        starts.find((start) => start > at),
      );
    const eve = Buffer.from(entryAt(second).toString().replace('"u1"', '"eve"'));
    const tagAt = (at: number): Buffer => bytes.subarray(at + 52, at + 52 + TAG_BYTES);
    for (const change of [
      [bytes.subarray(first, second), groupOf(1, [eve], tagAt(second)), bytes.subarray(third)],
      [bytes.subarray(first, second), groupOf(1, [eve], tagAt(second))],
      [groupOf(0, [entryAt(second)], tagAt(second)), bytes.subarray(third)],
      [groupOf(0, [entryAt(first)], tagAt(second))],
    ]) {
      const changed = await copy(storage);
      await changed.replace({ path, bytes: Buffer.concat(change) });
      expect(await outcome(changed)).toBe('not-authentic');
    }
  });
});

const next = await createSigner('example.com/next', new Uint8Array(32).fill(2));
const sameKey = await createSigner('example.com/next', KEY.secret);

describe('a forged entry in the journal', () => {
  const forged = async (): Promise<{ storage: LogStorage; sound: LogStorage }> => {
    const { storage, entries } = await logOf(SIZE, 3);
    const [path = ''] = await storage.list('.state/wal/');
    const bytes = (await storage.read(path)) ?? new Uint8Array(0);
    const sound = await copy(storage);
    await storage.replace({ path, bytes: Buffer.concat([bytes, groupOf(SIZE + 3, [entries[7] ?? utf8('')])]) });
    return { storage, sound };
  };
  const previous = { verifierKey: own.verifierKey };

  it('is not counted, and a log with entries that nobody signed is not called whole', async () => {
    const { storage, sound } = await forged();
    for (const [log, count] of [
      [storage, 4],
      [sound, 3],
    ] as const) {
      for (const key of [own.verifierKey, undefined]) {
        const state = await inspectLog(log, key);
        expect(state).toMatchObject({
          state: 'unverified',
          signed: { size: SIZE },
          recovered: { size: SIZE },
          holds: true,
          unauthenticated: count,
          why: `${SIZE} are signed or authentic. ${count} entries after them can't be authenticated without the log's signer.`,
        });
        expect(state.recovered.root).toEqual(state.signed?.root);
      }
    }
    const whole = { state: 'whole', recovered: { size: SIZE + 3 }, unauthenticated: 0, why: undefined };
    expect(await inspectLog(sound, own.verifierKey, own)).toMatchObject(whole);
    expect(await inspectLog(sound, undefined, own)).toMatchObject(whole);
    expect(await inspectLog(storage, own.verifierKey, own)).toMatchObject({
      state: 'not-authentic',
      recovered: { size: SIZE },
      holds: true,
      unauthenticated: 4,
    });
    await expect(inspectLog(storage, own.verifierKey, next)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('is in no root that a new log signs, which begins without a reason', async () => {
    const { storage } = await forged();
    const { signed } = await inspectLog(storage, own.verifierKey);
    const root = Buffer.from(signed?.root ?? []).toString('hex');
    for (const [signer, more, state] of [
      [sameKey, {}, 'not-authentic'],
      [next, { signer: own }, 'not-authentic'],
      [next, { reason: 'it was forged' }, 'unverified'],
    ] as const) {
      const options = { origin: signer.name, signer, previous: { ...previous, ...more } };
      const log = await AuditLog.newEpoch(storage, memoryStorage(), options);
      for await (const { entry } of log.entries()) {
        expect(entry.details).toMatchObject({
          state,
          recovered: { size: SIZE, root },
          holds: true,
          unauthenticated: 4,
        });
      }
      await log.close();
    }
  });

  it('needs a reason or the old signer if nothing can be checked', async () => {
    const { storage } = await forged();
    const begun = AuditLog.newEpoch(storage, memoryStorage(), { origin: next.name, signer: next, previous });
    await expect(begun).rejects.toMatchObject({ code: 'invalid-state' });
    await expect(begun).rejects.toThrow(/previous\.reason.*previous\.signer/);
    const other = { ...previous, signer: next };
    await expect(
      AuditLog.newEpoch(storage, memoryStorage(), { origin: next.name, signer: next, previous: other }),
    ).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a folder without .state and checkpoint', () => {
  it('is not begun anew', async () => {
    const { storage } = await logOf(SIZE);
    await storage.remove([...(await storage.list('.state/')), 'checkpoint']);
    expect(await outcome(storage)).toBe('rolled-back');
    const alone = await copy(storage);
    await alone.remove((await alone.list('tile/')).filter((path) => !path.startsWith('tile/0/')));
    expect(await outcome(alone)).toBe('rolled-back');
  });

  it('is left for a new log, which says so', async () => {
    const { storage } = await logOf(SIZE);
    await storage.remove([...(await storage.list('.state/')), 'checkpoint']);
    const signer = await createSigner('example.com/next', new Uint8Array(32).fill(2));
    const options = { origin: signer.name, signer, previous: { verifierKey: own.verifierKey } };
    const log = await AuditLog.newEpoch(storage, memoryStorage(), options);
    for await (const { entry } of log.entries()) {
      expect(entry.details).toMatchObject({ state: 'rolled-back', recovered: { size: SIZE }, holds: false });
    }
    await log.close();
  });
});

describe('a checkpoint and a state, both signed', () => {
  /** A log of the same key with other entries. */
  async function another(count: number): Promise<LogStorage> {
    const storage = memoryStorage();
    const log = await open(storage);
    await Promise.all(Array.from({ length: count }, (_, i) => log.append(event(1000 + i))));
    await log.close();
    return storage;
  }

  it.each([SIZE, 20, SIZE + 20])('of two histories are refused, the checkpoint of %i entries', async (count) => {
    const { storage } = await logOf(SIZE);
    const bytes = (await (await another(count)).read('checkpoint')) ?? new Uint8Array(0);
    await storage.replace({ path: 'checkpoint', bytes });
    expect(await outcome(storage)).toBe(count > SIZE ? 'rolled-back' : 'damaged');
  });

  it('of one history are not, where the checkpoint is older', async () => {
    const { storage } = await logOf(SIZE);
    const young = (await storage.read('checkpoint')) ?? new Uint8Array(0);
    const log = await open(storage);
    await log.append(event(SIZE));
    await log.close();
    await storage.replace({ path: 'checkpoint', bytes: young });
    expect(await outcome(storage)).toBe('opened');
    expect((await currentCheckpoint(storage, own)).size).toBe(SIZE + 1);
    expect((await verifyLog(storage, own)).problems).toEqual([]);
  });
});
