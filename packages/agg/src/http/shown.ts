// What a leader's JSON says. Nothing of it is believed here: documents count by their signatures.

import { fromBase64url } from '@fedzk/core';
import type { Signatures } from '../protocol/signed.js';
import { readJson } from './json.js';

/** A document, and signatures that nobody has checked. */
export interface SignedText {
  readonly document: string;
  readonly signatures: Signatures;
}

/**
 * What a leader shows as the record of a round, or of the newest. `undefined`: nothing yet, or not signed by both yet. `closed`:
 * the round has none, and gets none.
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

/** A document and who has signed it, as JSON says; `undefined` for anything else. */
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

/** What a leader says of a report, by its id in base64url; `undefined` for anything else. */
export function statusOf(text: string, report: string): unknown {
  const { report: of, status } = readJson(text) ?? {};
  return of === report ? status : undefined;
}
