// The state of rotation: the first entry whose bundle is kept, and where segments begin.

import { FedzkError } from '@fedzk/core';
import { requireReader } from '../argument.js';
import type { VerifierKey } from '../note/keys.js';
import { policyOf, type Trust } from '../note/policy.js';
import type { Signer } from '../note/signer.js';
import type { LogReader, LogStorage } from '../storage/storage.js';
import { TILE_WIDTH } from '../tree/tree.js';
import { readStatement, signStatement } from '../writer/statement.js';

export const MINIMUM = '.state/minimum';
export const SEGMENTS = '.state/segments';

/** Segments, counted in bundles. */
export interface Segments {
  /** The first bundle of each, oldest first; at least one. */
  readonly starts: number[];
  /** The first bundle that has not been counted. */
  next: number;
  /** Bytes of the bundles that the newest one has so far. */
  bytes: number;
}

/**
 * Reads the index before which a log's bundles may be missing, as the log says it: 0, or a multiple of 256. A verifier decides
 * whether to accept that: `verifyLog` takes a `minimum`.
 *
 * @param trust the key or policy that it must be signed by. Without it, anyone who can write the folder can write the number
 * @throws {FedzkError} `damaged`; `not-authentic`: the log's key did not sign it; `invalid-state`: it is another log's;
 *   `invalid-argument`; what the reader throws
 */
export async function readMinimum(reader: LogReader, trust?: Trust): Promise<number> {
  requireReader(reader);
  const key = trust === undefined ? undefined : policyOf(trust).log;
  const bytes = await reader.read(MINIMUM);
  if (bytes === undefined) return 0;
  const { says } = readStatement('minimum', bytes, MINIMUM, key);
  const minimum = Number(says);
  if (/^\d+\n$/.test(says) && Number.isSafeInteger(minimum) && minimum % TILE_WIDTH === 0) return minimum;
  throw new FedzkError(
    'damaged',
    `${MINIMUM} is damaged: it expected the index of the first entry whose bundle is kept. Restore the file from a backup.`,
  );
}

export async function writeMinimum(storage: LogStorage, minimum: number, signer: Signer): Promise<void> {
  await storage.replace({ path: MINIMUM, bytes: await signStatement('minimum', `${minimum}\n`, signer) });
}

/** Reads the segments; if the file is lost, counting begins anew from the first bundle that is kept. */
export async function readSegments(reader: LogReader, first: number, key: VerifierKey): Promise<Segments> {
  const bytes = await reader.read(SEGMENTS);
  return (bytes && segmentsIn(bytes, key)) ?? { starts: [first], next: first, bytes: 0 };
}

export async function writeSegments(storage: LogStorage, segments: Segments, signer: Signer): Promise<void> {
  const says = `${JSON.stringify(segments)}\n`;
  await storage.replace({ path: SEGMENTS, bytes: await signStatement('segments', says, signer) });
}

function segmentsIn(bytes: Uint8Array, key: VerifierKey): Segments | undefined {
  try {
    return segmentsOf(readStatement('segments', bytes, SEGMENTS, key).says);
  } catch (error) {
    if (error instanceof FedzkError) return undefined;
    throw error;
  }
}

function segmentsOf(text: string): Segments | undefined {
  try {
    const { starts, next, bytes } = JSON.parse(text) as Partial<Segments>;
    const rising = Array.isArray(starts) && starts.every((start, i) => whole(start) && start > (starts[i - 1] ?? -1));
    if (!rising || starts.length === 0 || !whole(next) || !whole(bytes)) return undefined;
    return next >= (starts.at(-1) ?? 0) ? { starts: [...starts], next, bytes } : undefined;
  } catch {
    return undefined;
  }
}

function whole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
