/** Arguments and options of a store that are not what they should be: a clear error, and nothing is written or taken. */
import { FedzkError } from '@fedzk/core';
import { KeyHandle, KeyStore, memoryStorage } from '@fedzk/keys';
import { errorOf, rejection } from '@fedzk/testkit/errors';
import { expect, it } from 'vitest';
import { backupFile } from '../src/backup/file.js';
import { memoryAnchor } from './support/anchors.js';
import { type Objects, storageOn } from './support/objects.js';
import { fill, last, storeOf, UNLOCK } from './support/stores.js';

/** Whatever may come from JavaScript. */
const any = <T>(value: unknown): T => value as T;
const secret = new Uint8Array(32).fill(9);
const opening = 'audit, anchor, addAnchor, id, user';
const said = 'id, purpose, owner, expiresAt, exportable, metadata, hold, replace';

const ofStores: readonly [name: string, options: object, message: string][] = [
  ['a path for an anchor', { anchor: '/path' }, '"anchor" expected an Anchor, such as directoryAnchor(path) of'],
  ['an anchor that cannot save', { anchor: { load: async () => undefined } }, '"anchor" expected an Anchor, such as'],
  ['a function for an audit log', { audit: () => 0 }, '"audit" expected an object with append, such as an AuditLog of'],
  ['null for an audit log', { audit: null }, '"audit" expected an object with append'],
  ['a number for a user', { user: 5 }, '"user" expected a string of one line of 1 to 256 characters, got 5.'],
  ['a user without a name', { user: '' }, '"user" expected a string of one line'],
  ['a user of two lines', { user: 'a\nb' }, '"user" expected a string of one line'],
  ['half a character for a user', { user: '\ud800' }, '"user" expected a string of one line'],
  ['a long user', { user: 'u'.repeat(257) }, '"user" expected a string of one line'],
  ['a bare hash for a user', { user: 'A0'.repeat(32) }, '"user" expected a name, and no bare hash of one'],
  ['a string for addAnchor', { addAnchor: 'yes' }, '"addAnchor" expected true or false, got "yes".'],
  ['another name', { ancor: memoryAnchor() }, `"options" has no "ancor"; it takes ${opening}`],
];

it.each(ofStores)('create refuses %s, and makes no store', async (_, options, message) => {
  const objects: Objects = new Map();
  const error = await rejection(KeyStore.create(storageOn(objects), UNLOCK, options));
  expect([error.code, error.message, objects.size]).toEqual(['invalid-argument', expect.stringContaining(message), 0]);
});

it.each(ofStores)('open refuses %s', async (_, options, message) => {
  const { objects } = await storeOf(1);
  const before = new Map(objects);
  const error = await rejection(KeyStore.open(storageOn(objects), UNLOCK, options));
  expect([error.code, error.message]).toEqual(['invalid-argument', expect.stringContaining(message)]);
  expect(objects).toEqual(before);
});

it.each([
  ...ofStores.slice(0, -1),
  ['a string for acceptRollback', { acceptRollback: 'yes' }, '"acceptRollback" expected true or false'],
  [
    'another name',
    { acceptRollBack: true },
    `"options" has no "acceptRollBack"; it takes ${opening}, acceptRollback, signal, onProgress`,
  ],
] as const)('restore refuses %s, and makes no store', async (_, options, message) => {
  const { store } = await storeOf(1);
  let backup = new Uint8Array();
  await store.backup({
    write: async (bytes) => {
      backup = new Uint8Array(bytes);
    },
  });
  const objects: Objects = new Map();
  const error = await rejection(KeyStore.restore(storageOn(objects), backup, UNLOCK, any(options)));
  expect([error.code, error.message, objects.size]).toEqual(['invalid-argument', expect.stringContaining(message), 0]);
});

