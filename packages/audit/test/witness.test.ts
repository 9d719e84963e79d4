/** Logs whose checkpoints are cosigned: what waits for whom, what is published, what is proved by it. */

import {
  AuditLog,
  type AuditLogOptions,
  cosignCheckpoint,
  createSigner,
  explainEntry,
  type LogStorage,
  memoryStorage,
  verifyEntry,
  verifyLog,
  type WitnessFetch,
  type WitnessProblem,
} from '@fedzk/audit';
import { Dice } from '@fedzk/testkit/random';
import { afterEach, describe, expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { codeOf, type FileLayer } from '../src/storage/files.js';
import { Disk, lost } from './support/disk.js';
import { LOG_KEY, leafOf, NoteKey, ORIGIN, rootOfLeaves, TRUST } from './support/logs.js';
import { Machine } from './support/machine.js';
import { Patience, TestWitness } from './support/witness.js';

const EVENT = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;
const LOG = `log ${LOG_KEY.verifierKey}\n`;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const started: TestWitness[] = [];
const opened: AuditLog[] = [];
afterEach(async () => {
  for (const witness of started) witness.answer = undefined;
  // Those that are silent are closed, so that nobody waits for them.
  await Promise.all(started.splice(0).map((witness) => witness.stop()));
  await Promise.all(opened.splice(0).map((log) => log.close()));
});

async function witnessesOf(count: number): Promise<TestWitness[]> {
  const some = Array.from({ length: count }, (_, i) => new TestWitness(`witness.example/w${i}`, [LOG_KEY]));
  started.push(...some);
  return Promise.all(some.map((witness) => witness.start()));
}

function policyOf(witnesses: readonly TestWitness[], least: string | number): string {
  const names = witnesses.map((_, i) => `w${i}`);
  return `${LOG}${witnesses.map((witness, i) => witness.line(`w${i}`)).join('')}group g ${least} ${names.join(' ')}\nquorum g\n`;
}

async function open(storage: LogStorage, options: Partial<AuditLogOptions>): Promise<AuditLog> {
  const signer = await createSigner(ORIGIN, LOG_KEY.secret);
  const log = await AuditLog.open(storage, { origin: ORIGIN, signer, checkpointEvery: { ms: 3_600_000 }, ...options });
  opened.push(log);
  return log;
}

async function grow(log: AuditLog, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => log.append(EVENT)));
}

async function fileOf(storage: LogStorage, path: string): Promise<string | undefined> {
  const bytes = await storage.read(path);
  return bytes && Buffer.from(bytes).toString('utf8');
}

const seenPath = ({ key }: TestWitness): string => {
  const [, , typed = ''] = key.verifierKey.split('+');
  return `.state/witness/${Buffer.from(typed, 'base64').subarray(1).toString('hex')}`;
};

const sizeOf = (note: string): number => Number(note.split('\n')[1]);
/** The names in a note's lines of signatures. */
const signersOf = (note: string): string[] => [...note.matchAll(/^— (\S+) /gm)].map(([, name = '']) => name);

async function errorOf(work: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Error);
  return { code: codeOf(error), message: (error as Error).message };
}

