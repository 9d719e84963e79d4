/** A key's life: its next versions, what is changed without its secret, and old versions that are retired. */
import { createHmac } from 'node:crypto';
import { type GetOptions, KeyStore, type KeyVersion, type UpdateOptions } from '@fedzk/keys';
import { code } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { bareKeys, codeOf, contents, fill, headOf, last, nameOf, rawEntries, UNLOCK } from './support/stores.js';
import { type Failure, Injected, Watched } from './support/watched.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const random = new Random('life');
const any = <T>(value: unknown): T => value as T;
const [FIRST, SECOND, THIRD] = [random.bytes(32), random.bytes(32), random.bytes(32)];
const TEXT = random.bytes(40);

let objects: Objects;
let store: KeyStore;
beforeEach(async () => {
  objects = new Map();
  store = await KeyStore.create(storageOn(objects), UNLOCK);
});
afterEach(() => {
  store.lock();
  vi.useRealTimers();
});

const versionsOf = async (id: string): Promise<number[]> =>
  (await store.get(id)).info.versions.map(({ version }: KeyVersion) => version);

/** The bytes of a version, as a store that is opened anew has them. */
async function bytesOf(id: string, options?: GetOptions): Promise<Uint8Array> {
  const again = await KeyStore.open(storageOn(objects), UNLOCK);
  try {
    return await again.export(id, options);
  } finally {
    again.lock();
  }
}

/** A key of three versions, exportable. */
async function three(id = 'x'): Promise<void> {
  await store.put(FIRST, { id, exportable: true, owner: 'me' });
  for (const key of [SECOND, THIRD]) await store.put(key, { id, replace: true });
}

describe('replace', () => {
  it('keeps what it isn’t told to change', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    const said = { purpose: 'p', owner: 'o', expiresAt: 5_000, metadata: { a: 1 }, hold: true, exportable: true };
    await store.put(FIRST, { id: 'x', kind: 'hmac-sha256', ...said });
    vi.setSystemTime(2_000);
    await store.put(SECOND, { id: 'x', replace: true });
    const { created, versions, version, ...info } = (await store.get('x')).info;
    expect(info).toEqual({ id: 'x', kind: 'hmac-sha256', ...said });
    expect([version, created]).toEqual([2, 2_000]);
    expect(versions).toEqual([
      { version: 1, created: 1_000, kind: 'hmac-sha256', exportable: true },
      { version: 2, created: 2_000, kind: 'hmac-sha256', exportable: true },
    ]);
    const changed = { purpose: 'q', owner: 'r', expiresAt: 6_000, metadata: { b: 2 }, hold: false, exportable: false };
    await store.put(THIRD, { id: 'x', replace: true, kind: 'aes-256', ...changed });
    const after = (await store.get('x')).info;
    const { hold: _, ...rest } = changed;
    expect(after).toMatchObject({ version: 3, kind: 'aes-256', ...rest });
    expect(after).not.toHaveProperty('hold');
    // What an older version was put as doesn't change with a newer one.
    expect(after.versions[1]).toEqual({ version: 2, created: 2_000, kind: 'hmac-sha256', exportable: true });
  });

  it('keeps old versions, each with its bytes', async () => {
    await three();
    expect(await versionsOf('x')).toEqual([1, 2, 3]);
    for (const [version, key] of [FIRST, SECOND, THIRD].entries()) {
      expect(await bytesOf('x', { version: version + 1 })).toEqual(key);
    }
    expect(await bytesOf('x')).toEqual(THIRD);
    expect((await store.list())[0]?.versions).toHaveLength(3);
    expect(await store.verify()).toMatchObject({ ok: true, entries: 1 });
    for (const version of [4, 99]) expect(await codeOf(store.get('x', { version }))).toBe('not-found');
    for (const version of [0, -1, 1.5, '1', null]) {
      expect(await codeOf(store.get('x', { version: any(version) }))).toBe('invalid-argument');
    }
    expect(await codeOf(store.get('x', any(7)))).toBe('invalid-argument');
  });

  it('keeps a version that may not be exported so, after one that may', async () => {
    await store.put(FIRST, { id: 'x' });
    await store.put(SECOND, { id: 'x', replace: true, exportable: true });
    expect(await bytesOf('x')).toEqual(SECOND);
    expect(await codeOf(store.export('x', { version: 1 }))).toBe('not-exportable');
    const old = await store.get('x', { version: 1 });
    expect(old.info).toMatchObject({ version: 1, exportable: false });
    expect(code(() => old.exportRaw())).toBe('not-exportable');
  });

  it('takes the kind of before, and refuses bytes that don’t fit it', async () => {
    await store.put(FIRST, { id: 'x', kind: 'hmac-sha256' });
    await store.put(SECOND, { id: 'x', replace: true });
    expect((await store.get('x')).info.kind).toBe('hmac-sha256');
    expect(await codeOf(store.put(random.bytes(9), { id: 'x', replace: true }))).toBe('invalid-argument');
    await store.put(random.bytes(9), { id: 'x', kind: 'opaque', replace: true });
    await store.put(random.bytes(70), { id: 'x', replace: true });
    const { info } = await store.get('x');
    expect(info.versions.map(({ kind }) => kind)).toEqual(['hmac-sha256', 'hmac-sha256', 'opaque', 'opaque']);
  });

  it('of opaque keys of many lengths gives each back', async () => {
    const keys = [1, 65_536, 32, 1_000, 2].map((length) => random.bytes(length));
    for (const key of keys) await store.put(key, { id: 'x', kind: 'opaque', exportable: true, replace: true });
    for (const [i, key] of keys.entries()) expect(await bytesOf('x', { version: i + 1 })).toEqual(key);
    expect(await store.retire('x', 3)).toEqual([3]);
    for (const [i, key] of keys.entries()) if (i !== 2) expect(await bytesOf('x', { version: i + 1 })).toEqual(key);
  });

  it('is refused where there is no room for one more, and goes on after retire', async () => {
    const key = random.bytes(65_536);
    const options = { id: 'x', kind: 'opaque', replace: true } as const;
    let count = 0;
    const outcome = async (): Promise<string> => codeOf(store.put(key, options));
    while (count < 20 && (await outcome()) === 'done') count++;
    expect(count).toBe(15);
    expect(await outcome()).toBe('invalid-state');
    expect(await versionsOf('x')).toHaveLength(15);
    expect(await store.retire('x', { before: 15 })).toHaveLength(14);
    expect(await outcome()).toBe('done');
    expect(await versionsOf('x')).toEqual([15, 16]);
    // The list of versions has its room in the metadata.
    await store.put(FIRST, { id: 'y', metadata: { a: 'x'.repeat(65_450) } });
    expect(await codeOf(store.put(SECOND, { id: 'y', replace: true }))).toBe('invalid-state');
    await store.update('y', { metadata: null });
    expect(await codeOf(store.put(SECOND, { id: 'y', replace: true }))).toBe('done');
  });
});

