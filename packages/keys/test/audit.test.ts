/** What the audit log is told of unlocking, of lists and of keys that leave, and that it comes first. */
import type { AuditEvent } from '@fedzk/core';
import { type KeyHandle, KeyStore, type KeyStoreOptions } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Vault } from '../src/vault.js';
import { type Objects, storageOn } from './support/objects.js';
import { cheap, codeOf, headBytes, headOf, UNLOCK } from './support/stores.js';
import { hex } from './support/vectors.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const random = new Random('audit');
const [SECRET, WRONG] = [random.bytes(32), random.bytes(32)];
const FULL = new Error('the log is full');

/** A log that a test fills, holds back and looks into. */
class Log {
  readonly events: AuditEvent[] = [];
  full = false;
  /** Runs before an event is kept. */
  keep: () => Promise<void> = async () => undefined;

  async append(event: AuditEvent): Promise<void> {
    await this.keep();
    if (this.full) throw FULL;
    this.events.push(event);
  }

  /** Operations, results and details since the last look. */
  told(): [string, string, string, AuditEvent['details']][] {
    return this.events
      .splice(0)
      .map(({ operation, resource, result, details }) => [operation, resource, result, details]);
  }
}

let objects: Objects;
let log: Log;
let options: KeyStoreOptions;
let store: KeyStore;
beforeEach(async () => {
  [objects, log] = [new Map(), new Log()];
  options = { audit: log };
  store = await KeyStore.create(storageOn(objects), UNLOCK, options);
  await store.put(SECRET, { id: 'x', exportable: true });
  await store.put(SECRET, { id: 'y' });
  log.events.length = 0;
});
afterEach(() => {
  store.lock();
  vi.restoreAllMocks();
});

