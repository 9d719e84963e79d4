import { byteLength, FedzkError, methodsOf, unexpected } from '@fedzk/core';
import type { Signer } from './note/signer.js';
import type { LogReader, LogStorage } from './storage/storage.js';

export { unexpected } from '@fedzk/core';

/** Checks for a number of entries, or the index of one. */
export function requireWhole(value: unknown, name: string, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}

/**
 * Checks for the index of an entry.
 *
 * @param size the number of entries in the log
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function requireIndex(value: unknown, size: number, name = 'index'): number {
  if (size > 0) return requireWhole(value, name, 0, size - 1);
  throw new FedzkError('invalid-argument', `"${name}" expected the index of an entry; the log has no entries yet.`);
}

export function requireFlag(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(name, 'true or false', value);
}

/** Checks for a Uint8Array, of this realm or another. */
export function requireBytes(value: unknown, name: string): Uint8Array {
  if (byteLength(value) === undefined) throw unexpected(name, 'a Uint8Array', value);
  return value as Uint8Array;
}

/** Refuses an open log in the place of its storage: it has a `read` too, which takes an index. */
function refuseLog(value: unknown, name: string, expected: string): void {
  if (!isLog(value)) return;
  throw new FedzkError(
    'invalid-argument',
    `"${name}" expected ${expected}, got an open AuditLog; give the storage that it was opened with.`,
  );
}

function isLog(value: unknown): boolean {
  try {
    const { append, prove } = Object(value) as { readonly append?: unknown; readonly prove?: unknown };
    return typeof append === 'function' && typeof prove === 'function';
  } catch {
    return false; // the check of its methods tells
  }
}

const A_STORAGE = 'a storage, such as directoryStorage(path) of "@fedzk/audit/node" or memoryStorage()';
const A_READER = 'a reader, such as directoryStorage(path) of "@fedzk/audit/node" or httpReader(url)';
const STORAGE = ['lock', 'read', 'list', 'create', 'replace', 'remove', 'openJournal'] as const;

/** Checks for a storage, with all of its methods. */
export function requireStorage(storage: LogStorage, name = 'storage'): LogStorage {
  refuseLog(storage, name, A_STORAGE);
  return methodsOf(storage, STORAGE, name, A_STORAGE);
}

/** Checks for a reader; a storage is one too. */
export function requireReader(reader: LogReader, name = 'reader'): LogReader {
  refuseLog(reader, name, A_READER);
  return methodsOf(reader, ['read'], name, A_READER);
}

/** Checks for a signer: a name, a verifier key and a method `sign`. */
export function requireSigner(signer: Signer, name = 'signer'): Signer {
  const expected =
    'a signer, such as createSigner(name, privateKey), or signerOf(handle, origin) of "@fedzk/keys", makes';
  const { name: itsName, verifierKey } = methodsOf(signer, ['sign'], name, expected);
  if (typeof itsName === 'string' && typeof verifierKey === 'string') return signer;
  throw unexpected(name, `${expected}, with "name" and "verifierKey"`, signer);
}
