// Reads `.state/signed`, which a writer writes before it signs a checkpoint.

import { FedzkError } from '@fedzk/core';
import { type Checkpoint, readCheckpoint } from '../note/checkpoint.js';
import type { VerifierKey } from '../note/keys.js';
import type { LogReader } from '../storage/storage.js';
import { decoded } from '../utf8.js';
import { SIGNED } from '../verify/freshness.js';
import { notAuthentic, readStatement } from './statement.js';

export { SIGNED };

/**
 * Reads the largest tree that may have been signed.
 *
 * @param key the log's; without it, the signature is not checked
 * @throws {FedzkError} `damaged`; `not-authentic`: the key did not sign it; `invalid-state`: it is another log's
 */
export async function findSigned(
  storage: LogReader,
  key?: VerifierKey,
): Promise<{ readonly signed: Checkpoint; readonly statement: Uint8Array } | undefined> {
  const bytes = await storage.read(SIGNED);
  if (bytes === undefined) return undefined;
  // An unsigned checkpoint: from an old version, or written by somebody without the key.
  if (readCheckpoint(decoded(bytes)) !== undefined) throw notAuthentic(SIGNED, 'bears no signature');
  const { origin, says } = readStatement('signed', bytes, SIGNED, key);
  const signed = readCheckpoint(`${origin}\n${says}`);
  if (signed === undefined) throw new FedzkError('damaged', `${SIGNED} is damaged; restore the log.`);
  return { signed, statement: bytes };
}