describe('the log is told', () => {
  it('of a store that was opened', async () => {
    (await KeyStore.open(storageOn(objects), UNLOCK, options)).lock();
    expect(log.told()).toEqual([['key_store_open', store.id, 'success', { generation: 2 }]]);
  });

  it('of unlockers that were refused, without a secret', async () => {
    await store.addSlot(cheap('the right passphrase'));
    log.events.length = 0;
    const attempts: [Parameters<typeof KeyStore.open>[1], KeyStoreOptions, string][] = [
      [{ key: WRONG }, options, 'wrong-key'],
      [{ passphrase: 'a wrong passphrase' }, options, 'wrong-key'],
      [UNLOCK, { ...options, id: '00'.repeat(16) }, 'wrong-key'],
    ];
    for (const [unlock, opened, reason] of attempts) {
      expect(await codeOf(KeyStore.open(storageOn(objects), unlock, opened))).toBe(reason);
      const [event] = log.events;
      const words = JSON.stringify(event);
      for (const secret of ['wrong pass', 'a wrong', hex(WRONG.subarray(0, 8)), hex(UNLOCK.key.subarray(0, 8))]) {
        expect(words).not.toContain(secret);
      }
      expect(log.told()).toEqual([['key_store_open', store.id, 'failure', { reason }]]);
    }
    const { name, bytes } = headBytes(objects);
    objects.set(name, bytes.with(-1, (bytes.at(-1) ?? 0) ^ 1));
    expect(await codeOf(KeyStore.open(storageOn(objects), UNLOCK, options))).toBe('damaged');
    expect(log.told()).toEqual([['key_store_open', store.id, 'failure', { reason: 'damaged' }]]);
  });

  it('of a provider that fails', async () => {
    const provider = {
      name: 'hsm',
      wrap: async (key: Uint8Array) => key.slice(),
      unwrap: () => Promise.reject(new Error('PIN 1234 is wrong')),
    };
    await store.addSlot({ provider });
    log.events.length = 0;
    await expect(KeyStore.open(storageOn(objects), { provider }, options)).rejects.toThrow('PIN 1234');
    expect(log.told()).toEqual([['key_store_open', store.id, 'failure', { reason: 'error' }]]);
  });

  it('of an old passphrase that was wrong', async () => {
    await store.addSlot(cheap('old'));
    log.events.length = 0;
    expect(await codeOf(store.changePassphrase('none', cheap('new')))).toBe('wrong-key');
    expect(log.told()).toEqual([['key_passphrase_change', store.id, 'failure', { reason: 'wrong-key' }]]);
  });

  it('of an export that nobody waits for, before the store is closed', async () => {
    const handle = await store.get('x');
    log.keep = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw FULL;
    };
    handle.exportRaw();
    await expect(store.close()).rejects.toMatchObject({ code: 'not-logged', cause: FULL });
  });

  it('of an export that nobody waits for, at once and after what came before it', async () => {
    const handle = await store.get('x');
    const asked: string[] = [];
    let go = (): void => undefined;
    const kept = new Promise<void>((resolve) => {
      go = resolve;
    });
    log.append = ({ operation }) => {
      asked.push(operation);
      return kept;
    };
    const before = [store.list(), store.get('y')];
    for (let i = 0; i < 9; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(['key_list']);
    expect(handle.exportRaw()).toEqual(SECRET);
    expect(asked).toEqual(['key_list', 'key_get', 'key_export']);
    const after = store.update('x', { owner: 'me' });
    for (let i = 0; i < 9; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(3);
    go();
    await Promise.all([...before, after]);
    expect(asked.at(-1)).toBe('key_update');
  });

  it('of a list before a filter sees any of it', async () => {
    const seen: string[] = [];
    const filter = ({ id }: { readonly id: string }): boolean => seen.push(id) > 9;
    log.full = true;
    await expect(store.list(filter)).rejects.toBe(FULL);
    log.full = false;
    expect(seen).toEqual([]);
  });

  it('of lists, updates, retired versions and exports', async () => {
    await store.list();
    await store.list(({ id }) => id === 'x');
    await store.update('x', { owner: 'me' });
    await store.put(WRONG, { id: 'x', replace: true });
    await store.retire('x', 1);
    expect(log.told()).toEqual([
      ['key_list', store.id, 'success', { keys: 2 }],
      ['key_list', store.id, 'success', { keys: 2 }],
      ['key_update', 'x', 'success', { generation: 3 }],
      ['key_put', 'x', 'success', { generation: 4 }],
      ['key_retire', 'x', 'success', { versions: '1', generation: 5 }],
    ]);
    expect(await store.export('x')).toEqual(WRONG);
    const details = { kind: 'aes-256', version: 2 };
    expect(log.told()).toEqual([['key_export', 'x', 'success', details]]);
    const handle = await store.get('x');
    expect(handle.exportRaw()).toEqual(WRONG);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.told()).toEqual([
      ['key_get', 'x', 'success', details],
      ['key_export', 'x', 'success', details],
    ]);
    expect(await codeOf(store.export('y'))).toBe('not-exportable');
    expect(log.told()).toEqual([]);
  });
});

