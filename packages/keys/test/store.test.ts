/** The key store's methods: what each does, and each refusal by its code. */
import { createHash, createHmac } from 'node:crypto';
import type { AuditEvent } from '@fedzk/core';
import { type KeyHandle, KeyStore, memoryStorage, type NewKey, type PutOptions } from '@fedzk/keys';
import { code, rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { providerOf } from './support/providers.js';
import { codeOf, contents, fill, headBytes, headOf, nameOf, rawEntries, UNLOCK } from './support/stores.js';
import { hex } from './support/vectors.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const random = new Random('store');
const any = <T>(value: unknown): T => value as T;
const SECRET = random.bytes(32);

let objects: Objects;
let store: KeyStore;
let events: AuditEvent[];
const audit = { append: async (event: AuditEvent) => events.push(event) };
beforeEach(async () => {
  objects = new Map();
  events = [];
  store = await KeyStore.create(storageOn(objects), UNLOCK, { audit, user: 'tester' });
});
afterEach(() => {
  store.lock();
  vi.useRealTimers();
});

/** The names of a store that is opened anew. */
const namesNow = async (): Promise<string[]> => Object.keys(await contents(objects));

describe('create and open', () => {
  it('make one store in a place, and open it', async () => {
    expect(store.id).toMatch(/^[0-9a-f]{32}$/);
    expect([store.generation, store.freshness]).toEqual([0, 'unverified']);
    expect(await codeOf(KeyStore.create(storageOn(objects), UNLOCK))).toBe('already-exists');
    const again = await KeyStore.open(storageOn(objects), UNLOCK, { id: store.id });
    expect([again.id, again.generation]).toEqual([store.id, 0]);
    expect(await codeOf(KeyStore.open(storageOn(objects), { key: SECRET }))).toBe('wrong-key');
    expect(await codeOf(KeyStore.open(storageOn(objects), { passphrase: 'none' }))).toBe('wrong-key');
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, { id: '00'.repeat(16) }))).toBe('wrong-key');
    expect(await codeOf(KeyStore.open(memoryStorage(), UNLOCK))).toBe('not-found');
    expect(await codeOf(KeyStore.create(memoryStorage(), any(undefined)))).toBe('invalid-argument');
  });

  it('make another id and other keys each time', async () => {
    const other: Objects = new Map();
    expect((await KeyStore.create(storageOn(other), UNLOCK)).id).not.toBe(store.id);
    expect(headOf(other).rootCommitment).not.toEqual(headOf(objects).rootCommitment);
  });

  it('of the memory storage keep three heads', async () => {
    const storage = memoryStorage();
    const kept = await KeyStore.create(storage, UNLOCK);
    for (let i = 0; i < 6; i++) await fill(kept, 1, i);
    const names = (await storage.list()).map(({ name }) => name).sort();
    expect(names.filter((name) => name.startsWith('h/'))).toEqual([4, 5, 6].map((n) => `h/000000000000000${n}`));
    expect(names.filter((name) => name.startsWith('b/'))).toHaveLength(1);
    expect(await storage.commitHead(6, new Uint8Array(1))).toBe('conflict');
    expect(await storage.commitHead(8, new Uint8Array(1))).toBe('conflict');
  });
});

