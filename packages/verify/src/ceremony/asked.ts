// What a caller asks of a manifest, read once.

import { byteLength, bytesOf, listOf, optionsOf, toHex, unexpected } from '@fedzk/core';
import { sha256 } from '../../wasm/fedzk_ceremony.js';
import { keyJsonBytes } from '../key-json.js';
import type { Level } from '../levels.js';
import { readNoteKey } from './note.js';
import type { ManifestOptions } from './types.js';

/** The options, read and checked. */
export interface Asked {
  /** Not checked: a level that doesn't exist is a problem of the report. */
  readonly level: string;
  /** The ids of the keys that are trusted. */
  readonly contributors: ReadonlySet<string>;
  readonly verifiers: ReadonlySet<string>;
  /** `Verifier.id` of the key that will be used. */
  readonly keyId: string | undefined;
  readonly r1csSha256: string | undefined;
  readonly development: boolean;
}

const HASH = /^[0-9a-f]{64}$/;

/** @throws {FedzkError} `invalid-argument`; for a wrong `key` in JSON the errors of `createVerifier` */
export function readAsked(options: ManifestOptions): Asked {
  const names = ['level', 'trustedKeys', 'key', 'r1csSha256', 'development'] as const;
  const { level, trustedKeys, key, r1csSha256, development = false } = optionsOf(options, names);
  if (typeof level !== 'string') throw unexpected('level', '"standard", "enhanced" or "maximum"', level);
  if (typeof development !== 'boolean') throw unexpected('development', 'a boolean', development);
  if (r1csSha256 !== undefined && !(typeof r1csSha256 === 'string' && HASH.test(r1csSha256))) {
    throw unexpected('r1csSha256', '64 digits of lower-case hexadecimal', r1csSha256);
  }
  const { contributors, verifiers } = optionsOf(trustedKeys, ['contributors', 'verifiers'], 'trustedKeys');
  return {
    level: level satisfies Level,
    contributors: idsOf(contributors, 'trustedKeys.contributors'),
    verifiers: idsOf(verifiers, 'trustedKeys.verifiers'),
    keyId: key === undefined ? undefined : keyIdOf(key),
    r1csSha256,
    development,
  };
}

function idsOf(keys: unknown, name: string): ReadonlySet<string> {
  const ids = listOf(keys, name, 'an array of keys, each name+id+base64', (line, i) => {
    const key = typeof line === 'string' ? readNoteKey(line) : undefined;
    if (key === undefined) throw unexpected(`${name}[${i}]`, 'a key name+id+base64 whose id fits', line);
    return key.id;
  });
  return new Set(ids);
}

function keyIdOf(key: NonNullable<ManifestOptions['key']>): string {
  if (typeof key === 'string') {
    if (HASH.test(key)) return key;
    throw unexpected('key', "a verification key, or a Verifier's id", key);
  }
  const bytes = byteLength(key) === undefined ? keyJsonBytes(key) : bytesOf(key, 'key');
  return toHex(sha256(bytes));
}