describe('nothing leaves before the log has kept the event', () => {
  const calls: [string, () => Promise<unknown>][] = [
    ['open', () => KeyStore.open(storageOn(objects), UNLOCK, options)],
    ['get', () => store.get('x')],
    ['export', () => store.export('x')],
    ['list', () => store.list()],
  ];

  it.each(calls)('%s', async (_, call) => {
    let release = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      log.keep = () =>
        new Promise((kept) => {
          release = kept;
          resolve();
        });
    });
    let left = false;
    const coming = call().then(() => {
      left = true;
    });
    await asked;
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(left).toBe(false);
    release();
    await coming;
    expect(left).toBe(true);
  });

  it.each(calls)('nor where it fails: %s, of which no key stays', async (_, call) => {
    log.full = true;
    const [made, freed] = [new Set<number>(), new Set<number>()];
    const { openPayload, free } = Vault.prototype;
    vi.spyOn(Vault.prototype, 'openPayload').mockImplementation(function (this: Vault, ...args) {
      const opened = openPayload.apply(this, args);
      if (opened !== undefined) made.add(opened.secret);
      return opened;
    });
    vi.spyOn(Vault.prototype, 'free').mockImplementation(function (this: Vault, key) {
      freed.add(key);
      free.call(this, key);
    });
    await expect(call()).rejects.toBe(FULL);
    for (const key of made) expect(freed).toContain(key);
  });

  it('where a synchronous export is refused by the log at once', async () => {
    const handle = await store.get('x');
    log.append = () => {
      throw FULL;
    };
    expect(() => handle.exportRaw()).toThrow(FULL);
  });

  it('where an event before that of a synchronous export is refused at once', async () => {
    const handle = await store.get('x');
    log.keep = () => new Promise(() => undefined);
    const before = codeOf(store.list());
    const waiting = store.get('y').catch((error: unknown) => error);
    for (let i = 0; i < 9; i++) await new Promise((resolve) => setImmediate(resolve));
    log.append = () => {
      throw FULL;
    };
    expect(() => handle.exportRaw()).toThrow(FULL);
    expect(await waiting).toBe(FULL);
    store.lock();
    expect(await before).toBe('disposed');
  });

  it('where the event of a synchronous export failed later, nothing leaves from then on', async () => {
    const handle: KeyHandle = await store.get('x');
    log.full = true;
    expect(handle.exportRaw()).toEqual(SECRET);
    await new Promise((resolve) => setImmediate(resolve));
    log.full = false;
    expect(() => handle.exportRaw()).toThrow(FULL);
    for (const call of [() => store.get('y'), () => store.export('x'), () => store.list()]) {
      await expect(call()).rejects.toBe(FULL);
    }
    expect(await KeyStore.open(storageOn(objects), UNLOCK, options).then((again) => again.list())).toHaveLength(2);
  });
});

describe('a change that the log does not take', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['put', () => store.put(WRONG, { id: 'new' })],
    [
      'putMany',
      () =>
        store.putMany([
          { key: WRONG, id: 'a' },
          { key: WRONG, id: 'b' },
        ]),
    ],
    ['update', () => store.update('x', { owner: 'me' })],
    ['delete', () => store.delete('y')],
    ['rotateMaster', () => store.rotateMaster()],
    ['addSlot', () => store.addSlot({ key: WRONG })],
    ['rotateRoot', () => store.rotateRoot([UNLOCK])],
    ['backup', () => store.backup({ write: async () => undefined })],
  ];

  it.each(changes)('stands, and the call says that it is not logged: %s', async (name, change) => {
    const before = store.generation;
    log.full = true;
    const error = await rejection(change());
    expect([error.code, error.cause]).toEqual(['not-logged', FULL]);
    expect(store.generation).toBe(name === 'backup' ? before : before + 1);
    log.full = false;
    // The log is tried anew.
    await store.update('x', { owner: 'another' });
    expect(log.told()).toEqual([['key_update', 'x', 'success', { generation: store.generation }]]);
  });

  it('is made whole: an erasure destroys the old master key all the same', async () => {
    log.full = true;
    const error = await rejection(store.erase('y'));
    expect([error.code, error.cause]).toEqual(['not-logged', FULL]);
    expect(error.message).toMatch(/^"key_erase" is done, but the audit log did not take all of its events;/);
    log.full = false;
    expect((await store.list()).map(({ id }) => id)).toEqual(['x']);
    expect(headOf(objects).masters.map(({ status }) => status)).toEqual(['destroyed', 'primary']);
  });
});

it('a restore whose events the log does not take says that the store stands', async () => {
  let backup = new Uint8Array();
  await store.backup({
    write: async (bytes) => {
      backup = new Uint8Array(bytes);
    },
  });
  log.full = true;
  const restored: Objects = new Map();
  const error = await rejection(KeyStore.restore(storageOn(restored), backup, UNLOCK, options));
  expect([error.code, error.cause]).toEqual(['not-logged', FULL]);
  expect(error.message).toMatch(/^"key_store_restore" is done, and the store stands; KeyStore.open opens it\. But/);
  expect(await (await KeyStore.open(storageOn(restored), UNLOCK)).list()).toHaveLength(2);
});