describe('put and get', () => {
  it('keep a copy of what was put, and tell what was said of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
    const key = SECRET.slice();
    const said = { purpose: 'tests', owner: 'leader', metadata: { round: 7, tags: ['a'] } };
    expect(await store.put(key, { id: 'one', exportable: true, expiresAt: 1_800_000_000_000, ...said })).toBe('one');
    key.fill(0);
    const handle = await store.get('one');
    const info = {
      id: 'one',
      kind: 'aes-256',
      exportable: true,
      version: 1,
      created: 1_700_000_000_000,
      expiresAt: 1_800_000_000_000,
      ...said,
      versions: [{ version: 1, created: 1_700_000_000_000, kind: 'aes-256', exportable: true }],
    };
    expect(handle.info).toEqual(info);
    expect([handle.id, handle.metadata]).toEqual(['one', said.metadata]);
    expect(handle.exportRaw()).toEqual(SECRET);
    expect(await store.list()).toEqual([info]);
    await store.put(SECRET, { id: 'two' });
    expect((await store.get('two')).metadata).toEqual({});
  });

  it('take the kind from the length, where it isn’t said', async () => {
    const kinds = await Promise.all(
      [32, 31, 33, 1].map(async (length) => (await store.get(await store.put(random.bytes(length)))).info.kind),
    );
    expect(kinds).toEqual(['aes-256', 'opaque', 'opaque', 'opaque']);
  });

  it('give names where none is said', async () => {
    const names = [await store.put(SECRET), await store.put(SECRET), await store.generate('aes-256')];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^key-[0-9a-f]{16}$/);
  });

  it.each<[string, number, PutOptions['kind']]>([
    ['nothing', 0, 'opaque'],
    ['more than 65,536 bytes', 65_537, 'opaque'],
    ['a short AES key', 31, 'aes-256'],
    ['a long AES key', 33, 'aes-256'],
    ['a short HMAC key', 31, 'hmac-sha256'],
    ['an unknown kind', 32, any('aes-128')],
  ])('refuse %s', async (_, length, kind) => {
    expect(await codeOf(store.put(new Uint8Array(length), { ...(kind && { kind }) }))).toBe('invalid-argument');
    expect(store.generation).toBe(0);
  });

  it('take 1 to 65,536 bytes, as they are', async () => {
    for (const length of [1, 2, 31, 65_535, 65_536]) {
      const secret = random.bytes(length);
      const id = await store.put(secret, { kind: 'opaque', exportable: true });
      expect((await store.get(id)).exportRaw()).toEqual(secret);
    }
  });

  it.each<[string, unknown]>([
    ['a string', 'secret'],
    ['an array', [1, 2, 3]],
    ['nothing', undefined],
    ['a Uint16Array', new Uint16Array(16)],
  ])('refuse %s for a key', async (_, key) => {
    expect(await codeOf(store.put(any(key)))).toBe('invalid-argument');
  });

  it('take names of 1 to 255 bytes in any form, and keep them in NFC', async () => {
    for (const id of ['x', 'é'.repeat(127), `${'é'.repeat(127)}x`, '\u{1f511}', ' ', '../..', '__proto__', '\0']) {
      expect(await store.put(SECRET, { id, exportable: true })).toBe(id);
      expect((await store.get(id)).exportRaw()).toEqual(SECRET);
    }
    expect(await store.put(SECRET, { id: 'Zu\u0308rich' })).toBe('Z\u00fcrich');
    expect((await store.get('Zu\u0308rich')).id).toBe('Z\u00fcrich');
    expect(await codeOf(store.put(SECRET, { id: 'Z\u00fcrich' }))).toBe('already-exists');
    // Of 256 bytes, and 255 in NFC.
    expect(await codeOf(store.put(SECRET, { id: `${'x'.repeat(253)}e\u0301` }))).toBe('done');
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['256 bytes', 'x'.repeat(256)],
    ['256 bytes of UTF-8', 'é'.repeat(128)],
    ['half a surrogate pair', '\ud83d'],
    ['the other half', 'x\udd11'],
    ['a number', 7],
    ['null', null],
  ])('refuse a name of %s', async (_, id) => {
    for (const call of [
      () => store.put(SECRET, { id: any(id) }),
      () => store.generate('aes-256', { id: any(id) }),
      () => store.get(any(id)),
      () => store.delete(any(id)),
      () => store.erase(any(id)),
    ]) {
      expect(await codeOf(call())).toBe('invalid-argument');
    }
  });

  it.each<[string, PutOptions]>([
    ['a purpose that is no string', { purpose: any(1) }],
    ['an owner that is no string', { owner: any({}) }],
    ['an expiry that is no time', { expiresAt: any('2099') }],
    ['an expiry that is no date', { expiresAt: new Date(Number.NaN) }],
    ['half a millisecond', { expiresAt: 1.5 }],
    ['an expiry before 1970', { expiresAt: -1 }],
    ['a date before 1970', { expiresAt: new Date(-1) }],
    ['an array of metadata', { metadata: any([1]) }],
    ['metadata that is a string', { metadata: any('x') }],
    ['metadata that is null', { metadata: any(null) }],
    ['metadata with a bigint', { metadata: { a: 1n } }],
    ['metadata that JSON writes as a string', { metadata: any(new Date(0)) }],
    ['metadata that JSON writes as an array', { metadata: { toJSON: () => [1] } }],
  ])('refuse %s, rather than keep what would not be read', async (_, options) => {
    expect(await codeOf(store.put(SECRET, { id: 'x', ...options }))).toBe('invalid-argument');
    expect(await codeOf(store.generate('aes-256', { id: 'x', ...options }))).toBe('invalid-argument');
    expect(store.generation).toBe(0);
  });

  it.each<[string, unknown]>([
    ['an invalid Date', new Date(Number.NaN)],
    ['1969-12-31T23:59:59.999Z', new Date(-1)],
    ['1.5', 1.5],
    ['an object', {}],
  ])('say that an expiry is %s', async (got, expiresAt) => {
    const message = `"expiresAt" expected a Date or milliseconds since 1970, got ${got}.`;
    await expect(store.put(SECRET, { expiresAt: any(expiresAt) })).rejects.toThrow(message);
  });

  it('say how a key is made exportable', async () => {
    await store.put(SECRET, { id: 'stays' });
    const refused = { code: 'not-exportable', message: expect.stringContaining('{ exportable: true, replace: true }') };
    await expect(store.export('stays')).rejects.toMatchObject(refused);
    await store.put(SECRET, { id: 'stays', exportable: true, replace: true });
    expect(await store.export('stays')).toEqual(SECRET);
  });

  it('refuse metadata in a circle', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(await codeOf(store.put(SECRET, { metadata: circle }))).toBe('invalid-argument');
  });

  it('take metadata that JSON holds in an unusual way', async () => {
    const metadata = {
      ['__proto__']: 1,
      2: 'b',
      1: 'a',
      half: '\ud800',
      nothing: undefined,
      minus: -0,
      big: 1e300,
    };
    await store.put(SECRET, { id: 'x', metadata });
    expect((await store.get('x')).metadata).toEqual(JSON.parse(JSON.stringify(metadata)));
  });

  it.each<[string, unknown]>([
    ['a Date', { when: new Date(0) }],
    ['NaN', { list: [{ x: Number.NaN }] }],
    ['an infinite number', { x: Number.NEGATIVE_INFINITY }],
    ['a Map', { x: new Map([[1, 2]]) }],
    ['a Set', new Set()],
    ['bytes', { x: new Uint8Array(2) }],
    ['a function', { x: () => 1 }],
    ['a symbol', { x: Symbol('x') }],
    ['a hole of a list', { x: [undefined] }],
    ['a class of its own', { x: new (class Ticket {})() }],
    ['a getter that throws', Object.defineProperty({}, 'x', { enumerable: true, get: () => expect.unreachable() })],
  ])('refuse metadata that JSON would change: %s', async (_, metadata) => {
    const error = await rejection(store.put(SECRET, { id: 'x', metadata: any(metadata) }));
    expect([error.code, error.message]).toEqual([
      'invalid-argument',
      expect.stringMatching(/^"metadata(\.[a-z.0]+)?" expected what JSON holds: .*, got /),
    ]);
    expect(store.generation).toBe(0);
  });

  it('leave out what is undefined in metadata', async () => {
    await store.put(SECRET, { id: 'x', metadata: { a: undefined, b: [{ c: undefined }] } });
    expect((await store.get('x')).metadata).toStrictEqual({ b: [{}] });
  });

  it('a key is not made that has expired; one that is brought may have', async () => {
    const error = await rejection(store.generate('aes-256', { id: 'x', expiresAt: Date.now() }));
    expect([error.code, error.message]).toEqual([
      'invalid-argument',
      expect.stringMatching(
        /^"expiresAt" expected a time in the future, got 20.*Z: the new key could not seal or sign\.$/,
      ),
    ]);
    await store.put(SECRET, { id: 'old', expiresAt: 1 });
    expect(store.generation).toBe(1);
  });

  it('keep metadata as it was when put was called', async () => {
    const metadata: Record<string, unknown> = { a: 1 };
    const coming = store.put(SECRET, { id: 'x', metadata });
    metadata['a'] = 'x'.repeat(70_000);
    await coming;
    expect((await store.get('x')).metadata).toEqual({ a: 1 });
  });

  it('refuse invalid options', async () => {
    for (const call of [
      () => store.generate('aes-256', any(null)),
      () => store.putMany([any(null)]),
      () => KeyStore.create(memoryStorage(), UNLOCK, any(null)),
      () => KeyStore.open(storageOn(objects), UNLOCK, any(7)),
    ]) {
      expect(await codeOf(call())).toBe('invalid-argument');
    }
  });

  it('take 65,536 bytes of metadata and no more', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
    const rest = JSON.stringify({ name: 'x', created: Date.now(), metadata: { a: '' } }).length;
    const metadata = { a: 'x'.repeat(65_536 - rest) };
    expect(await codeOf(store.put(random.bytes(65_536), { id: 'x', kind: 'opaque', metadata }))).toBe('done');
    expect((await store.get('x')).metadata).toEqual(metadata);
    expect(await codeOf(store.put(SECRET, { id: 'y', metadata: { a: `${metadata.a}x` } }))).toBe('invalid-argument');
    expect(await codeOf(store.put(SECRET, { id: 'y', metadata: { a: `${metadata.a.slice(1)}é` } }))).toBe(
      'invalid-argument',
    );
  });

  it('replace only where that is said, with another version', async () => {
    await store.put(SECRET, { id: 'x', exportable: true, owner: 'a' });
    const [before] = rawEntries(objects).values();
    expect(await codeOf(store.put(SECRET, { id: 'x' }))).toBe('already-exists');
    expect(await codeOf(store.generate('aes-256', { id: 'x' }))).toBe('already-exists');
    expect(store.generation).toBe(1);
    const next = random.bytes(9);
    await store.put(next, { id: 'x', replace: true, kind: 'opaque' });
    const [after] = rawEntries(objects).values();
    expect(after?.id).toEqual(before?.id);
    const { info } = await store.get('x');
    expect(info).toMatchObject({ version: 2, kind: 'opaque', exportable: true, owner: 'a' });
    await store.generate('hmac-sha256', { id: 'x', replace: true });
    const third = await store.get('x');
    expect(third.info).toMatchObject({ version: 3, kind: 'hmac-sha256' });
    expect([SECRET, next]).not.toContainEqual(third.exportRaw());
    await store.put(SECRET, { id: 'new', replace: true });
    expect((await store.get('new')).info.version).toBe(1);
  });

  it('of many make one commit, of all or of none', async () => {
    const keys = Array.from({ length: 5 }, (_, i): NewKey => ({ id: nameOf(i), key: random.bytes(32 + i) }));
    expect(await store.putMany(keys)).toEqual(keys.map(({ id }) => id));
    expect(store.generation).toBe(1);
    const refused: [NewKey[], string][] = [
      [
        [
          { id: 'a', key: SECRET },
          { id: nameOf(3), key: SECRET },
        ],
        'already-exists',
      ],
      [
        [
          { id: 'a', key: SECRET },
          { id: 'a', key: SECRET },
        ],
        'invalid-argument',
      ],
      [
        [
          { id: 'a', key: SECRET },
          { id: 'b', key: new Uint8Array(0) },
        ],
        'invalid-argument',
      ],
    ];
    for (const [wrong, expected] of refused) expect(await codeOf(store.putMany(wrong))).toBe(expected);
    expect(await store.putMany([])).toEqual([]);
    expect(store.generation).toBe(1);
    expect(
      await store.putMany(
        new Set([
          { id: nameOf(3), key: SECRET, replace: true },
          { id: 'a', key: SECRET },
        ]),
      ),
    ).toHaveLength(2);
    expect(await store.verify()).toMatchObject({ ok: true, entries: 6, generation: 2 });
  });

  it('generate makes keys of 32 bytes, all different, and no others', async () => {
    const made = new Set<string>();
    for (const kind of ['aes-256', 'hmac-sha256', 'aes-256'] as const) {
      const key = await store.get(await store.generate(kind, { exportable: true }));
      expect(key.info.kind).toBe(kind);
      expect(key.exportRaw()).toHaveLength(32);
      made.add(hex(key.exportRaw()));
    }
    expect(made.size).toBe(3);
    expect(await codeOf(store.generate(any('opaque')))).toBe('invalid-argument');
    expect(await codeOf(store.generate(any(undefined)))).toBe('invalid-argument');
  });

  it('tell what is not there', async () => {
    expect(await codeOf(store.get('none'))).toBe('not-found');
    expect(await codeOf(store.delete('none'))).toBe('not-found');
    expect(await codeOf(store.erase('none'))).toBe('not-found');
  });
});

