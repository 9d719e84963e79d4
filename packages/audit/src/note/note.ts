// Notes (C2SP signed-note) of other texts than checkpoints, signed by a log's key.

import { FedzkError } from '@fedzk/core';
import { isNoteText } from '../../wasm/fedzk_audit.js';
import { requireSigner, unexpected } from '../argument.js';
import { MOST_NOTE_BYTES, readCheckpoint, readNote } from './checkpoint.js';
import { readVerifierKey, sameKey, verifySignature } from './keys.js';
import { type Signer, signNote as sign } from './signer.js';

/** What a note is: its text, or why it counts for nothing. */
export type VerifiedNote =
  | { readonly status: 'ok'; readonly text: string }
  /** `malformed-note`: it is no signed note. `signature`: the key did not sign it, or it was changed afterwards. */
  | { readonly status: 'malformed-note' | 'signature' };

/**
 * Signs a text as a note, such as a certificate that somebody else is to verify. The same text makes the same note. Begin the
 * text with a line that says what it is, so that nobody takes it for another document.
 *
 * @param text lines, each with its end, without control characters
 * @param signer of a log, or another
 * @throws {FedzkError} `invalid-argument`, also for the text of a checkpoint, which only the log itself signs, and for a signer
 *   whose signature is not of its own `verifierKey`
 *
 * @example
 * ```ts
 * const note = await signNote('example.com/receipt/v1\nentry 7\n', signer);
 * const { status } = verifyNote(note, signer.verifierKey);
 * ```
 */
export async function signNote(text: string, signer: Signer): Promise<string> {
  const isText = typeof text === 'string' && text.length <= MOST_NOTE_BYTES && isNoteText(text);
  if (!isText) throw unexpected('text', 'lines of text, each with its end, without control characters', text);
  if (readCheckpoint(text) !== undefined) {
    throw new FedzkError('invalid-argument', '"text" expected another text than that of a checkpoint.');
  }
  const { verifierKey } = requireSigner(signer);
  const note = await sign(text, signer);
  if (verifyNote(note, verifierKey).status === 'ok') return note;
  throw new FedzkError('invalid-argument', '"signer" made no Ed25519 signature of its own "verifierKey".');
}

/**
 * Verifies a note. Signatures of other keys are ignored.
 *
 * @param note of anybody
 * @param verifierKey `name+id+base64`
 * @throws {FedzkError} `invalid-argument`, `unsupported`: the key is none of a log
 */
export function verifyNote(note: string, verifierKey: string): VerifiedNote {
  const key = readVerifierKey(verifierKey);
  const read = typeof note === 'string' ? readNote(note) : undefined;
  if (read === undefined) return { status: 'malformed-note' };
  const own = read.signatures.find((signature) => sameKey(key, signature));
  const isSigned = own !== undefined && verifySignature(key, read.text, own.signature);
  return isSigned ? { status: 'ok', text: read.text } : { status: 'signature' };
}
