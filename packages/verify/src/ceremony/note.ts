// What people sign (C2SP signed-note, signatures of type 1), and their keys.

import { concat, fromBase64, fromHex, toHex } from '@fedzk/core';
import { checkNote, sha256 } from '../../wasm/fedzk_ceremony.js';
import { bytesOfBase64 } from './json.js';
import type { Announcement } from './types.js';

/** A person's key, read from `name+id+base64` (C2SP signed-note). */
export interface NoteKey {
  readonly line: string;
  readonly name: string;
  /** The id in the line, 8 hexadecimal digits. */
  readonly keyId: string;
  /** Ed25519, 32 bytes. */
  readonly bytes: Uint8Array;
  /** These bytes in hexadecimal, by which keys are compared: names are free. */
  readonly id: string;
}

/** The byte of Ed25519 before a key. */
const ED25519 = 1;

/** Reads `name+id+base64`, and checks the id; undefined for anything else. */
export function readNoteKey(line: string): NoteKey | undefined {
  const [, name, keyId, encoded] = /^([^\s+\p{Cc}]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(line) ?? [];
  const typed = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || keyId === undefined || typed?.length !== 33 || typed[0] !== ED25519) return undefined;
  if (toHex(sha256(concat(utf8(`${name}\n`), typed)).slice(0, 4)) !== keyId) return undefined;
  const bytes = typed.slice(1);
  return { line, name, keyId, bytes, id: toHex(bytes) };
}

/** Tells whether a key signed a text, by the strict rules of CEREMONY.md, which all libraries agree on. */
export function signed({ bytes }: NoteKey, text: string, signature: string): boolean {
  return checkNote(bytes, utf8(text), bytesOfBase64(signature));
}

/** The text that a contributor signs. */
export function contributionText(
  announcementHash: string,
  { csHash }: Announcement,
  index: number,
  contributionHash: string,
): string {
  return `fedzk/ceremony/contribution/v1\nannouncement ${announcementHash}\ncircuit ${csHash}\nindex ${index}\ncontribution ${contributionHash}\n`;
}

/** The text that a verifier signs. */
export function verificationText(manifestHash: string, { csHash }: Announcement, keyId: string): string {
  return `fedzk/ceremony/verification/v1\nmanifest ${manifestHash}\ncircuit ${csHash}\nkey ${keyId}\nchecked r1cs ptau zkey beacon\n`;
}

/** SHA-256 of a line that names what is hashed, and of the canonical JSON. */
export function hashOf(what: 'announcement' | 'manifest', json: string): Uint8Array {
  return sha256(utf8(`fedzk/ceremony/${what}/v1\n${json}`));
}

/** The value of a drand round: SHA-256 of its signature. Both in hexadecimal. */
export function drandValue(signature: string): string {
  return toHex(sha256(fromHex(signature)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
