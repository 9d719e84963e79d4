/** What a coordinator announces before a ceremony, and everybody signs. */
import { canonicalJson, concat, FedzkError, quoted, toHex, unexpected } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { Level } from '@fedzk/verify/levels';

/** The source of a ceremony's last, random contribution. */
export type AnnouncedBeacon =
  | { readonly source: 'drand-quicknet'; readonly round: number; readonly iterations: number }
  | { readonly source: 'bitcoin'; readonly height: number; readonly iterations: number };

/** A ceremony's announcement. */
export interface Announcement {
  readonly beacon: AnnouncedBeacon;
  readonly circuit: {
    readonly constraints: number;
    /** The number of rows of the key. */
    readonly domain: number;
    readonly name: string;
    readonly publicSignals: readonly string[];
    /** SHA-256 of the circuit's constraints, hexadecimal. */
    readonly r1csSha256: string;
  };
  /** The last moment for a contribution, as `2027-01-31T12:00:00Z`. */
  readonly closes: string;
  /** The hash of the circuit's first key. */
  readonly csHash: string;
  readonly curve: Curve;
  /** A ceremony for tests: everybody knows its secrets. */
  readonly development?: true;
  readonly level: Level;
  readonly ptau: {
    /** BLAKE2b-512 of the file, hexadecimal. */
    readonly blake2b: string;
    readonly power: number;
    /** Where it came from, such as `perpetual-28`. */
    readonly source: string;
  };
}

/** SHA-256 of a text, a newline and JSON in its canonical form (RFC 8785), hexadecimal. */
export async function hashOfJson(purpose: string, value: object): Promise<string> {
  const text = new TextEncoder().encode(`${purpose}\n${canonicalJson(value)}`);
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

export function announcementHash(announcement: object): Promise<string> {
  return hashOfJson('fedzk/ceremony/announcement/v1', announcement);
}

/** Reads an announcement's text, or takes it as an object. @throws {FedzkError} `invalid-argument` */
export function announcementOf(announcement: unknown): Announcement {
  const value = typeof announcement === 'string' ? parsed(announcement) : announcement;
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unexpected('announcement', 'JSON', text, { cause });
  }
}

/** Tells whether a text is a moment in UTC, without fractions of a second. */
export function isTime(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text.replace('Z', '.000Z');
}

/**
 * Checks that a contribution is one to what was announced, and in time.
 *
 * @throws {FedzkError} `invalid-argument`: another circuit; `expired`: the ceremony has closed
 */
export function requireAnnounced({ csHash, closes }: Announcement, circuitHash: Uint8Array, now = Date.now()): void {
  if (toHex(circuitHash) !== csHash) {
    throw new FedzkError(
      'invalid-argument',
      'The key is not of the circuit and the powers of τ that were announced: its circuit hash differs. Ask the coordinator for the right file.',
    );
  }
  if (now > Date.parse(closes)) {
    throw new FedzkError('expired', `The ceremony closed at ${quoted(closes)}; a contribution after that doesn't count.`);
  }
}

/** The text that a contributor signs and publishes. */
export async function contributionText(announcement: Announcement, index: number, hash: string): Promise<string> {
  return lines([
    'fedzk/ceremony/contribution/v1',
    `announcement ${await announcementHash(announcement)}`,
    `circuit ${announcement.csHash}`,
    `index ${index}`,
    `contribution ${hash}`,
  ]);
}

export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** Writes standard base64 (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Reads what {@link toBase64} writes; undefined for anything else. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/** Joins bytes as base64. */
export function base64Of(...parts: readonly Uint8Array[]): string {
  return toBase64(concat(...parts));
}