describe('a handle', () => {
  it('seals with the newest version, and opens what any sealed', async () => {
    const sealed = [];
    for (const key of [FIRST, SECOND, THIRD]) {
      await store.put(key, { id: 'x', replace: true });
      sealed.push((await store.get('x')).seal(TEXT, FIRST));
    }
    const handle = await store.get('x');
    for (const one of sealed) expect(handle.open(one, FIRST)).toEqual(TEXT);
    for (const one of sealed) expect(code(() => handle.open(one, SECOND))).toBe('not-authentic');
    for (const version of [1, 2, 3]) {
      const only = await store.get('x', { version });
      expect(sealed.map((one) => code(() => only.open(one, FIRST)))).toEqual(
        [1, 2, 3].map((other) => (other === version ? 'done' : 'not-authentic')),
      );
      expect(code(() => only.seal(TEXT))).toBe(version === 3 ? 'done' : 'expired');
    }
    await store.retire('x', 2);
    const after = await store.get('x');
    expect(sealed.map((one) => code(() => after.open(one, FIRST)))).toEqual(['done', 'not-authentic', 'done']);
    // The handle of before has what it had.
    expect(sealed.map((one) => code(() => handle.open(one, FIRST)))).toEqual(['done', 'done', 'done']);
  });

  it('signs with the newest version, and verifies what any signed', async () => {
    await store.put(FIRST, { id: 'x', kind: 'hmac-sha256' });
    await store.put(SECOND, { id: 'x', replace: true });
    const handle = await store.get('x');
    const [old, now, none] = [FIRST, SECOND, THIRD].map((key) => createHmac('sha256', key).update(TEXT).digest()) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    expect(handle.sign(TEXT)).toEqual(new Uint8Array(now));
    expect([old, now, none].map((mac) => handle.verify(TEXT, mac))).toEqual([true, true, false]);
    const first = await store.get('x', { version: 1 });
    expect([old, now].map((mac) => first.verify(TEXT, mac))).toEqual([true, false]);
    expect(code(() => first.sign(TEXT))).toBe('expired');
  });

  it('tries no version of another kind, and ends with all of them', async () => {
    await store.put(FIRST, { id: 'x', kind: 'hmac-sha256' });
    await store.put(SECOND, { id: 'x', kind: 'aes-256', replace: true });
    const handle = await store.get('x');
    expect(code(() => handle.sign(TEXT))).toBe('unsupported');
    expect(code(() => handle.open(random.bytes(90)))).toBe('not-authentic');
    expect(handle.open(handle.seal(TEXT))).toEqual(TEXT);
    handle[Symbol.dispose]();
    expect(code(() => handle.open(random.bytes(90)))).toBe('disposed');
    // A MAC by the bytes of what was an AES key.
    await store.put(THIRD, { id: 'x', kind: 'hmac-sha256', replace: true });
    const mac = (key: Uint8Array): Uint8Array => createHmac('sha256', key).update(TEXT).digest();
    const signs = await store.get('x');
    expect([FIRST, SECOND, THIRD].map((key) => signs.verify(TEXT, mac(key)))).toEqual([true, false, true]);
  });
});