describe('list', () => {
  it('gives all by name, or those that a filter takes', async () => {
    await store.putMany(['b', 'a', 'C', 'é', 'd'].map((id, i) => ({ id, key: SECRET, owner: i % 2 ? 'x' : 'y' })));
    expect((await store.list()).map(({ id }) => id)).toEqual(['C', 'a', 'b', 'd', 'é']);
    expect((await store.list(({ owner }) => owner === 'x')).map(({ id }) => id)).toEqual(['a', 'é']);
    expect(await store.list(() => false)).toEqual([]);
  });
});

describe('a key that expires', () => {
  it('opens and verifies from then on, and neither seals nor signs', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    await store.generate('aes-256', { id: 'aes', expiresAt: new Date(1_000_100), exportable: true });
    await store.generate('hmac-sha256', { id: 'mac', expiresAt: 1_000_100 });
    const [aes, mac] = [await store.get('aes'), await store.get('mac')];
    vi.setSystemTime(1_000_099);
    const [sealed, signature] = [aes.seal(SECRET), mac.sign(SECRET)];
    vi.setSystemTime(1_000_100);
    expect(code(() => aes.seal(SECRET))).toBe('expired');
    expect(code(() => mac.sign(SECRET))).toBe('expired');
    expect(aes.open(sealed)).toEqual(SECRET);
    expect(mac.verify(SECRET, signature)).toBe(true);
    expect(aes.exportRaw()).toHaveLength(32);
    expect((await store.get('aes')).info.expiresAt).toBe(1_000_100);
    expect(code(() => any<KeyHandle>(mac).seal(SECRET))).toBe('unsupported');
    await store.generate('aes-256', { id: 'aes', replace: true });
    expect(code(() => aes.seal(SECRET))).toBe('expired');
    await store.generate('aes-256', { id: 'aes', replace: true, expiresAt: 1_000_200 });
    expect((await store.get('aes')).seal(SECRET)).toHaveLength(112);
    // Put when it had expired already.
    await store.put(SECRET, { id: 'late', expiresAt: 0 });
    const late = await store.get('late');
    expect(code(() => late.seal(SECRET))).toBe('expired');
  });
});

