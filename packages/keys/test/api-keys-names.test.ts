/** Owners, roles and scopes: which texts are taken, and that no two look the same. */
import { memoryStorage } from '@fedzk/keys';
import { ApiKeys } from '@fedzk/keys/api-keys';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from './support/stores.js';

let keys: ApiKeys;
beforeAll(async () => {
  keys = await ApiKeys.open(memoryStorage(), { pepper: new Random('api keys names').bytes(32) });
});
afterAll(() => keys.close());

const LONG = 'a'.repeat(256);
const CLIENT = { owner: 'client_001', role: 'client' } as const;

describe('takes', () => {
  it.each([
    ['256 characters', LONG, LONG],
    ['letters with accents, in NFC', 'Jose\u0301', 'Jos\u00e9'],
    [
      '256 characters in NFC that had more',
      `${'e\u0301'.repeat(128)}${'b'.repeat(128)}`,
      `${'\u00e9'.repeat(128)}${'b'.repeat(128)}`,
    ],
    [
      'a Persian name with U+200C',
      '\u0645\u062d\u0645\u062f\u200c\u0631\u0636\u0627',
      '\u0645\u062d\u0645\u062f\u200c\u0631\u0636\u0627',
    ],
    ['a Bengali name with U+200D', '\u09b0\u09cd\u200d\u09af', '\u09b0\u09cd\u200d\u09af'],
    ['an emoji', 'lab \u{1f52c}', 'lab \u{1f52c}'],
  ])('%s', async (_, owner, kept) => {
    const { record } = await keys.issue({ owner, role: owner, scopes: [owner] });
    expect([record.owner, record.role, record.scopes]).toEqual([kept, kept, [kept]]);
  });
});

describe('refuses', () => {
  it.each([
    ['more than 256 characters', `${LONG}a`],
    ['one that has more than 256 characters in NFC', '\u0958'.repeat(256)],
    ['a control character', 'a\nb'],
    ['U+202E, which turns the direction', 'client_\u202e100'],
    ['U+2066, which isolates a direction', '\u2066a\u2069'],
    ['U+FEFF, a byte order mark', '\ufeffclient'],
    ['U+00AD, a soft hyphen', 'cli\u00adent'],
    ['U+200B, a space without width', 'cli\u200bent'],
    ['U+200C between Latin letters', 'cli\u200cent'],
    ['U+200C at the end', '\u0645\u062d\u0645\u062f\u200c'],
    ['two of U+200C', '\u0645\u062d\u0645\u062f\u200c\u200c\u0631'],
    ['U+200D between emoji', '\u{1f468}\u200d\u{1f52c}'],
    ['a tag', 'client\u{e0041}'],
    ['a selector of variations', 'client\ufe0f'],
    ['U+3164, a letter that is blank', 'client\u3164'],
    ['a lone surrogate', 'client\ud800'],
  ])('%s', async (_, text) => {
    for (const call of [
      () => keys.issue({ ...CLIENT, owner: text }),
      () => keys.issue({ ...CLIENT, role: text }),
      () => keys.issue({ ...CLIENT, scopes: [text] }),
      () => keys.rotateOwner(text),
    ]) {
      expect(await codeOf(call())).toBe('invalid-argument');
    }
  });

  it('an owner that no event can be about: a bare hash', async () => {
    expect((await rejection(keys.issue({ ...CLIENT, owner: 'aB'.repeat(32) }))).message).toContain('"owner" expected');
    expect(await codeOf(keys.issue({ owner: 'a', role: 'ab'.repeat(32) }))).toBe('done');
  });

  it('in words that show what is not seen', async () => {
    const { message } = await rejection(keys.issue({ ...CLIENT, owner: 'cli\u200bent' }));
    expect(message).toMatch(/^"owner" expected .*invisible/);
    expect(message).not.toContain('\u200b');
  });
});