describe('update', () => {
  it('changes what it is told, and nothing else', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    await three();
    const before = (await store.get('x')).info;
    const [raw] = rawEntries(objects).values();
    vi.setSystemTime(9_000);
    const steps: [UpdateOptions, object][] = [
      [{ expiresAt: new Date(20_000) }, { expiresAt: 20_000 }],
      [
        { owner: 'you', purpose: 'p' },
        { owner: 'you', purpose: 'p' },
      ],
      [{ metadata: { a: [1] } }, { metadata: { a: [1] } }],
      [{ hold: true }, { hold: true }],
    ];
    let expected: object = before;
    for (const [changes, now] of steps) {
      await store.update('x', changes);
      expected = { ...expected, ...now };
      expect((await store.get('x')).info).toEqual(expected);
    }
    await store.update('x', { owner: null, purpose: null, expiresAt: null, metadata: null, hold: false });
    const { owner: _, ...bare } = before;
    expect((await store.get('x')).info).toEqual(bare);
    expect(await bytesOf('x')).toEqual(THIRD);
    expect(await bytesOf('x', { version: 1 })).toEqual(FIRST);
    const [after] = rawEntries(objects).values();
    expect([after?.id, after?.version, after?.exportable]).toEqual([raw?.id, raw?.version, raw?.exportable]);
  });

  it('makes a key that expired seal again', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    await store.put(FIRST, { id: 'x', expiresAt: 500 });
    expect(await codeOf(store.get('x').then((key) => key.seal(TEXT)))).toBe('expired');
    await store.update('x', { expiresAt: 2_000 });
    expect(await codeOf(store.get('x').then((key) => key.seal(TEXT)))).toBe('done');
  });

  it('is one commit, of which nothing else is changed', async () => {
    await fill(store, 70);
    const { generation } = store;
    await store.update(nameOf(7), { owner: 'x' });
    expect(store.generation).toBe(generation + 1);
    expect(headOf(objects).entries).toBe(70);
    expect((await store.list(({ owner }) => owner === 'x')).map(({ id }) => id)).toEqual([nameOf(7)]);
    expect(await store.verify()).toMatchObject({ ok: true, entries: 70 });
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['undefined alone', { owner: undefined }],
    ['no object', 7],
    ['null', null],
    ['what can’t be changed', { exportable: true }],
    ['another name', { id: 'y' }],
    ['a kind', { kind: 'opaque' }],
    ['an owner that is no string', { owner: 1 }],
    ['an expiry that is no time', { expiresAt: 'soon' }],
    ['a hold that is no boolean', { hold: null }],
    ['metadata that is a list', { metadata: [1] }],
    ['metadata with a bigint', { metadata: { a: 1n } }],
    ['too much metadata', { metadata: { a: 'x'.repeat(70_000) } }],
  ])('refuses %s', async (_, changes) => {
    await store.put(FIRST, { id: 'x' });
    expect(await codeOf(store.update('x', any(changes)))).toBe('invalid-argument');
    expect(store.generation).toBe(1);
  });

  it('tells what is not there', async () => {
    expect(await codeOf(store.update('none', { hold: true }))).toBe('not-found');
    expect(await codeOf(store.retire('none', 1))).toBe('not-found');
    expect(await codeOf(store.export('none'))).toBe('not-found');
  });
});

describe('retire', () => {
  it('removes one version, or all before one', async () => {
    await three();
    await store.put(random.bytes(32), { id: 'x', replace: true });
    expect(await store.retire('x', 2)).toEqual([2]);
    expect(await versionsOf('x')).toEqual([1, 3, 4]);
    expect(await codeOf(store.get('x', { version: 2 }))).toBe('not-found');
    expect(await bytesOf('x', { version: 1 })).toEqual(FIRST);
    expect(await bytesOf('x', { version: 3 })).toEqual(THIRD);
    expect(await store.retire('x', { before: 4 })).toEqual([1, 3]);
    expect(await versionsOf('x')).toEqual([4]);
    const { generation } = store;
    expect(await store.retire('x', { before: 4 })).toEqual([]);
    expect(store.generation).toBe(generation);
    await store.put(FIRST, { id: 'x', replace: true });
    expect(await versionsOf('x')).toEqual([4, 5]);
  });

  it('refuses the newest, what isn’t there, and a key on hold', async () => {
    await three();
    for (const which of [3, { before: 4 }, 0, -1, 1.5, '1', null, undefined, {}, { before: 0 }, { before: '2' }]) {
      expect(await codeOf(store.retire('x', any(which))), JSON.stringify(which)).toBe('invalid-argument');
    }
    expect(await codeOf(store.retire('x', 9))).toBe('not-found');
    await store.update('x', { hold: true });
    expect(await codeOf(store.retire('x', 1))).toBe('invalid-state');
    expect(await versionsOf('x')).toEqual([1, 2, 3]);
  });

  it('leaves nothing that opens with the data key of before', async () => {
    await three();
    const { deks: before } = await bareKeys(objects);
    await store.retire('x', { before: 3 });
    const { deks: after } = await bareKeys(objects);
    expect(after).toHaveLength(1);
    expect(before).not.toContainEqual(after[0]);
    expect([...objects.keys()].filter((name) => name.startsWith('b/'))).toHaveLength(1);
  });
});