describe('delete, erase, hold', () => {
  it('delete gives a receipt that names the head and the entry', async () => {
    await fill(store, 3);
    const ids = new Set([...rawEntries(objects).values()].map(({ id }) => hex(id)));
    const receipt = await store.delete(nameOf(1));
    const left = new Set([...rawEntries(objects).values()].map(({ id }) => hex(id)));
    const [gone = ''] = [...ids].filter((id) => !left.has(id));
    const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(receipt).toEqual({
      storeId: store.id,
      entry: sha256(Buffer.from(gone, 'hex')),
      generation: 2,
      head: sha256(headBytes(objects).bytes),
      reach: 'delete',
    });
    expect(await codeOf(store.get(nameOf(1)))).toBe('not-found');
    expect(await namesNow()).toEqual([nameOf(0), nameOf(2)]);
    expect(await store.put(SECRET, { id: nameOf(1) })).toBe(nameOf(1));
    expect((await store.get(nameOf(1))).info.version).toBe(1);
  });

  it('a handle outlives its key’s deletion, not the store’s lock', async () => {
    await store.generate('aes-256', { id: 'x' });
    const handle = await store.get('x');
    await store.delete('x');
    expect(handle.open(handle.seal(SECRET))).toEqual(SECRET);
    store.lock();
    expect(code(() => handle.seal(SECRET))).toBe('disposed');
  });

  it('hold keeps a key until that is lifted', async () => {
    await store.put(SECRET, { id: 'x', hold: true });
    expect((await store.get('x')).info.hold).toBe(true);
    expect(await codeOf(store.delete('x'))).toBe('invalid-state');
    expect(await codeOf(store.erase('x'))).toBe('invalid-state');
    expect(headOf(objects).masters).toHaveLength(1);
    await store.put(SECRET, { id: 'x', replace: true });
    expect(await codeOf(store.delete('x'))).toBe('invalid-state');
    await store.put(SECRET, { id: 'x', replace: true, hold: false });
    expect((await store.get('x')).info).not.toHaveProperty('hold');
    expect(await codeOf(store.delete('x'))).toBe('done');
    expect(await namesNow()).toEqual([]);
  });

  it('the last one leaves no bucket', async () => {
    await fill(store, 1);
    await store.delete(nameOf(0));
    expect([...objects.keys()].every((name) => name.startsWith('h/'))).toBe(true);
    expect(await store.verify()).toMatchObject({ ok: true, entries: 0 });
  });

  it('cryptoErase destroys the providers’ keys, removes all, and says what it does not reach', async () => {
    const [hsm, cloud] = [providerOf('hsm', random.bytes(32)), providerOf('cloud', random.bytes(32))];
    const { destroy: _, ...readOnly } = cloud;
    const ids = [await store.addSlot({ provider: hsm }), await store.addSlot({ provider: cloud })];
    await fill(store, 2);
    const copy = new Map(objects);
    const [first] = await store.slots();
    const receipt = await store.cryptoErase([hsm, readOnly]);
    expect(receipt).toMatchObject({ storeId: store.id, generation: 4, reach: 'crypto-erase' });
    expect(receipt.notReached).toEqual([first?.id, ids[1]]);
    expect(objects.size).toBe(0);
    expect([hsm.destroyed(), cloud.destroyed()]).toEqual([true, false]);
    expect(await codeOf(store.list())).toBe('disposed');
    await expect(KeyStore.open(storageOn(copy), { provider: hsm })).rejects.toThrow('the key was destroyed');
    expect(await codeOf(KeyStore.open(storageOn(copy), { provider: cloud }))).toBe('done');
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK))).toBe('not-found');
  });

  it('cryptoErase removes nothing where a provider does not destroy its key', async () => {
    const failing = { ...providerOf('hsm', random.bytes(32)), destroy: () => Promise.reject(new Error('not allowed')) };
    await store.addSlot({ provider: failing });
    const before = new Map(objects);
    await expect(store.cryptoErase([failing])).rejects.toThrow('not allowed');
    expect(objects).toEqual(before);
  });
});

