// Signed statements in which a writer stores facts about its log. Somebody who can write the folder but
// has no key can't forge them.
//
// A statement is lines of text: its kind, its contents, and an Ed25519 signature of a zero byte and the
// lines before it. A note's text has no zero byte (C2SP signed-note), so no such signature is a note's.
//
//     fedzk.dev/audit-<kind>/v1
//     <origin>
//     <what it says, in one line or several>
//     signature <hexadecimal>

import { FedzkError, fromHex, quoted, toHex } from '@fedzk/core';
import { type VerifierKey, verifySignature } from '../note/keys.js';
import type { Signer } from '../note/signer.js';
import { decoded, utf8 } from '../utf8.js';

/** `signed`: the largest tree; `minimum`: the entry before which bundles may be gone; `segments`: the progress of rotation. */
export type StatementKind = 'signed' | 'minimum' | 'segments';

const SIGNATURE = /^((?:.*\n)+)signature ([0-9a-f]{128})\n$/;

/**
 * Signs a statement about the signer's log.
 *
 * @param says lines, each with its line feed
 * @returns the bytes of its file
 */
export async function signStatement(kind: StatementKind, says: string, signer: Signer): Promise<Uint8Array> {
  const text = `${firstLine(kind)}${signer.name}\n${says}`;
  return utf8(`${text}signature ${toHex(await signer.sign(utf8(signedText(text))))}\n`);
}

/**
 * Reads a statement.
 *
 * @param path the path of its file, for errors
 * @param key the log's; without it, the signature is not checked
 * @returns the origin, and the lines after it
 * @throws {FedzkError} `damaged`: not a statement; `not-authentic`: the key did not sign it;
 *   `invalid-state`: it is another log's
 */
export function readStatement(
  kind: StatementKind,
  bytes: Uint8Array,
  path: string,
  key?: VerifierKey,
): { readonly origin: string; readonly says: string } {
  const [, text = '', signature = ''] = SIGNATURE.exec(decoded(bytes)) ?? [];
  const first = firstLine(kind);
  const end = text.indexOf('\n', first.length);
  if (!text.startsWith(first) || end < 0) {
    throw new FedzkError('damaged', `${path} is damaged; restore the log, or begin a new one with AuditLog.newEpoch.`);
  }
  const [origin, says] = [text.slice(first.length, end), text.slice(end + 1)];
  if (key === undefined) return { origin, says };
  if (origin !== key.name) {
    throw new FedzkError(
      'invalid-state',
      `${path} is of the log ${quoted(origin)}, and the key is of ${quoted(key.name)}: give this log's key.`,
    );
  }
  if (verifySignature(key, signedText(text), fromHex(signature))) return { origin, says };
  throw new FedzkError(
    'not-authentic',
    `${path} was not signed with this key: the key is not this log's, or somebody else wrote the file. Nothing was signed. ` +
      `Give this log's key. If it is this one, ${RESTORE}`,
  );
}

const RESTORE =
  'restore the folder and open it with "since", a checkpoint that was kept elsewhere, or begin a new log after it with ' +
  'AuditLog.newEpoch.';

/** The error for a file that somebody else wrote into a log's folder. */
export function notAuthentic(path: string, why: string): FedzkError {
  return new FedzkError(
    'not-authentic',
    `${path} ${why}: somebody else wrote it, and nothing was signed. To go on, ${RESTORE}`,
  );
}

/** The error for a log that is older than what it signed. */
export function rolledBack(why: string): FedzkError {
  return new FedzkError(
    'rolled-back',
    `The log is older than what it signed: ${why}. A backup was put in its place, or a disk lost it; going on would fork ` +
      'it. Restore what is missing, or begin a new log after it with AuditLog.newEpoch.',
  );
}

/** The error for a journal with other bytes in the place of acknowledged entries. */
export function damagedJournal({ path, at }: { readonly path: string; readonly at: number }): FedzkError {
  return new FedzkError(
    'damaged',
    `${path} is damaged at byte ${at}, before entries that were acknowledged; restore the log.`,
  );
}

function firstLine(kind: StatementKind): string {
  return `fedzk.dev/audit-${kind}/v1\n`;
}

function signedText(text: string): string {
  return `\0${text}`;
}
