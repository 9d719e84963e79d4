/**
 * Signed notes (C2SP signed-note, as @fedzk/audit writes them): a text that ends with a newline, an empty line, and lines
 * `— name base64` with 4 bytes that identify the key, and the signature.
 */
import { concat, FedzkError, fromBase64, fromHex, methodsOf, type Signer, toBase64, unexpected } from '@fedzk/core';
import { checkSignature, type NoteKey, readNoteKey } from '@fedzk/verify/ceremony';

/** Reads a key. @throws {FedzkError} `invalid-argument` */
export function noteKeyOf(line: unknown): NoteKey {
  const key = typeof line === 'string' ? readNoteKey(line) : undefined;
  if (key === undefined) throw unexpected('key', 'an Ed25519 key, name+id+base64, whose id fits', line);
  return key;
}

/** Reads a signer, whose key must be one of notes. @throws {FedzkError} `invalid-argument` */
export function signerOf(signer: Signer): { readonly key: NoteKey; readonly sign: Signer['sign'] } {
  const { sign } = methodsOf(signer, ['sign'], 'signer', 'a signer: { name, verifierKey, sign }');
  return { key: noteKeyOf(signer.verifierKey), sign };
}

/** Signs a text. Returns the signature, 64 bytes. @throws {FedzkError} `invalid-argument`: no signature of the signer's key */
export async function signed(text: string, { key, sign }: ReturnType<typeof signerOf>): Promise<Uint8Array> {
  const signature = await sign(new TextEncoder().encode(text));
  if (checkSignature(text, key.line, toBase64(signature))) return signature;
  throw new FedzkError('invalid-argument', '"signer" made no Ed25519 signature of its own "verifierKey".');
}

/** Signs a text as a note. @throws {FedzkError} as {@link signed} */
export async function signNote(text: string, signer: ReturnType<typeof signerOf>): Promise<string> {
  const { name, keyId } = signer.key;
  return `${text}\n— ${name} ${toBase64(concat(fromHex(keyId), await signed(text, signer)))}\n`;
}

/** What a contributor's note begins with: CEREMONY.md, Signatures. */
export const CONTRIBUTION = 'fedzk/ceremony/contribution/v1\n';

/** A note, taken apart. Its signatures are not verified. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Uint8Array; readonly signature: Uint8Array }[];
}

/**
 * @param named what errors call it
 * @throws {FedzkError} `invalid-argument`
 */
export function readNote(note: string, named: string): Note {
  if (note.includes('\r\n')) {
    throw notANote(named, 'and its line ends were changed to those of Windows: take the file as it was published');
  }
  const at = note.lastIndexOf('\n\n');
  if (at < 0) throw notANote(named);
  if (!note.endsWith('\n')) throw notANote(named, 'and its end is missing: take the file as it was published');
  const lines = note.slice(at + 2, -1).split('\n', MOST_SIGNATURES + 1);
  if (lines.length > MOST_SIGNATURES) throw notANote(named, `with ${MOST_SIGNATURES} signatures at most`);
  const signatures = lines.map((line) => {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (name === '' || bytes === undefined || bytes.length < 5) throw notANote(named);
    return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** More than a contributor writes, which is one. */
const MOST_SIGNATURES = 1000;

function notANote(named: string, how = 'as "contribute" writes it'): FedzkError {
  return new FedzkError('invalid-argument', `"${named}" expected a signed note, ${how}.`);
}