describe('old versions', () => {
  it('go on through rotations, and are gone with their key', async () => {
    await three();
    await fill(store, 3);
    await store.rotateMaster();
    expect(await last(store.rewrap())).toMatchObject({ entries: 4, destroyed: [1] });
    for await (const _ of store.rewrap({ reencrypt: true }));
    await store.rotateRoot([UNLOCK]);
    await store.erase(nameOf(0));
    for (const [version, key] of [FIRST, SECOND, THIRD].entries()) {
      expect(await bytesOf('x', { version: version + 1 })).toEqual(key);
    }
    const before = await bareKeys(objects);
    await store.erase('x');
    expect(Object.keys(await contents(objects))).toEqual([nameOf(1), nameOf(2)]);
    const after = await bareKeys(objects);
    for (const [id, key] of after.masters) expect(before.masters.get(id)).not.toEqual(key);
    await store.put(FIRST, { id: 'x' });
    expect(await versionsOf('x')).toEqual([1]);
  });

  it('are seen and changed by other writers', async () => {
    await three();
    const other = await KeyStore.open(storageOn(objects), UNLOCK);
    await Promise.all([
      other.put(FIRST, { id: 'x', replace: true }),
      store.put(SECOND, { id: 'x', replace: true }),
      other.update('x', { purpose: 'both' }),
      store.update('x', { owner: 'both' }),
    ]);
    expect(await versionsOf('x')).toEqual([1, 2, 3, 4, 5]);
    expect((await other.get('x')).info).toMatchObject({ purpose: 'both', owner: 'both', version: 5 });
    other.lock();
  });
});

describe('a commit whose outcome was not seen', () => {
  const calls: [string, (store: KeyStore) => Promise<unknown>, number[]][] = [
    ['replace', (one) => one.put(THIRD, { id: 'x', replace: true }), [1, 2, 3]],
    ['update', (one) => one.update('x', { owner: 'y' }), [1, 2]],
    ['retire', (one) => one.retire('x', 1), [2]],
  ];

  it.each(calls)('of %s is made once where it is taken for another writer’s', async (_, call, expected) => {
    await store.put(FIRST, { id: 'x' });
    await store.put(SECOND, { id: 'x', replace: true });
    const storage = storageOn(objects);
    let commits = 0;
    const opened = await KeyStore.open(
      {
        ...storage,
        commitHead: async (...args) => {
          const outcome = await storage.commitHead(...args);
          return commits++ === 0 ? 'conflict' : outcome;
        },
      },
      UNLOCK,
    );
    await call(opened);
    expect(commits).toBe(1);
    expect(await versionsOf('x')).toEqual(expected);
    opened.lock();
  });

  it.each(calls)('of %s leaves the key as it was or as it should be', async (_, call, expected) => {
    await store.put(FIRST, { id: 'x', exportable: true });
    await store.put(SECOND, { id: 'x', replace: true });
    const outcomes = new Set<string>();
    for (const failure of ['before', 'after'] as Failure[]) {
      for (let at = 0; ; at++) {
        const copy: Objects = new Map(objects);
        const watched = new Watched(storageOn(copy));
        const opened = await KeyStore.open(watched, UNLOCK);
        watched.failAt(at, failure);
        const done = await call(opened).then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof Injected)) throw error;
            return false;
          },
        );
        const reached = watched.calls.length > at;
        opened.lock();
        const again = await KeyStore.open(storageOn(copy), UNLOCK);
        const [info] = await again.list();
        const now = info?.versions.map(({ version }) => version);
        expect([[1, 2], expected]).toContainEqual(now);
        if (done) expect(now).toEqual(expected);
        expect(await again.verify()).toMatchObject({ ok: true });
        again.lock();
        outcomes.add(String(done));
        if (!reached) break;
      }
    }
    expect(outcomes).toEqual(new Set(['true', 'false']));
  });
});
