/** The stores that open, for keystore.mjs: each has a spec for makeStore, the inputs that unlock it, and the generations to anchor at. */
import { generator, TIME, utf8 } from './keystore-writer.mjs';

const key = generator('unlockers')(32).toString('hex');
const raw = { type: 3, key };
const byKey = { key };
const passphrase = 'correct horse battery staple';
/** Makes a passphrase: the NFC form in UTF-8 of `string`, which a user types. */
const byPassphrase = (string) => ({ passphrase: utf8(string.normalize('NFC')), string });

const minimal = (name, more = {}) => ({
  kind: 'aes-256',
  master: 1,
  metadata: JSON.stringify({ name, created: TIME }),
  ...more,
});
const full = JSON.stringify({
  name: 'clients/ζ/signing',
  created: TIME,
  purpose: 'authentication of reports',
  owner: 'operations',
  expires: TIME + 63_072_000_000,
  hold: true,
  metadata: { ticket: 4711, tags: ['a', 'b'], nested: { null: null } },
});
const first = minimal('a');
const one = [[1, 1]];

/** Makes a slot of the right shape that nothing opens: its KDF would be expensive. */
const fake = (type, more) => ({ type, fake: true, passphrase, ...more });

/** Makes `metadata` of exactly `length` bytes. */
export const metadataOf = (length, name) => {
  const start = { name, created: TIME, purpose: '' };
  return JSON.stringify({ ...start, purpose: 'p'.repeat(length - JSON.stringify(start).length) });
};

export const specs = [
  {
    name: 'raw key',
    slots: [raw],
    masters: one,
    generations: [[minimal('a'), minimal('b', { kind: 'opaque', exportable: true, secretLength: 5 })]],
    unlocks: [byKey],
  },
  {
    name: 'a key that signs',
    slots: [raw],
    masters: one,
    generations: [[minimal('a', { kind: 'ed25519' })]],
    unlocks: [byKey],
  },
  { name: 'empty', slots: [raw], masters: one, generations: [[]], unlocks: [byKey] },
  {
    name: 'PBKDF2',
    slots: [{ type: 1, iterations: 100_000, passphrase: 'Pa\u00df\u00e4\u00c5' }],
    masters: one,
    generations: [[minimal('a')]],
    unlocks: [byPassphrase('Pa\u00dfa\u0308\u212b')],
  },
  {
    name: 'Argon2id',
    slots: [{ type: 2, memory: 64, passes: 3, lanes: 4, passphrase }],
    masters: one,
    generations: [[minimal('a')]],
    unlocks: [byPassphrase(passphrase)],
  },
  {
    name: 'Argon2id, least cost',
    slots: [{ type: 2, memory: 8, passes: 1, lanes: 1, passphrase: '\0' }],
    masters: one,
    generations: [[minimal('a')]],
    unlocks: [byPassphrase('\0')],
  },
  {
    name: 'four slots',
    slots: [
      { type: 1, iterations: 100_001, passphrase: 'one' },
      { type: 2, memory: 32, passes: 1, lanes: 1, passphrase: 'two' },
      { type: 4, provider: 'kms.example/ключ' },
      raw,
    ],
    masters: one,
    generations: [[minimal('a')]],
    unlocks: [byPassphrase('one'), byPassphrase('two'), byKey],
  },
  {
    name: 'three generations',
    slots: [raw],
    masters: one,
    generations: [[], [first, minimal('b')], [first, minimal('b', { version: 2 }), minimal('c')]],
    unlocks: [byKey],
    anchorsAt: [0, 1, 2],
  },
  {
    name: 'needs an anchor',
    flags: 1,
    slots: [raw],
    masters: one,
    generations: [[], [minimal('a')]],
    unlocks: [byKey],
    anchorsAt: [0, 1],
  },
  {
    name: 'all kinds under two of three master keys',
    slots: [raw],
    masters: [
      [1, 3],
      [2, 2],
      [7, 1],
    ],
    generations: [
      [
        minimal('a', { master: 2 }),
        minimal('b', { master: 7, kind: 'hmac-sha256', exportable: true, version: 3 }),
        { kind: 'opaque', master: 2, metadata: full, secretLength: 1, exportable: true },
        { kind: 'hmac-sha256', master: 7, metadata: full.replace('signing', 'sealing') },
        minimal('c', { master: 7, kind: 'opaque', secretLength: 1000, version: 2 ** 40 }),
      ],
    ],
    unlocks: [byKey],
  },
  {
    name: 'k = 4',
    k: 4,
    slots: [raw],
    masters: one,
    generations: [Array.from({ length: 12 }, (_, i) => minimal(`entry ${i}`))],
    unlocks: [byKey],
  },
  {
    name: 'k = 8',
    k: 8,
    slots: [raw],
    masters: one,
    generations: [Array.from({ length: 3 }, (_, i) => minimal(`entry ${i}`))],
    unlocks: [byKey],
  },
  {
    name: 'names',
    slots: [raw],
    masters: one,
    generations: [
      ['\0', ' ', 'n'.repeat(255), '\u00e9', '\u{1f511}', '__proto__', '\uFEFF'].map((name) => minimal(name)),
    ],
    unlocks: [byKey],
  },
  {
    name: 'all limits reached',
    slots: [
      fake(1, { iterations: 100_000 }),
      fake(1, { iterations: 9_900_000 }),
      fake(2, { memory: 1_048_576, passes: 3, lanes: 1 }),
      fake(2, { memory: 65_527, passes: 16, lanes: 16 }),
      fake(2, { memory: 144, passes: 1, lanes: 16 }),
      ...Array.from({ length: 10 }, () => fake(4, { provider: 'é'.repeat(127).concat('e'), wrappedLength: 1024 })),
      raw,
    ],
    masters: Array.from({ length: 64 }, (_, i) => [i === 63 ? 0xffffffff : i, i === 63 ? 1 : 2]),
    generations: [[minimal('a', { master: 0 }), minimal('b', { master: 0xffffffff })]],
    unlocks: [byKey],
  },
  {
    name: 'the longest entry',
    slots: [raw],
    masters: one,
    generations: [[minimal('a', { kind: 'opaque', metadata: metadataOf(65_536, 'a'), secretLength: 65_536 })]],
    unlocks: [byKey],
  },
];
