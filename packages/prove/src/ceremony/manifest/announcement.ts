/** What a coordinator announces before a ceremony, and everybody signs. */
import { canonicalJson, FedzkError, quoted, toHex, unexpected } from '@fedzk/core';
import type { Announcement } from '@fedzk/verify/ceremony';

/** Reads an announcement's text, or copies it as an object. @throws {FedzkError} `invalid-argument` */
export function announcementOf(announcement: unknown): Announcement {
  const value = typeof announcement === 'string' ? parsed(announcement) : copyOf(announcement);
  if (typeof value !== 'object' || value === null) throw unexpected('announcement', 'an announcement', announcement);
  const { csHash, closes } = value as Partial<Announcement>;
  if (typeof csHash !== 'string' || !/^[0-9a-f]{128}$/.test(csHash)) {
    throw unexpected('announcement', 'a "csHash" of 128 hexadecimal digits', csHash);
  }
  if (typeof closes !== 'string' || !isTime(closes)) {
    throw unexpected('announcement', 'a time "closes" like 2027-01-31T12:00:00Z', closes);
  }
  return value as Announcement;
}

/** Copies an announcement, so that it is read once. */
function copyOf(announcement: unknown): unknown {
  if (typeof announcement !== 'object' || announcement === null) return announcement;
  return JSON.parse(canonicalJson(announcement, 'announcement'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unexpected('announcement', 'JSON', text, { cause });
  }
}

/** Tells whether a text is a moment in UTC, without fractions of a second. */
function isTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text.replace('Z', '.000Z');
}

/**
 * Checks that a contribution is one to what was announced, and in time.
 *
 * @throws {FedzkError} `invalid-argument`: another circuit; `expired`: the ceremony has closed
 */
export function requireAnnounced(
  { csHash, closes }: Announcement,
  circuitHash: Uint8Array,
  now: number = Date.now(),
): void {
  if (toHex(circuitHash) !== csHash) {
    throw new FedzkError(
      'invalid-argument',
      'The key is not of the circuit and the powers of τ that were announced: its circuit hash differs. Ask the coordinator for the right file.',
    );
  }
  if (now > Date.parse(closes)) {
    throw new FedzkError(
      'expired',
      `The ceremony closed at ${quoted(closes)}; a contribution after that doesn't count.`,
    );
  }
}
