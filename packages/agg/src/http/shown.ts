// Reads a leader's JSON. Nothing in it is trusted here: documents count only with their signatures.

import { fromBase64url } from '@fedzk/core';
import type { Signatures } from '../protocol/signed.js';
import { readJson } from './json.js';

/** A document with its unverified signatures. */
export interface SignedText {
  readonly document: string;
  readonly signatures: Signatures;
}

/**
 * Reads the record of a round, or of the newest round, as the leader gives it. `undefined`: there is none yet, or it lacks a
 * signature. `closed`: the round has none, and gets none.
 */
export function shownRecord(
  text: string,
  round: bigint | undefined,
): SignedText | { readonly closed: true } | undefined {
  const said = readJson(text);
  const of = round === undefined ? objectIn(said, 'newest') : said;
  const record = signedOf(objectIn(of, 'record'));
  if (record === undefined) {
    return typeof of?.['state'] === 'string' && of['state'] !== 'open' ? { closed: true } : undefined;
  }
  // The helper may not have answered the leader yet.
  return record.signatures.helper === undefined && of?.['state'] === 'open' ? undefined : record;
}

/** Reads a document and its signatures from JSON; `undefined` for anything else. */
export function signedIn(text: string): SignedText | undefined {
  return signedOf(readJson(text));
}

function signedOf(said: Readonly<Record<string, unknown>> | undefined): SignedText | undefined {
  const { document } = said ?? {};
  if (typeof document !== 'string') return undefined;
  const given = objectIn(said, 'signatures') ?? {};
  const [leader, helper] = [given['leader'], given['helper']].map((signature) =>
    typeof signature === 'string' ? fromBase64url(signature) : undefined,
  );
  return { document, signatures: { leader, helper } };
}

function objectIn(
  value: Readonly<Record<string, unknown>> | undefined,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const found = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : undefined;
}

/** Reads the leader's status of a report, by its id in base64url; `undefined` for anything else. */
export function statusOf(text: string, report: string): unknown {
  const { report: of, status } = readJson(text) ?? {};
  return of === report ? status : undefined;
}