describe('a log that never answers', () => {
  beforeEach(() => {
    log.keep = () => new Promise(() => undefined);
  });

  it('is not waited for any more when the store is locked', async () => {
    const changes = [store.put(WRONG, { id: 'new' }), store.update('x', { owner: 'me' })].map(rejection);
    const leaving = [store.get('x'), store.export('x'), store.list()].map(rejection);
    for (let i = 0; i < 9; i++) await new Promise((resolve) => setImmediate(resolve));
    const closing = store.close();
    expect(await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))])).toBe('waits');
    store.lock();
    for (const error of await Promise.all(changes)) {
      expect([error.code, error.message]).toEqual([
        'not-logged',
        expect.stringContaining('" is done, but the key store was locked'),
      ]);
    }
    for (const error of await Promise.all(leaving)) {
      expect([error.code, error.message]).toEqual(['disposed', expect.stringContaining('nothing was handed out')]);
    }
    await closing;
    const again = await KeyStore.open(storageOn(objects), UNLOCK);
    expect((await again.list()).map(({ id, owner }) => [id, owner])).toEqual([
      ['new', undefined],
      ['x', 'me'],
      ['y', undefined],
    ]);
  });

  it('nor by close, for an export that has left', async () => {
    log.keep = async () => undefined;
    const handle = await store.get('x');
    log.keep = () => new Promise(() => undefined);
    handle.exportRaw();
    const closing = rejection(store.close());
    expect(await codeOf(Promise.resolve().then(() => handle.exportRaw()))).toBe('disposed');
    store.lock();
    expect((await closing).code).toBe('not-logged');
  });

  it('and calls that wait for their turn end at once', async () => {
    const held = new Map(objects);
    let [asked, ask] = [Promise.resolve(), (): void => undefined];
    asked = new Promise((resolve) => {
      ask = resolve;
    });
    const storage = storageOn(held);
    let hang = false;
    const slow = await KeyStore.open(
      {
        ...storage,
        readHead: () => {
          if (!hang) return storage.readHead();
          ask();
          return new Promise(() => undefined);
        },
      },
      UNLOCK,
    );
    hang = true;
    void slow.list();
    await asked;
    const waiting = [slow.list(), slow.put(SECRET), slow.verify()].map(codeOf);
    slow.lock();
    expect(await Promise.all(waiting)).toEqual(['disposed', 'disposed', 'disposed']);
    expect(await codeOf(slow.list())).toBe('disposed');
  });
});

it('events come one at a time, in the order of their changes', async () => {
  let [running, most] = [0, 0];
  log.keep = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  const ids = Array.from({ length: 8 }, (_, i) => `k${i}`);
  await Promise.all(ids.map((id) => store.put(SECRET, { id })));
  expect(most).toBe(1);
  expect(log.told().map(([, resource]) => resource)).toEqual(ids);
});

describe('close', () => {
  it('waits for what has begun, and its events; later calls are refused', async () => {
    const put = store.put(SECRET, { id: 'last' });
    const closing = store.close();
    expect(store.close()).toBe(closing);
    expect(await codeOf(store.put(SECRET, { id: 'late' }))).toBe('disposed');
    await closing;
    expect(await put).toBe('last');
    expect(log.told()).toEqual([['key_put', 'last', 'success', { generation: 3 }]]);
    const again = await KeyStore.open(storageOn(objects), UNLOCK);
    expect((await again.list()).map(({ id }) => id)).toEqual(['last', 'x', 'y']);
    await again[Symbol.asyncDispose]();
    expect(await codeOf(again.list())).toBe('disposed');
  });
});
