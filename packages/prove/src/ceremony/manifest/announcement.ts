/** What a coordinator announces before a ceremony, and everybody signs. */
import { canonicalJson, FedzkError, quoted, toHex, unexpected } from '@fedzk/core';
import { type Announcement, checkAnnouncement } from '@fedzk/verify/ceremony';

/**
 * Reads an announcement's text, or copies it as an object, and checks that a manifest of this ceremony can count.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function announcementOf(announcement: unknown): Announcement {
  const value = (typeof announcement === 'string' ? parsed(announcement) : copyOf(announcement)) as Announcement;
  const [problem] = checkAnnouncement(value);
  if (problem === undefined) return value;
  throw new FedzkError('invalid-argument', `The announced ceremony can't make a key that counts. ${problem.text}`);
}

/** Copies an announcement, so that it is read once. */
function copyOf(announcement: unknown): unknown {
  if (typeof announcement !== 'object' || announcement === null) {
    throw unexpected('announcement', 'an announcement, as an object or as JSON', announcement);
  }
  return JSON.parse(canonicalJson(announcement, 'announcement'));
}

/** Reads the canonical form alone: another text may show its reader what is not signed, such as a member that is there twice. */
function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unexpected('announcement', 'JSON', text, { cause });
  }
  const own = typeof value === 'object' && value !== null ? canonicalJson(value, 'announcement') : text;
  // An editor may have added a line end.
  if (own === text.replace(/\r?\n$/, '')) return value;
  throw new FedzkError(
    'invalid-argument',
    '"announcement" is not in the canonical form (RFC 8785), which "new --announce" writes. Take the file as it was published.',
  );
}

/** @throws {FedzkError} `invalid-argument`: the key is of another circuit, or made of other powers */
export function requireSameCircuit({ csHash }: Announcement, circuitHash: Uint8Array): void {
  if (toHex(circuitHash) === csHash) return;
  throw new FedzkError(
    'invalid-argument',
    'The key is not of the circuit and the powers of τ that were announced: its circuit hash differs. Ask the coordinator for the right file.',
  );
}

/** Checks that contributions are still taken, but for tests. @throws {FedzkError} `expired` */
export function requireOpen({ closes, development }: Announcement): void {
  const now = Date.now();
  if (development || now <= Date.parse(closes)) return;
  throw new FedzkError(
    'expired',
    `The ceremony closed at ${quoted(closes)}; a contribution after that doesn't count. ${clockShows(now)}`,
  );
}

/** Checks that contributions are no longer taken, but for tests. @throws {FedzkError} `invalid-state` */
export function requireClosed({ closes, development }: Announcement): void {
  const now = Date.now();
  if (development || now > Date.parse(closes)) return;
  throw new FedzkError(
    'invalid-state',
    `The ceremony takes contributions until ${quoted(closes)}; the random beacon and the manifest come after that. ${clockShows(now)}`,
  );
}

/** Says the time that was compared: a clock may be wrong. */
function clockShows(now: number): string {
  return `This computer's clock shows ${quoted(`${new Date(now).toISOString().slice(0, 19)}Z`)}.`;
}
