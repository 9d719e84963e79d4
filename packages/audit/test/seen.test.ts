/** An older copy of a whole log: nothing in it says so, and whoever has seen more does. */

import {
  AuditLog,
  type AuditLogOptions,
  createSigner,
  type LogStorage,
  memoryStorage,
  type WitnessProblem,
} from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { LogWriter } from '../src/writer/log-writer.js';
import { checkpointOf, entriesOf, LOG_KEY, leafOf, ORIGIN, rootOfLeaves } from './support/logs.js';
import { Patience, TestWitness } from './support/witness.js';

const own = await createSigner(ORIGIN, LOG_KEY.secret);
const EVENT = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;

const started: TestWitness[] = [];
afterEach(() => Promise.all(started.splice(0).map((witness) => witness.stop())));

const open = (storage: LogStorage, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> =>
  AuditLog.open(storage, { origin: ORIGIN, signer: own, ...options });

async function grow(storage: LogStorage, count: number, options: Partial<AuditLogOptions> = {}): Promise<string> {
  const log = await open(storage, options);
  await Promise.all(Array.from({ length: count }, () => log.append(EVENT)));
  const note = await log.checkpoint(options.policy === undefined ? {} : { quorum: true });
  await log.close();
  return note;
}

async function copy(storage: LogStorage): Promise<LogStorage> {
  const other = memoryStorage();
  for (const path of await storage.list('')) {
    await other.replace({ path, bytes: (await storage.read(path)) ?? new Uint8Array(0) });
  }
  return other;
}

/** What opening ends with; where it is refused, nothing was signed or written. */
async function outcome(storage: LogStorage, options: Partial<AuditLogOptions>): Promise<unknown> {
  const notes: string[] = [];
  const sign = (message: Uint8Array): Promise<Uint8Array> => {
    const [first = '', size] = new TextDecoder().decode(message).split('\n');
    // The empty log that a witness is shown is the start of every log.
    if (first === ORIGIN && size !== '0') notes.push(size ?? '');
    return own.sign(message);
  };
  const before = await storage.list('');
  try {
    await (await open(storage, { ...options, signer: { ...own, sign } })).close();
    return 'opened';
  } catch (error) {
    expect(notes).toEqual([]);
    expect(await storage.list('')).toEqual(before);
    return codeOf(error);
  }
}

async function witnessesOf(count: number): Promise<TestWitness[]> {
  const some = Array.from({ length: count }, (_, i) => new TestWitness(`witness.example/w${i}`, [LOG_KEY]));
  started.push(...some);
  return Promise.all(some.map((witness) => witness.start()));
}

function policyOf(witnesses: readonly TestWitness[], least: number): string {
  const lines = witnesses.map((witness, i) => witness.line(`w${i}`)).join('');
  const names = witnesses.map((_, i) => ` w${i}`).join('');
  return `log ${LOG_KEY.verifierKey}\n${lines}group g ${least}${names}\nquorum g\n`;
}

/** Another log of the same key. */
const foreign = (count: number): string => checkpointOf(count, rootOfLeaves(entriesOf(count).map(leafOf)));

describe('a checkpoint that was kept', () => {
  it('has to be the start of the log, whether it is given or fetched', async () => {
    const storage = memoryStorage();
    const young = await grow(storage, 300);
    const backup = await copy(storage);
    const old = await grow(storage, 300);
    for (const give of [(note: string) => note, (note: string) => () => note, (note: string) => async () => note]) {
      for (const [log, note, wanted] of [
        [backup, old, 'rolled-back'],
        [backup, young, 'opened'],
        [storage, old, 'opened'],
        [storage, young, 'opened'],
        [storage, foreign(600), 'rolled-back'],
        [storage, foreign(20), 'rolled-back'],
        [memoryStorage(), young, 'rolled-back'],
        [storage, checkpointOf(0, rootOfLeaves([])), 'opened'],
      ] as const) {
        expect(await outcome(await copy(log), { since: give(note) })).toBe(wanted);
      }
    }
  });

  it('is this log’s, or there is none yet', async () => {
    const storage = memoryStorage();
    const note = await grow(storage, 3);
    for (const since of ['', 'x', note.replace('\n3\n', '\n2\n'), null, 3, () => 'x']) {
      expect(await outcome(storage, { since: since as string })).toBe('invalid-argument');
    }
    expect(await outcome(storage, { since: () => undefined })).toBe('opened');
    const fails = (): never => {
      throw new Error('a test’s');
    };
    await expect(open(storage, { since: fails })).rejects.toThrow('a test’s');
    expect(await outcome(storage, {})).toBe('opened');
  });
});

describe('witnesses', () => {
  it.each([true, false])('are asked what they have seen, also where they show it to nobody (%s)', async (monitored) => {
    const witnesses = await witnessesOf(2);
    for (const witness of witnesses) witness.monitored = monitored;
    const policy = policyOf(witnesses, 2);
    const storage = memoryStorage();
    expect(await outcome(storage, { policy })).toBe('opened');
    await grow(storage, 30, { policy });
    const backup = await copy(storage);
    expect(await outcome(backup, { policy })).toBe('opened');
    await grow(storage, 10, { policy });
    expect(await outcome(await copy(backup), { policy })).toBe('rolled-back');
    expect(await outcome(memoryStorage(), { policy })).toBe('rolled-back');
    expect(await outcome(storage, { policy })).toBe('opened');
    // Not by whoever opens it without them.
    expect(await outcome(backup, {})).toBe('opened');
  });

  it('tell another log of as many entries', async () => {
    const witnesses = await witnessesOf(1);
    const policy = policyOf(witnesses, 1);
    const storage = memoryStorage();
    await grow(storage, 30, { policy });
    const another = memoryStorage();
    await grow(another, 40);
    expect(await outcome(another, { policy })).toBe('rolled-back');
  });

  it('that give no answer must be no quorum by themselves', async () => {
    const witnesses = await witnessesOf(3);
    const [w0, w1, w2] = witnesses as [TestWitness, TestWitness, TestWitness];
    for (const witness of witnesses) witness.monitored = false;
    const policy = policyOf(witnesses, 2);
    const storage = memoryStorage();
    await grow(storage, 5);
    const problems: WitnessProblem[] = [];
    const patience = new Patience();
    const onFault = (problem: WitnessProblem): void => void problems.push(problem);
    const timed = { timeoutMs: 99_999, background: false, onFault, fetch: patience.fetch };
    /** Has only w2's time run out, once the others have answered. */
    const late = <T>(work: () => Promise<T>): Promise<T> => patience.during([w2.url], 99_999, work);
    w0.unseen = () => ({ status: 503 });
    expect(await outcome(storage, { policy, witnesses: timed })).toBe('opened');
    w1.unseen = () => ({ status: 404 });
    expect(await outcome(storage, { policy, witnesses: timed })).toBe('quorum');
    expect(new Set(problems.map(({ witness }) => witness))).toEqual(new Set(['w0', 'w1']));
    w2.unseen = () => undefined;
    await expect(late(() => open(storage, { policy, witnesses: timed }))).rejects.toThrow(
      /w0: it answered 503.*w1: it answered 404.*w2: it has not answered within 99999 ms.*atOpen/,
    );
    const asked = { ...timed, atOpen: 'ask' } as const;
    expect(await late(() => outcome(storage, { policy, witnesses: asked }))).toBe('opened');
    const none = policy.replace('quorum g', 'quorum none');
    expect(await late(() => outcome(storage, { policy: none, witnesses: timed }))).toBe('opened');
    // One that has seen more is heard, whatever the others say.
    w1.unseen = () => ({ status: 409, type: 'text/x.tlog.size', body: '6\n' });
    expect(await late(() => outcome(storage, { policy, witnesses: asked }))).toBe('rolled-back');
    await expect(late(() => open(storage, { policy, witnesses: timed }))).rejects.toThrow(
      'The witness w1 says that it has seen 6 entries, and 5',
    );
  });

  it('that show something else have shown nothing', async () => {
    const witnesses = await witnessesOf(1);
    const policy = policyOf(witnesses, 1);
    const storage = memoryStorage();
    const note = await grow(storage, 5);
    for (const shown of ['', 'x', note.replace('\n5\n', '\n6\n')]) {
      witnesses[0]?.shown.set(ORIGIN, shown);
      await expect(open(storage, { policy })).rejects.toThrow('the checkpoint that it shows');
    }
    await expect(open(storage, { witnesses: { atOpen: 'never' as 'ask' } })).rejects.toThrow('"witnesses.atOpen"');
  });
});

describe('a log that was taken over', () => {
  const lockOf = (storage: LogStorage): { readonly storage: LogStorage; take(): void } => {
    let taken = false;
    return {
      storage: {
        ...storage,
        lock: async () => ({ held: async () => !taken, release: async () => undefined }),
      },
      take: () => {
        taken = true;
      },
    };
  };

  it('is signed no more by whoever had it', async () => {
    const inner = memoryStorage();
    const { storage, take } = lockOf(inner);
    const log = await open(storage);
    await log.append(EVENT);
    await log.checkpoint();
    await log.append(EVENT);
    take();
    await grow(inner, 4, { takeOver: true });
    const published = await inner.read('checkpoint');
    await expect(log.checkpoint()).rejects.toMatchObject({
      code: 'fail-stop',
      message: expect.stringContaining('its lock'),
    });
    await log.close();
    expect(await inner.read('checkpoint')).toEqual(published);
  });

  it('is not evicted by whoever had it either', async () => {
    const inner = memoryStorage();
    const { storage, take } = lockOf(inner);
    const log = await open(storage);
    await Promise.all(Array.from({ length: 600 }, () => log.append(EVENT)));
    await log.checkpoint();
    const before = await inner.list('');
    take();
    await expect(log.evict(512, { onEvict: 'archive' })).rejects.toMatchObject({ code: 'fail-stop' });
    await log.close().catch(() => undefined);
    expect(await inner.list('')).toEqual(before);
    const other = lockOf(inner);
    other.take();
    await expect(open(other.storage)).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it.each([
    ['its state', '.state/signed'],
    ['its checkpoint', 'checkpoint'],
  ])('nor where %s is another’s, and the lock is not', async (_, path) => {
    const inner = memoryStorage();
    await grow(inner, 3);
    const log = await open(inner);
    await log.append(EVENT);
    const another = memoryStorage();
    await grow(another, 9);
    const theirs = (await another.read(path)) ?? new Uint8Array(0);
    await inner.replace({ path, bytes: theirs });
    await expect(log.checkpoint()).rejects.toMatchObject({ code: 'fail-stop' });
    await log.close();
    expect(await inner.read(path)).toEqual(theirs);
  });

  it.each(['written', 'read'])('is not one whose state is being %s', async (slow) => {
    const inner = memoryStorage();
    let reached = (): void => undefined;
    let gate: Promise<void> | undefined;
    const wait = async (): Promise<void> => {
      const held = gate;
      gate = undefined;
      if (held !== undefined) reached();
      await held;
    };
    const storage: LogStorage = {
      ...inner,
      replace: async (file) => {
        await inner.replace(file);
        if (slow === 'written' && file.path === '.state/signed') await wait();
      },
      read: async (path) => {
        const bytes = await inner.read(path);
        if (slow === 'read' && path === '.state/signed') await wait();
        return bytes;
      },
    };
    const checkpointEvery = { ms: 2 ** 31 - 1, entries: 2 ** 31 };
    const writer = await LogWriter.open(storage, { signer: own, checkpointEvery, queueBytes: 1e6, journalBytes: 1e6 });
    await writer.append('x', '');
    let go = (): void => undefined;
    gate = new Promise((resolve) => {
      go = resolve;
    });
    const held = new Promise<void>((resolve) => {
      reached = resolve;
    });
    // Rotation looks at what a checkpoint writes.
    const begun = slow === 'written' ? writer.checkpoint() : writer.requireOwn();
    await held;
    await (slow === 'written' ? writer.requireOwn() : writer.checkpoint());
    go();
    await begun;
    expect(writer.stopped).toBeUndefined();
    await writer.close();
  });

  it('is no log with another checkpoint that nobody signed', async () => {
    const storage = memoryStorage();
    const log = await open(storage);
    await log.append(EVENT);
    await storage.replace({ path: 'checkpoint', bytes: new TextEncoder().encode('x') });
    expect((await log.checkpoint()).split('\n')[1]).toBe('1');
    await log.close();
    await expect(open(storage, { takeOver: 1 as unknown as boolean })).rejects.toThrow('"takeOver"');
  });
});

it('one entry is no entries, in what is said of it', async () => {
  const own = await createSigner('example.com/one', new Uint8Array(32).fill(8));
  const options = { origin: own.name, signer: own };
  const log = await AuditLog.open(memoryStorage(), options);
  await log.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
  const since = await log.checkpoint();
  await log.close();
  await expect(AuditLog.open(memoryStorage(), { ...options, since })).rejects.toThrow(
    '"since" is of 1 entry, and 0 are here',
  );
  const rotated = await AuditLog.open(memoryStorage(), options);
  await rotated.append({ user_id: 'u', operation: 'op', resource: 'r', result: 'success' });
  await expect(rotated.evict(256, { onEvict: 'archive' })).rejects.toThrow('and the log has 1 entry)');
  await rotated.close();
});