describe('a handle', () => {
  let aes: KeyHandle;
  let mac: KeyHandle;
  let opaque: KeyHandle;
  beforeEach(async () => {
    [aes, mac, opaque] = [
      await store.get(await store.put(SECRET)),
      await store.get(await store.put(SECRET, { kind: 'hmac-sha256' })),
      await store.get(await store.put(SECRET, { kind: 'opaque', exportable: true })),
    ] as [KeyHandle, KeyHandle, KeyHandle];
  });

  it('seals and opens, bound to the key and to aad', async () => {
    for (const length of [0, 1, 16, 5_000]) {
      const [text, aad] = [random.bytes(length), random.bytes(9)];
      const sealed = aes.seal(text, aad);
      expect(sealed).toHaveLength(length + 80);
      expect(aes.open(sealed, aad)).toEqual(text);
      expect(aes.seal(text, aad)).not.toEqual(sealed);
      for (const call of [
        () => aes.open(sealed),
        () => aes.open(sealed, random.bytes(9)),
        () => aes.open(Uint8Array.of(...sealed, 0), aad),
        () => aes.open(sealed.with(0, (sealed[0] ?? 0) ^ 0x80), aad),
        () => aes.open(sealed.with(3, (sealed[3] ?? 0) ^ 1), aad),
        () => aes.open(new Uint8Array(80), aad),
      ]) {
        expect(code(call)).toBe('not-authentic');
      }
    }
    const other = await store.get(await store.generate('aes-256'));
    expect(code(() => other.open(aes.seal(SECRET)))).toBe('not-authentic');
  });

  it('signs and verifies, as RFC 2104 has it', () => {
    const message = random.bytes(100);
    const signature = mac.sign(message);
    expect(signature).toEqual(new Uint8Array(createHmac('sha256', SECRET).update(message).digest()));
    expect(mac.verify(message, signature)).toBe(true);
    expect(mac.verify(random.bytes(100), signature)).toBe(false);
    expect(mac.verify(message, signature.with(31, (signature[31] ?? 0) ^ 1))).toBe(false);
    expect(mac.verify(message, signature.subarray(0, 31))).toBe(false);
    expect(mac.verify(message, new Uint8Array(0))).toBe(false);
  });

  it('does what its kind does, and gives its bytes where it may', () => {
    const calls = (key: KeyHandle): string[] =>
      [
        () => key.seal(SECRET),
        () => key.open(new Uint8Array(80)),
        () => key.sign(SECRET),
        () => key.verify(SECRET, SECRET),
        () => key.exportRaw(),
      ].map(code);
    expect(calls(aes)).toEqual(['done', 'not-authentic', 'unsupported', 'unsupported', 'not-exportable']);
    expect(calls(mac)).toEqual(['unsupported', 'unsupported', 'done', 'done', 'not-exportable']);
    expect(calls(opaque)).toEqual(['unsupported', 'unsupported', 'unsupported', 'unsupported', 'done']);
    for (const key of [aes, mac, opaque]) {
      key[Symbol.dispose]();
      key[Symbol.dispose]();
      expect(calls(key)).toEqual(Array(5).fill('disposed'));
    }
  });

  it('refuses values that are not bytes', () => {
    for (const call of [
      () => aes.seal(any('text')),
      () => aes.seal(SECRET, any('aad')),
      () => aes.open(any(undefined)),
      () => mac.sign(any([1])),
      () => mac.verify(SECRET, any('00')),
    ]) {
      expect(code(call)).toBe('invalid-argument');
    }
  });
});