const calls: readonly [name: string, call: (store: KeyStore) => Promise<unknown>, message: string][] = [
  [
    'put with another name',
    (store) => store.put(secret, any({ id: 'new', expires: 5 })),
    `"options" has no "expires"; it takes ${said}, kind`,
  ],
  ['put with a key twice', (store) => store.put(secret, any({ id: 'new', key: secret })), '"options" has no "key"'],
  ['put with a name alone', (store) => store.put(secret, any('new')), '"options" expected an object, got "new"'],
  [
    'putMany with another name',
    (store) => store.putMany([any({ id: 'new', key: secret, exportible: true })]),
    `"options" has no "exportible"; it takes ${said}, kind, key.`,
  ],
  ['putMany of nothing', (store) => store.putMany(any(undefined)), '"keys" expected an array or another iterable'],
  ['putMany of an object', (store) => store.putMany(any({ key: secret })), '"keys" expected an array or another'],
  ['putMany of a string', (store) => store.putMany(any('new')), '"keys" expected an array or another'],
  [
    'generate with another name',
    (store) => store.generate('aes-256', any({ id: 'new', kind: 'opaque' })),
    `"options" has no "kind"; it takes ${said}.`,
  ],
  [
    'get with another name',
    (store) => store.get('key-0000', any({ versoin: 1 })),
    '"options" has no "versoin"; it takes',
  ],
  ['export with another name', (store) => store.export('key-0000', any({ v: 1 })), 'has no "v"; it takes version.'],
  [
    'update with another name',
    (store) => store.update('key-0000', any({ expires: 5 })),
    '"changes" has no "expires"; it takes',
  ],
  [
    'retire with another name',
    (store) => store.retire('key-0000', any({ befor: 1 })),
    '"which" has no "befor"; it takes before.',
  ],
  [
    'retire with one name more',
    (store) => store.retire('key-0000', any({ before: 1, after: 1 })),
    '"which" has no "after"; it takes before.',
  ],
  ['list of a prefix', (store) => store.list(any('key-')), '"filter" expected a function of a key\'s info, such as'],
  ['rewrap with another name', (store) => last(store.rewrap(any({ batsh: 1 }))), '"options" has no "batsh"; it takes'],
  [
    'rewrap with a number for a signal',
    (store) => last(store.rewrap({ signal: any(5) })),
    '"signal" expected an Abort',
  ],
  [
    'rewrap with a string',
    (store) => last(store.rewrap({ reencrypt: any('no') })),
    '"reencrypt" expected true or false',
  ],
  [
    'backup with another name',
    (store) => store.backup({ write: async () => undefined }, any({ overwrite: true })),
    '"options" has no "overwrite"; it takes replace, signal, onProgress.',
  ],
  [
    'addSlot with another cost',
    (store) => store.addSlot({ passphrase: 'mine', kdf: any({ name: 'argon2id', memory: 1_048_576 }) }),
    '"kdf" has no "memory"; it takes name, memoryKiB, passes, lanes.',
  ],
  [
    'addSlot with the cost beside',
    (store) => store.addSlot(any({ passphrase: 'mine', iterations: 5_000_000 })),
    '"unlock" has no "iterations"; it takes passphrase, kdf.',
  ],
  [
    'removeSlot of bytes',
    (store) => store.removeSlot(any(new Uint8Array(0))),
    '"slotId" expected a string, as slots()',
  ],
  ['removeSlot of nothing', (store) => store.removeSlot(any(undefined)), '"slotId" expected a string, as slots()'],
];

it.each(calls)('%s is refused, and changes nothing', async (_, call, message) => {
  const { objects, store } = await storeOf(2);
  const before = new Map(objects);
  const error = await rejection(call(store));
  expect([error.code, error.message]).toEqual(['invalid-argument', expect.stringContaining(message)]);
  expect(objects).toEqual(before);
  expect(error.message).not.toContain('mine');
  store.lock();
});

it('undefined options count as left out', async () => {
  const store = await KeyStore.create(memoryStorage(), UNLOCK, any({ audit: undefined }));
  expect(await store.put(secret, any({ id: 'new', owner: undefined }))).toBe('new');
  // A misspelt one is misspelt, whatever it has.
  expect((await rejection(store.put(secret, any({ id: 'new', other: undefined })))).code).toBe('invalid-argument');
});

it('neither a store nor a handle is made by new', async () => {
  const made: readonly (() => unknown)[] = [
    () => new (any<new (...given: unknown[]) => KeyStore>(KeyStore))(memoryStorage(), { passphrase: 'mine' }),
    () => new (any<new () => KeyHandle>(KeyHandle))(),
  ];
  expect(made.map((make) => errorOf(make)?.code)).toEqual(['invalid-argument', 'invalid-argument']);
  expect(made.map((make) => errorOf(make)?.message)).toEqual([
    expect.stringContaining('KeyStore.create'),
    expect.stringContaining('get(id)'),
  ]);
});

it('backupFile refuses another name', () => {
  const error = errorOf(() => backupFile('backup', any({ overwrite: true })));
  expect([error instanceof FedzkError, error?.message]).toEqual([
    true,
    expect.stringContaining('"options" has no "overwrite"; it takes replace.'),
  ]);
});

it('a handle is disposed of by name, as by using', async () => {
  const { store } = await storeOf(0);
  await fill(store, 1);
  const handle = await store.get('key-0000');
  handle.dispose();
  handle[Symbol.dispose]();
  expect(errorOf(() => handle.seal(secret))?.code).toBe('disposed');
});

it('a handle says how long what it opens has to be, as `open` does', async () => {
  const { store } = await storeOf(1);
  using handle = await store.get('key-0000');
  for (const length of [0, 1, 79]) {
    const error = errorOf(() => handle.open(new Uint8Array(length)));
    expect([error?.code, error?.message]).toEqual([
      'invalid-argument',
      `"sealed" expected a Uint8Array of 80 or more, got a Uint8Array of ${length}.`,
    ]);
  }
  expect(errorOf(() => handle.open(new Uint8Array(80)))?.code).toBe('not-authentic');
});
