// Checks the names that people see: owners, roles and scopes. Two that look the same must not be two.

import { unexpected } from '@fedzk/core';

const MOST_CHARACTERS = 256;
/** Control and format characters, those that are shown as nothing, lone surrogates, and ends of lines. */
const REFUSED = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;
/** Scripts whose words have U+200C and U+200D, which change how the letters beside them look. */
const JOINING = ['Arab', 'Beng', 'Deva', 'Gujr', 'Guru', 'Knda', 'Mlym', 'Orya', 'Sinh', 'Taml', 'Telu']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const JOINERS = new RegExp(`(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`, 'gu');
const EXPECTED =
  `a string of one line of 1 to ${MOST_CHARACTERS} characters, none of which is invisible ` +
  'or changes the direction of writing';

/**
 * Checks a name.
 *
 * @returns it in NFC
 * @throws {FedzkError} `invalid-argument`
 */
export function lineOf(value: unknown, name: string): string {
  // A text in NFC has at least a quarter of its characters.
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS * 4) {
    const line = value.normalize('NFC');
    const fits = line.length >= 1 && line.length <= MOST_CHARACTERS;
    if (fits && !REFUSED.test(line.replace(JOINERS, ''))) return line;
  }
  throw unexpected(name, EXPECTED, value);
}

/**
 * Checks an owner, which is the subject of events.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function ownerOf(value: unknown): string {
  const owner = lineOf(value, 'owner');
  if (!/^[0-9a-f]{64}$/i.test(owner)) return owner;
  throw unexpected('owner', 'a name, and no bare hash of one, which an audit log refuses', value);
}