/** Something that a test lets happen. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('a quorum', () => {
  it('is in the note, in the log, and in its proofs', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(3);
    const policy = policyOf(witnesses, 'all');
    const log = await open(storage, { policy });
    const { index } = await log.append(EVENT);
    await grow(log, 300);

    const without = await log.prove(index);
    const entry = await log.read(index);
    expect(explainEntry(entry, without, { policy })).toBe('quorum');
    const note = await log.checkpoint({ covering: index, quorum: true });
    expect(sizeOf(note)).toBe(301);
    expect(signersOf(note)).toEqual([ORIGIN, ...witnesses.map(({ key }) => key.name)]);
    expect(await fileOf(storage, 'checkpoint')).toBe(note);
    expect(await log.checkpoint()).toBe(note);

    for (const at of [0, 255, 256, 300]) {
      const proof = await log.prove(at);
      const bytes = await log.read(at);
      expect(verifyEntry(bytes, proof, { policy })).toBe(true);
      expect(verifyEntry(bytes, proof, TRUST)).toBe(true);
      expect(explainEntry(encode('other'), proof, { policy })).toBe('inclusion');
    }
    expect(await verifyLog(storage, { policy })).toMatchObject({ ok: true, size: 301, witnesses: ['w0', 'w1', 'w2'] });
    for (const witness of witnesses) expect(await fileOf(storage, seenPath(witness))).toBe(`${ORIGIN}\n301\n`);
  });

  it('is asked of all at once, and the rest is not waited for', async () => {
    const witnesses = await witnessesOf(3);
    const [w0, w1, w2] = witnesses as [TestWitness, TestWitness, TestWitness];
    const all = gate();
    let arrived = 0;
    for (const witness of [w0, w1]) {
      witness.answer = async (_, right) => {
        if (++arrived === 2) all.open();
        await all.passed;
        return right();
      };
    }
    w2.answer = () => undefined;
    const log = await open(memoryStorage(), { policy: policyOf(witnesses, 2), witnesses: { background: false } });
    await grow(log, 5);
    expect(signersOf(await log.checkpoint({ quorum: true }))).toEqual([ORIGIN, w0.key.name, w1.key.name]);
    expect(w2.requests.length).toBe(1);
  });

  it('comes with the answers that come later', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(2);
    const [, w1] = witnesses as [TestWitness, TestWitness];
    const late = gate();
    w1.answer = async (_, right) => {
      await late.passed;
      return right();
    };
    const log = await open(storage, { policy: policyOf(witnesses, 1) });
    await grow(log, 5);
    const first = await log.checkpoint({ quorum: true });
    expect(signersOf(first).length).toBe(2);
    expect(await fileOf(storage, 'checkpoint')).toBe(first);
    late.open();
    await log.close();
    const last = (await fileOf(storage, 'checkpoint')) ?? '';
    expect(signersOf(last).length).toBe(3);
    expect(sizeOf(last)).toBe(5);
  });

  it('of none waits for nobody', async () => {
    const [witness] = await witnessesOf(1);
    if (witness === undefined) throw new Error('no witness');
    witness.answer = () => undefined;
    const policy = `${LOG}${witness.line('w')}quorum none\n`;
    const log = await open(memoryStorage(), { policy, witnesses: { background: false } });
    await grow(log, 3);
    expect(sizeOf(await log.checkpoint({ quorum: true }))).toBe(3);
    expect(witness.requests.length).toBe(0);
    const alone = await open(memoryStorage(), { policy: `${LOG}quorum none\n` });
    expect(signersOf(await alone.checkpoint({ quorum: true }))).toEqual([ORIGIN]);
  });

  it('is on the empty log too', async () => {
    const witnesses = await witnessesOf(1);
    const policy = policyOf(witnesses, 'all');
    const log = await open(memoryStorage(), { policy });
    expect(signersOf(await log.checkpoint({ quorum: true })).length).toBe(2);
    await grow(log, 2);
    expect(sizeOf(await log.checkpoint({ quorum: true }))).toBe(2);
  });

  it('of an entry that one covers already is there at once', async () => {
    const witnesses = await witnessesOf(1);
    const log = await open(memoryStorage(), { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 5);
    const note = await log.checkpoint({ quorum: true });
    await grow(log, 5);
    expect(await log.checkpoint({ covering: 4, quorum: true })).toBe(note);
    expect(await log.checkpoint({ covering: 4 })).toBe(note);
    expect(witnesses[0]?.requests.length).toBe(1);
    expect(sizeOf(await log.checkpoint({ covering: 5, quorum: true }))).toBe(10);
    // Of the older entries the proof had a quorum meanwhile too.
    await grow(log, 1);
    await log.checkpoint();
    expect(sizeOf((await log.prove(9)).split('\n\n').slice(1).join('\n\n'))).toBe(10);
    expect(sizeOf((await log.prove(10)).split('\n\n').slice(1).join('\n\n'))).toBe(11);
  });

  it('proves what it covers also when its partial tiles have gone', async () => {
    const storage = memoryStorage();
    const policy = policyOf(await witnessesOf(1), 'all');
    const log = await open(storage, { policy, witnesses: { background: false } });
    await grow(log, 200);
    await log.checkpoint({ quorum: true });
    await grow(log, 100);
    await log.checkpoint();
    await expect.poll(() => storage.read('tile/0/000.p/200')).toBeUndefined();
    for (const index of [0, 150, 199]) {
      expect(verifyEntry(await log.read(index), await log.prove(index), { policy })).toBe(true);
    }
    expect(explainEntry(await log.read(200), await log.prove(200), { policy })).toBe('quorum');
  });

  it('is on the disk when it is told', async () => {
    const disk = new Disk();
    const folder = (files: FileLayer, machine = new Machine()): LogStorage =>
      directoryStorageOn(files, '/log', machine.start());
    const witnesses = await witnessesOf(2);
    const policy = policyOf(witnesses, 'all');
    const log = await open(folder(disk.layer), { policy });
    await grow(log, 300);
    const note = await log.checkpoint({ quorum: true });
    const after = disk.afterPowerLoss(lost);
    const again = await open(folder(after.layer), { policy, witnesses: { background: false } });
    expect(await again.checkpoint()).toBe(note);
    expect(await again.checkpoint({ quorum: true })).toBe(note);
    for (const { requests } of witnesses) expect(requests.at(-1)?.size).toBe(300);
    expect(verifyEntry(await again.read(299), await again.prove(299), { policy })).toBe(true);
  });

  it('of 63 witnesses fits into a note, and 64 are refused', async () => {
    const keys = Array.from({ length: 64 }, (_, i) => new NoteKey(`many.example/${i}`, 4));
    const lines = (count: number): string =>
      keys
        .slice(0, count)
        .map((key, i) => `witness n${i} ${key.verifierKey} http://127.0.0.1/${i}\n`)
        .join('');
    const names = (count: number): string => Array.from({ length: count }, (_, i) => ` n${i}`).join('');
    const policyFor = (count: number): string => `${LOG}${lines(count)}group g all${names(count)}\nquorum g\n`;
    const fetch: WitnessFetch = async (url, { method, body = '' }) => {
      if (method === 'GET') return new Response(null, { status: 404 });
      const key = keys[Number(/\/(\d+)\/add-checkpoint$/.exec(url)?.[1])];
      const text = body.slice(body.indexOf('\n\n') + 2, body.lastIndexOf('\n\n') + 1);
      return new Response(key?.cosign(text));
    };
    const policy = policyFor(63);
    const log = await open(memoryStorage(), { policy, witnesses: { fetch } });
    await grow(log, 1);
    expect(signersOf(await log.checkpoint({ quorum: true })).length).toBe(64);
    expect(verifyEntry(await log.read(0), await log.prove(0), { policy })).toBe(true);
    expect(await errorOf(open(memoryStorage(), { policy: policyFor(64) }))).toMatchObject({ code: 'invalid-argument' });
  });
});

describe('no quorum', () => {
  it('says of each witness why, and the log goes on', async () => {
    const witnesses = await witnessesOf(4);
    const [w0, w1, w2] = witnesses as [TestWitness, TestWitness, TestWitness, TestWitness];
    w0.answer = () => ({ status: 503 });
    w1.answer = () => undefined;
    w2.answer = () => ({ status: 200, body: w2.key.cosign('x') });
    const unasked = new NoteKey('witness.example/unasked', 4);
    const policy = policyOf(witnesses, 'all').replace(
      /group g .*\n/,
      `witness w4 ${unasked.verifierKey}\ngroup g 2 w0 w1 w2 w3 w4\n`,
    );
    const problems: WitnessProblem[] = [];
    const patience = new Patience();
    const { fetch } = patience;
    const onFault = (problem: WitnessProblem): unknown => problems.push(problem);
    const log = await open(memoryStorage(), {
      policy,
      witnesses: { timeoutMs: 99_999, background: false, atOpen: 'ask', onFault, fetch },
    });
    problems.length = 0;
    await grow(log, 5);
    const checkpoint = <T>(work: (note: Promise<string>) => Promise<T>): Promise<T> =>
      patience.during([w1.url], 99_999, () => work(log.checkpoint({ quorum: true })));
    expect(await checkpoint(errorOf)).toEqual({
      code: 'quorum',
      message: expect.stringMatching(/^Too few witnesses have cosigned the checkpoint of 5 entries; /),
    });
    const { message } = await checkpoint(errorOf);
    expect(message).toContain('w0: it answered 503; ');
    expect(message).toContain('w1: it has not answered within 99999 ms');
    expect(message).toContain('w2: its cosignature is wrong');
    expect(message).toContain('w4: the policy has no URL of it');
    expect(message).not.toContain('w3');
    expect(new Set(problems.map(({ witness }) => witness))).toEqual(new Set(['w0', 'w1', 'w2']));
    // Who has cosigned is not asked again.
    expect(witnesses.map(({ requests }) => requests.length)).toEqual([2, 2, 2, 1]);

    w0.answer = undefined;
    expect(signersOf(await checkpoint((note) => note))).toEqual([ORIGIN, w0.key.name, 'witness.example/w3']);
    await grow(log, 5);
    expect(log.size).toBe(10);
  });

  it('nobody can be asked', async () => {
    const key = new NoteKey('witness.example/unasked', 4);
    const log = await open(memoryStorage(), { policy: `${LOG}witness w ${key.verifierKey}\nquorum w\n` });
    expect((await errorOf(log.checkpoint({ quorum: true }))).message).toContain('w: the policy has no URL of it.');
  });

  it('a log that was rolled back or forked is told by the witness that saw the other', async () => {
    const witnesses = await witnessesOf(1);
    const policy = policyOf(witnesses, 'all');
    const [first, second] = [await open(memoryStorage(), { policy }), await open(memoryStorage(), { policy })];
    await grow(first, 9);
    await first.checkpoint({ quorum: true });
    await grow(second, 5);
    const smaller = await errorOf(second.checkpoint({ quorum: true }));
    expect(smaller.code).toBe('quorum');
    expect(smaller.message).toMatch(
      /w0: it has seen 9 entries and this log has 5: the log was rolled back, or another/,
    );
    await grow(second, 4);
    expect((await errorOf(second.checkpoint({ quorum: true }))).message).toMatch(/two logs were signed with one key/);
    await grow(second, 4);
    expect((await errorOf(second.checkpoint({ quorum: true }))).message).toMatch(/two logs were signed with one key/);
    // Both began with none.
    expect(witnesses[0]?.cosigned.map(({ size }) => size)).toEqual([0, 0, 9]);
  });

  it('a tile that is damaged is told, and no witness is shown a proof of it', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const options = { policy: policyOf(witnesses, 'all'), witnesses: { background: false } };
    const first = await open(storage, options);
    await grow(first, 256);
    await first.checkpoint({ quorum: true });
    await first.close();
    await storage.replace({ path: seenPath(witness), bytes: encode(`${ORIGIN}\n100\n`) });
    await storage.replace({ path: 'tile/0/000', bytes: new Uint8Array(8192) });
    const second = await open(storage, options);
    await grow(second, 1);
    const { code, message } = await errorOf(second.checkpoint({ quorum: true }));
    expect(code).toBe('quorum');
    expect(message).toContain(
      "w0: its proof can't be made (The tiles of the first 100 entries do not lead to the root",
    );
    expect(witness.requests.length).toBe(1);
    await grow(second, 1);
    expect(sizeOf(await second.checkpoint())).toBe(258);
  });

  it('a signal ends the waiting, and not the asking', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const late = gate();
    witness.answer = async (_, right) => {
      await late.passed;
      return right();
    };
    const log = await open(storage, { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 5);
    const reason = new Error('enough');
    const aborter = new AbortController();
    const waiting = log.checkpoint({ quorum: true, signal: aborter.signal });
    setTimeout(() => aborter.abort(reason), 20);
    await expect(waiting).rejects.toBe(reason);
    await expect(log.checkpoint({ quorum: true, signal: aborter.signal })).rejects.toBe(reason);
    late.open();
    expect(signersOf(await log.checkpoint({ quorum: true })).length).toBe(2);
    expect(witness.requests.length).toBe(1);
  });
});

describe('meanwhile', () => {
  it('a silent witness holds up neither appends, nor checkpoints, nor the other witnesses', async () => {
    const witnesses = await witnessesOf(2);
    const [w0, w1] = witnesses as [TestWitness, TestWitness];
    w1.answer = () => undefined;
    const log = await open(memoryStorage(), { policy: policyOf(witnesses, 1), witnesses: { timeoutMs: 60_000 } });
    for (let size = 1; size <= 20; size++) {
      await grow(log, 1);
      expect(sizeOf(await log.checkpoint({ quorum: true }))).toBe(size);
    }
    expect(w0.cosigned.at(-1)?.size).toBe(20);
    expect(w1.requests.length).toBe(1);
  });

  it('a slow one is asked for the newest checkpoint next, and for none in between', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const late = gate();
    const log = await open(storage, { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 1);
    witness.answer = async (_, right) => {
      await late.passed;
      return right();
    };
    const waiting = [log.checkpoint({ quorum: true })];
    await expect.poll(() => witness.requests.length).toBe(1);
    for (let i = 0; i < 9; i++) {
      await grow(log, 1);
      waiting.push(log.checkpoint({ quorum: true }));
      await log.checkpoint();
    }
    const newest = await fileOf(storage, 'checkpoint');
    late.open();
    const notes = await Promise.all(waiting);
    expect(notes.map(sizeOf)).toEqual([1, ...Array<number>(9).fill(10)]);
    expect(witness.cosigned.map(({ size }) => size)).toEqual([1, 10]);
    // The older one was not published: a newer one was there.
    expect(await fileOf(storage, 'checkpoint')).toBe(notes[9]);
    expect(notes[9]?.startsWith(newest ?? '?')).toBe(true);
  });

  it('an older note with cosignatures never takes the place of a newer one', async () => {
    const storage = memoryStorage();
    const published: number[] = [];
    const watched: LogStorage = {
      ...storage,
      replace: async (file) => {
        if (file.path === 'checkpoint') published.push(sizeOf(Buffer.from(file.bytes).toString('utf8')));
        // Others come in between.
        await new Promise((resolve) => setTimeout(resolve, 1));
        await storage.replace(file);
      },
    };
    const witnesses = await witnessesOf(3);
    const log = await open(watched, { policy: policyOf(witnesses, 2) });
    for (let i = 0; i < 30; i++) {
      await grow(log, 1);
      const note = i % 3 === 0 ? await log.checkpoint({ quorum: true }) : await log.checkpoint();
      expect(sizeOf(note)).toBe(i + 1);
      expect(sizeOf((await fileOf(storage, 'checkpoint')) ?? '')).toBe(i + 1);
    }
    await log.close();
    expect(published).toEqual([...published].sort((a, b) => a - b));
    expect(signersOf((await fileOf(storage, 'checkpoint')) ?? '').length).toBe(4);
  });

  it('notes are written one after the other, and a proof has the note of its tree', async () => {
    const storage = memoryStorage();
    const held = new Map([5, 10].map((size) => [size, { begun: gate(), end: gate() }]));
    const slow: LogStorage = {
      ...storage,
      replace: async (file) => {
        const note = Buffer.from(file.bytes).toString('utf8');
        const hold = file.path === 'checkpoint' ? held.get(sizeOf(note)) : undefined;
        // Of the smaller tree the one with a cosignature.
        if (hold !== undefined && signersOf(note).length === (sizeOf(note) === 5 ? 2 : 1)) {
          hold.begun.open();
          await hold.end.passed;
        }
        await storage.replace(file);
      },
    };
    const witnesses = await witnessesOf(2);
    const [, w1] = witnesses as [TestWitness, TestWitness];
    w1.answer = () => ({ status: 503 });
    const log = await open(slow, { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 5);
    const entry = await log.read(0);
    const waiting = errorOf(log.checkpoint({ quorum: true }));
    await held.get(5)?.begun.passed;
    await grow(log, 5);
    const newer = log.checkpoint();
    await expect.poll(() => fileOf(storage, '.state/signed')).toContain('\n10\n');
    let early = false;
    void held.get(10)?.begun.passed.then(() => {
      early = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(early).toBe(false);
    held.get(5)?.end.open();
    await held.get(10)?.begun.passed;
    expect((await fileOf(storage, 'checkpoint'))?.split('\n')[1]).toBe('5');
    const proof = log.prove(0);
    held.get(10)?.end.open();
    expect(verifyEntry(entry, await proof, TRUST)).toBe(true);
    expect(sizeOf(await newer)).toBe(10);
    expect((await waiting).code).toBe('quorum');
    expect(sizeOf((await fileOf(storage, 'checkpoint')) ?? '')).toBe(10);
  });

  it('a refusal of an older checkpoint is none of the newer one', async () => {
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const log = await open(memoryStorage(), { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 1);
    const late = gate();
    witness.answer = async ({ size }, right) => {
      if (size > 1) return right();
      await late.passed;
      return { status: 503 };
    };
    const older = errorOf(log.checkpoint({ quorum: true }));
    await expect.poll(() => witness.requests.length).toBe(1);
    await grow(log, 1);
    const newer = log.checkpoint({ quorum: true });
    await log.checkpoint();
    late.open();
    expect((await older).code).toBe('quorum');
    expect(sizeOf(await newer)).toBe(2);
  });

  it('by default each checkpoint is shown to the witnesses, and close waits for the last', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(2);
    const log = await open(storage, { policy: policyOf(witnesses, 'all') });
    await grow(log, 5);
    await log.checkpoint();
    for (const { cosigned } of witnesses) await expect.poll(() => cosigned.at(-1)?.size).toBe(5);
    await grow(log, 5);
    await log.close();
    for (const { cosigned } of witnesses) expect(cosigned.at(-1)?.size).toBe(10);
    expect(signersOf((await fileOf(storage, 'checkpoint')) ?? '').length).toBe(3);
    expect((await errorOf(log.checkpoint({ quorum: true }))).code).toBe('disposed');
  });

  it('without background nobody is asked whom nobody waits for', async () => {
    const witnesses = await witnessesOf(1);
    const log = await open(memoryStorage(), { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
    await grow(log, 5);
    await log.checkpoint();
    await log.close();
    expect(witnesses[0]?.requests).toEqual([]);
  });
});

describe('when it is opened again', () => {
  it('cosignatures are there still, and only those that are missing are asked for', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(2);
    const [w0, w1] = witnesses as [TestWitness, TestWitness];
    w1.answer = () => ({ status: 503 });
    const policy = policyOf(witnesses, 'all');
    const first = await open(storage, { policy });
    await grow(first, 5);
    await first.close();
    expect(signersOf((await fileOf(storage, 'checkpoint')) ?? '')).toEqual([ORIGIN, w0.key.name]);

    const without = await open(storage, {});
    expect(signersOf(await without.checkpoint())).toEqual([ORIGIN, w0.key.name]);
    await without.close();

    w1.answer = undefined;
    const asked = w0.requests.length;
    const second = await open(storage, { policy, witnesses: { background: false } });
    expect(signersOf(await second.checkpoint({ quorum: true }))).toEqual([ORIGIN, w0.key.name, w1.key.name]);
    expect(w0.requests.length).toBe(asked);
    await second.close();

    const third = await open(storage, { policy, witnesses: { background: false } });
    expect(verifyEntry(await third.read(4), await third.prove(4), { policy })).toBe(true);
    await grow(third, 2);
    await third.checkpoint({ quorum: true });
    // What they have seen last is known: nobody was asked twice.
    expect(w0.requests.slice(asked).map(({ old, size }) => [old, size])).toEqual([[5, 7]]);
  });

  it.each(['', 'x', `${ORIGIN}\n3\n`, `${ORIGIN}\n99\n`, `other.example\n5\n`, `${ORIGIN}\n5`, `${ORIGIN}\n-5\n`])(
    'a file %j of what a witness has seen costs a request',
    async (text) => {
      const storage = memoryStorage();
      const witnesses = await witnessesOf(1);
      const [witness] = witnesses as [TestWitness];
      const policy = policyOf(witnesses, 'all');
      const first = await open(storage, { policy, witnesses: { background: false } });
      await grow(first, 5);
      await first.checkpoint({ quorum: true });
      await first.close();
      await storage.replace({ path: seenPath(witness), bytes: encode(text) });
      const second = await open(storage, { policy, witnesses: { background: false } });
      await grow(second, 5);
      await second.checkpoint({ quorum: true });
      expect(witness.requests.length).toBe(3);
      expect(await fileOf(storage, seenPath(witness))).toBe(`${ORIGIN}\n10\n`);
    },
  );

  it('a wrong line of a witness in the checkpoint is not kept', async () => {
    const storage = memoryStorage();
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const policy = policyOf(witnesses, 'all');
    const first = await open(storage, {});
    await grow(first, 5);
    await first.close();
    const spoiled = `${await fileOf(storage, 'checkpoint')}${witness.key.line(new Uint8Array(72))}`;
    await storage.replace({ path: 'checkpoint', bytes: encode(spoiled) });
    const second = await open(storage, { policy });
    await second.checkpoint({ quorum: true });
    expect(verifyEntry(await second.read(0), await second.prove(0), { policy })).toBe(true);
    expect(await verifyLog(storage, { policy })).toMatchObject({ ok: true, witnesses: ['w0'] });
  });
});

describe('a fault', () => {
  it.each(['checkpoint', '.state/witness/'])(
    'of the storage under %s stops the log, and who waits is told',
    async (path) => {
      const storage = memoryStorage();
      let failing = false;
      const faulty: LogStorage = {
        ...storage,
        replace: async (file) => {
          if (failing && file.path.startsWith(path)) throw new Error('no space');
          await storage.replace(file);
        },
      };
      const witnesses = await witnessesOf(1);
      const [witness] = witnesses as [TestWitness];
      const log = await open(faulty, { policy: policyOf(witnesses, 'all'), witnesses: { background: false } });
      await grow(log, 5);
      witness.answer = (_, right) => {
        failing = true;
        return right();
      };
      const { code, message } = await errorOf(log.checkpoint({ quorum: true }));
      expect([code, message]).toEqual(['fail-stop', expect.stringContaining('no space')]);
      expect((await errorOf(log.append(EVENT))).code).toBe('fail-stop');
      failing = false;
      await log.close();
      const again = await open(storage, {});
      expect(again.size).toBe(5);
    },
  );

  it('of a log that has stopped ends the waiting when it is closed, and nothing is written', async () => {
    const storage = memoryStorage();
    let failing = false;
    let written = 0;
    const faulty: LogStorage = {
      ...storage,
      openJournal: async (file) => {
        const journal = await storage.openJournal(file);
        return {
          ...journal,
          append: async (bytes) => (failing ? Promise.reject(new Error('no space')) : journal.append(bytes)),
        };
      },
      replace: async (file) => {
        written++;
        await storage.replace(file);
      },
    };
    const witnesses = await witnessesOf(1);
    const [witness] = witnesses as [TestWitness];
    const late = gate();
    const log = await open(faulty, {
      policy: policyOf(witnesses, 'all'),
      witnesses: { background: false, timeoutMs: 60_000 },
    });
    await grow(log, 5);
    witness.answer = async (_, right) => {
      await late.passed;
      return right();
    };
    const waiting = errorOf(log.checkpoint({ quorum: true }));
    await expect.poll(() => witness.requests.length).toBe(1);
    failing = true;
    expect((await errorOf(log.append(EVENT))).code).toBe('fail-stop');
    const before = written;
    await log.close();
    expect((await waiting).code).toBe('fail-stop');
    late.open();
    expect(written).toBe(before);
  });
});

describe('what is given', () => {
  const policyAt = (url: string): string =>
    `${LOG}witness w ${new NoteKey('witness.example/w', 4).verifierKey} ${url}\nquorum w\n`;

  it.each<[string, Partial<AuditLogOptions>]>([
    ['no policy', { policy: 'x' }],
    ['a policy that is no text', { policy: 7 as unknown as string }],
    ['a policy of another log', { policy: `log ${new NoteKey('other.example/log').verifierKey}\nquorum none\n` }],
    ['a policy of another key', { policy: `log ${new NoteKey(ORIGIN, 1, 'other').verifierKey}\nquorum none\n` }],
    ['a witness with a password', { policy: policyAt('http://user:secret@127.0.0.1/') }],
    ['a witness with a query', { policy: policyAt('http://127.0.0.1/?x') }],
    ['a witness with a fragment', { policy: policyAt('http://127.0.0.1/#x') }],
    ['a witness at no address', { policy: policyAt('http://[127.0.0.1/') }],
    ['no options', { witnesses: 7 as never }],
    ['no time', { witnesses: { timeoutMs: 0 } }],
    ['part of a millisecond', { witnesses: { timeoutMs: 1.5 } }],
    ['more time than timers have', { witnesses: { timeoutMs: 2 ** 31 } }],
  ])('%s is refused, and nothing is written', async (_, options) => {
    const storage = memoryStorage();
    const { code, message } = await errorOf(open(storage, options));
    expect(code).toBe('invalid-argument');
    expect(message).not.toContain('secret');
    expect(await storage.list('')).toEqual([]);
  });

  it('a quorum is refused where there is no policy, and an entry that is not there', async () => {
    const log = await open(memoryStorage(), {});
    expect((await errorOf(log.checkpoint({ quorum: true }))).code).toBe('invalid-argument');
    await grow(log, 2);
    for (const covering of [2, -1, 0.5, '0' as never]) {
      expect((await errorOf(log.checkpoint({ covering }))).code).toBe('invalid-argument');
    }
    expect(sizeOf(await log.checkpoint({ covering: 1 }))).toBe(2);
  });
});

describe('cosignCheckpoint', () => {
  async function closedLog(size: number): Promise<LogStorage> {
    const storage = memoryStorage();
    const log = await open(storage, {});
    await grow(log, size);
    await log.close();
    return storage;
  }

  it('asks for a log that nobody writes', async () => {
    const storage = await closedLog(300);
    const witnesses = await witnessesOf(3);
    const [w0, w1, w2] = witnesses as [TestWitness, TestWitness, TestWitness];
    w1.answer = () => ({ status: 503 });
    const unasked = new NoteKey('witness.example/unasked', 4);
    const policy = `${policyOf(witnesses, 'all')}witness w3 ${unasked.verifierKey}\n`;
    const first = await cosignCheckpoint(storage, { policy });
    expect(first).toMatchObject({
      size: 300,
      witnesses: ['w0', 'w2'],
      problems: [
        { witness: 'w1', why: 'it answered 503' },
        { witness: 'w3', why: 'the policy has no URL of it' },
      ],
      quorum: false,
    });
    expect(await fileOf(storage, 'checkpoint')).toBe(first.note);
    w1.answer = undefined;
    const second = await cosignCheckpoint(storage, { policy });
    expect(second).toMatchObject({ witnesses: ['w0', 'w1', 'w2'], quorum: true });
    expect([w0, w1, w2].map(({ requests }) => requests.length)).toEqual([1, 2, 1]);
    expect(await verifyLog(storage, { policy })).toMatchObject({ ok: true, witnesses: ['w0', 'w1', 'w2'] });
    // With nobody to add, the note stays as it is, also with cosignatures of others.
    expect(await cosignCheckpoint(storage, { policy: `${LOG}quorum none\n` })).toMatchObject({ quorum: true });
    expect(await fileOf(storage, 'checkpoint')).toBe(second.note);
  });

  it('refuses invalid options', async () => {
    const policy = `${LOG}quorum none\n`;
    const fails = async (storage: LogStorage, given: unknown = { policy }): Promise<unknown> =>
      (await errorOf(cosignCheckpoint(storage, given as { policy: string }))).code;
    expect(await fails(memoryStorage())).toBe('not-found');
    const storage = await closedLog(5);
    for (const given of [null, {}, { policy: 'x' }, { policy, timeoutMs: 0 }]) {
      expect(await fails(storage, given)).toBe('invalid-argument');
    }
    const other = new NoteKey(ORIGIN, 1, 'other').verifierKey;
    expect(await fails(storage, { policy: `log ${other}\nquorum none\n` })).toBe('not-authentic');
    const lock = await storage.lock();
    expect(await fails(storage)).toBe('invalid-state');
    await lock.release();
    const signed = await storage.read('.state/signed');
    const larger = (await (await closedLog(6)).read('.state/signed')) ?? new Uint8Array(0);
    await storage.replace({ path: '.state/signed', bytes: larger });
    expect(await fails(storage)).toBe('invalid-state');
    await storage.replace({ path: '.state/signed', bytes: signed ?? new Uint8Array(0) });
    expect((await cosignCheckpoint(storage, { policy })).quorum).toBe(true);
    await storage.replace({ path: 'checkpoint', bytes: encode('x') });
    expect(await fails(storage)).toBe('not-authentic');
  });

  it('throws what the storage throws, and gives the log back', async () => {
    const storage = await closedLog(5);
    const policy = policyOf(await witnessesOf(1), 'all');
    const full: LogStorage = { ...storage, replace: () => Promise.reject(new Error('no space')) };
    expect((await errorOf(cosignCheckpoint(full, { policy }))).message).toBe('no space');
    expect((await cosignCheckpoint(storage, { policy })).quorum).toBe(true);
  });
});

describe('in any order', () => {
  it.each([1, 2, 3, 4])(
    'what a witness has cosigned is the start of the log, and the note is one of it: %i',
    async (seed) => {
      const dice = new Dice(seed);
      const storage = memoryStorage();
      const witnesses = await witnessesOf(3);
      for (const witness of witnesses) {
        witness.answer = async (_, right) => {
          const fate = dice.upTo(9);
          await new Promise((resolve) => setTimeout(resolve, dice.upTo(4)));
          if (fate === 0) return { status: 500 };
          if (fate === 1) return { status: 409, type: 'text/x.tlog.size', body: `${dice.upTo(50)}\n` };
          const reply = right();
          // The witness has seen it, and the log doesn't know.
          return fate === 2 ? { status: 502 } : reply;
        };
      }
      const policy = policyOf(witnesses, 2);
      const notes: string[] = [];
      const pending: Promise<unknown>[] = [];
      for (let life = 0; life < 3; life++) {
        const log = await open(storage, { policy, witnesses: { background: dice.upTo(1) === 0 } });
        for (let step = 0; step < 15; step++) {
          await grow(log, dice.upTo(60));
          const asked = log.checkpoint({ quorum: dice.upTo(2) > 0 });
          const done = asked
            .then((note) => notes.push(note))
            .catch((error: unknown) => {
              if (codeOf(error) !== 'quorum') throw error;
            });
          if (dice.upTo(1) === 0) await done;
          else pending.push(done);
        }
        await log.close();
      }
      await Promise.all(pending);
      const log = await open(storage, {});
      const leaves: Uint8Array[] = [];
      for await (const { bytes } of log.entries()) leaves.push(leafOf(bytes));
      expect(leaves.length).toBe(log.size);
      const sizes = new Set<number>();
      for (const { cosigned } of witnesses) {
        for (const { size, root } of cosigned) {
          sizes.add(size);
          expect(Buffer.from(rootOfLeaves(leaves.slice(0, size))).equals(root), `${size}`).toBe(true);
        }
        const order = cosigned.map(({ size }) => size);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      expect(sizes.size).toBeGreaterThan(10);
      expect(notes.length).toBeGreaterThan(10);
      for (const note of notes) {
        const root = note.split('\n')[2];
        expect(root).toBe(Buffer.from(rootOfLeaves(leaves.slice(0, sizeOf(note)))).toString('base64'));
      }
    },
  );
});