describe('lock', () => {
  it('ends all methods and handles, and can be done twice', async () => {
    const handle = await store.get(await store.put(SECRET, { id: 'x', exportable: true }));
    store.lock();
    store[Symbol.dispose]();
    const calls: (() => Promise<unknown>)[] = [
      () => store.put(SECRET),
      () => store.putMany([{ key: SECRET }]),
      () => store.generate('aes-256'),
      () => store.get('x'),
      () => store.export('x'),
      () => store.update('x', { hold: true }),
      () => store.retire('x', 1),
      () => store.list(),
      () => store.delete('x'),
      () => store.erase('x'),
      () => store.cryptoErase(),
      () => store.rotateMaster(),
      () => store.rewrap().next(),
      () => store.rotateRoot([UNLOCK]),
      () => store.slots(),
      () => store.addSlot(UNLOCK),
      () => store.removeSlot('x'),
      () => store.changePassphrase('a', { passphrase: 'b' }),
      () => store.verify(),
    ];
    for (const call of calls) expect(await codeOf(call()), call.toString()).toBe('disposed');
    expect(code(() => handle.exportRaw())).toBe('disposed');
    expect(await namesNow()).toEqual(['x']);
  });
});

describe('buckets', () => {
  it.each([
    [64, 65, 0, 4],
    [16_384, 16_385, 4, 8],
  ])('%i entries have fewer than %i', { timeout: 60_000 }, async (few, more, before, after) => {
    await fill(store, few);
    expect(headOf(objects).bucketBits).toBe(before);
    await fill(store, more - few, few);
    expect(headOf(objects).bucketBits).toBe(after);
    expect(await store.verify()).toMatchObject({ ok: true, entries: more });
    expect((await store.get(nameOf(few))).info.id).toBe(nameOf(few));
    // All of the old ones are removed, and they don't come back with fewer entries.
    const named = headOf(objects).buckets.filter((hash) => hash.some((byte) => byte !== 0)).length;
    expect([...objects.keys()].filter((name) => name.startsWith('b/'))).toHaveLength(named);
    await store.delete(nameOf(0));
    expect(headOf(objects).bucketBits).toBe(after);
    store.lock();
    const again = await KeyStore.open(storageOn(objects), UNLOCK);
    expect(await again.list()).toHaveLength(few);
  });

  it('that no head names are told by verify, and removed after an hour', async () => {
    await fill(store, 1);
    const orphan = `b/00-${'ab'.repeat(16)}`;
    objects.set(orphan, new Uint8Array(9));
    expect((await store.verify()).orphans).toEqual([orphan]);
    const storage = storageOn(objects);
    const aged = (age: number): typeof storage => ({
      ...storage,
      list: async () => (await storage.list()).map(({ name }) => ({ name, age: name.startsWith('b/') ? age : 0 })),
    });
    await KeyStore.open(aged(3_600_000), UNLOCK);
    expect(objects.has(orphan)).toBe(true);
    await KeyStore.open(aged(3_600_001), UNLOCK);
    expect(objects.has(orphan)).toBe(false);
    expect(await namesNow()).toEqual([nameOf(0)]);
  });
});

