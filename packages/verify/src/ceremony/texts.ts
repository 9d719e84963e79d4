// The texts that people sign, for programs that sign them.

import { bytesOf, canonicalJson, FedzkError, fromBase64, toHex, unexpected } from '@fedzk/core';
import { checkRound as checkRoundIn } from '../../wasm/fedzk_ceremony.js';
import { announcementProblems } from './announced.js';
import { readAnnouncement, readForm } from './form.js';
import { ready } from './instance.js';
import { Malformed } from './json.js';
import {
  contributionText as contributionLines,
  hashOf,
  type NoteKey,
  readNoteKey as readKey,
  signed,
  verificationText as verificationLines,
} from './note.js';
import type { Announcement, ManifestDetail, ManifestJson } from './types.js';

/**
 * Returns the SHA-256 of an announcement, in hexadecimal, as contributors sign it.
 *
 * @throws {FedzkError} `invalid-argument`: not an announcement
 */
export function announcementHash(announcement: Announcement): string {
  ready();
  return toHex(hashOf('announcement', canonicalJson(checkedAnnouncement(announcement))));
}

/**
 * Checks an announcement before a ceremony, or before a contribution to it.
 *
 * @returns what keeps any manifest of this ceremony from counting; empty if nothing does
 * @throws {FedzkError} `invalid-argument`: not an announcement
 */
export function checkAnnouncement(announcement: Announcement): readonly ManifestDetail[] {
  return announcementProblems(checkedAnnouncement(announcement));
}

/**
 * Returns the text that a contributor signs: a note (C2SP signed-note). The signature is over all its bytes.
 *
 * @param index the contribution's place in section 10, from 0
 * @param contributionHash snarkjs's, in hexadecimal
 * @throws {FedzkError} `invalid-argument`
 */
export function contributionText(announcement: Announcement, index: number, contributionHash: string): string {
  const own = checkedAnnouncement(announcement);
  if (!Number.isSafeInteger(index) || index < 0) throw unexpected('index', 'an integer from 0', index);
  if (typeof contributionHash !== 'string' || !/^[0-9a-f]{128}$/.test(contributionHash)) {
    throw unexpected('contributionHash', '128 digits of lower-case hexadecimal', contributionHash);
  }
  return contributionLines(announcementHash(own), own, index, contributionHash);
}

/**
 * Returns the text that a verifier of a manifest signs, after all that it says was checked.
 *
 * @param manifest with or without the verifiers that have signed, who are not part of the text
 * @throws {FedzkError} `invalid-argument`
 */
export function verificationText(manifest: Omit<ManifestJson, 'verifiers'>): string {
  ready();
  const own = JSON.parse(canonicalJson(manifest, 'manifest')) as object;
  const form = read(() => readForm({ ...own, verifiers: [] }));
  form.chain.free();
  return verificationLines(toHex(form.hash), form.manifest.announcement, form.key.id);
}

/**
 * Tells whether drand's network quicknet signed a round. The value of the round is the SHA-256 of the signature.
 *
 * @param signature 48 bytes
 * @throws {FedzkError} `invalid-argument`: no positive integer, or no bytes
 */
export function checkRound(round: number, signature: Uint8Array): boolean {
  if (!Number.isSafeInteger(round) || round < 1) throw unexpected('round', 'a positive integer', round);
  ready();
  return checkRoundIn(round, bytesOf(signature, 'signature'));
}

/**
 * Reads a key, `name+id+base64`, and compares the id with the name and the key.
 *
 * @returns undefined for anything else
 */
export function readNoteKey(line: string): NoteKey | undefined {
  if (typeof line !== 'string') throw unexpected('line', 'a string', line);
  ready();
  return readKey(line);
}

/**
 * Tells whether a key signed a text, by the strict rules that `verifyManifest` has.
 *
 * @param text such as {@link contributionText} and {@link verificationText} return
 * @param key `name+id+base64`
 * @param signature base64 of 64 bytes, as a manifest has it
 * @returns false, too, for what is no such key or signature
 */
export function checkSignature(text: string, key: string, signature: string): boolean {
  for (const [name, value] of Object.entries({ text, key, signature })) {
    if (typeof value !== 'string') throw unexpected(name, 'a string', value);
  }
  ready();
  const own = readKey(key);
  return own !== undefined && fromBase64(signature)?.length === 64 && signed(own, text, signature);
}

function checkedAnnouncement(announcement: Announcement): Announcement {
  const parsed: unknown = JSON.parse(canonicalJson(announcement, 'announcement'));
  return read(() => readAnnouncement(parsed, 'announcement'));
}

function read<T>(reader: () => T): T {
  try {
    return reader();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new FedzkError('invalid-argument', error.message);
  }
}