describe('audit', () => {
  it('names a key whose name is not one line by its hash', async () => {
    await store.put(SECRET, { id: 'two\nlines' });
    const hash = createHash('sha256').update('two\nlines').digest('hex');
    expect(events.at(-1)?.resource).toBe(`sha256:${hash}`);
  });

  it('gets an event for each change and each key that is handed out, and for nothing else', async () => {
    const told = (): [string, string, AuditEvent['details']][] => {
      const taken = events.splice(0);
      for (const { user_id, result } of taken) expect([user_id, result]).toEqual(['tester', 'success']);
      return taken.map(({ operation, resource, details }) => [operation, resource, details]);
    };
    expect(told()).toEqual([['key_store_create', store.id, undefined]]);
    await store.putMany([
      { id: 'a', key: SECRET },
      { id: 'b', key: SECRET },
    ]);
    expect(told()).toEqual(['a', 'b'].map((name) => ['key_put', name, { generation: 1 }]));
    await store.generate('aes-256', { id: 'c' });
    await store.get('c');
    expect(told()).toEqual([
      ['key_put', 'c', { generation: 2 }],
      ['key_get', 'c', { kind: 'aes-256', version: 1 }],
    ]);
    await store.delete('a');
    expect(told()).toEqual([['key_delete', 'a', { generation: 3 }]]);
    const slot = await store.addSlot({ key: SECRET });
    await store.removeSlot(slot);
    expect(told()).toEqual([
      ['key_slot_add', slot, { type: 'key' }],
      ['key_slot_remove', slot, undefined],
    ]);
    await store.rotateMaster();
    for await (const _ of store.rewrap());
    expect(told()).toEqual([
      ['key_master_rotate', store.id, { master: 2, generation: 6 }],
      ['key_rewrap', store.id, { entries: 2, generation: 8 }],
    ]);
    await store.rotateRoot([UNLOCK]);
    expect(told()).toEqual([['key_root_rotate', store.id, { slots: 1 }]]);
    await store.erase('b');
    expect(told().map(([operation]) => operation)).toEqual(['key_master_rotate', 'key_rewrap', 'key_erase']);
    for (const call of [() => store.get('none'), () => store.delete('none'), () => store.put(SECRET, { id: 'c' })]) {
      expect(await codeOf(call())).not.toBe('done');
    }
    await Promise.all([store.verify(), store.slots()]);
    expect(told()).toEqual([]);
    await store.cryptoErase();
    expect(told().map(([operation]) => operation)).toEqual(['key_store_erase']);
  });

  it('that fails is an error, after the change is made', async () => {
    let full = false;
    const failing = { append: async () => (full ? Promise.reject(new Error('the log is full')) : undefined) };
    const other = await KeyStore.open(storageOn(objects), UNLOCK, { audit: failing });
    full = true;
    await expect(other.put(SECRET, { id: 'x' })).rejects.toMatchObject({
      code: 'not-logged',
      cause: new Error('the log is full'),
    });
    await expect(other.get('x')).rejects.toThrow('the log is full');
    expect(await namesNow()).toEqual(['x']);
  });
});

it.each<[string, unknown]>([
  ['a path', 'dir'],
  ['nothing', undefined],
  ['an object without methods', { readHead: async () => undefined }],
])('a storage that is %s is refused, with what one is', async (_, storage) => {
  const refused = {
    code: 'invalid-argument',
    message: expect.stringMatching(/^"storage" expected .*directoryStorage\(path\).*memoryStorage\(\), got /),
  };
  await expect(KeyStore.create(any(storage), UNLOCK)).rejects.toMatchObject(refused);
  await expect(KeyStore.open(any(storage), UNLOCK)).rejects.toMatchObject(refused);
  await expect(KeyStore.restore(any(storage), new Uint8Array(), UNLOCK)).rejects.toMatchObject(refused);
});
