// Tells a store that went on from an older copy, by the heads between a known state and the newest one.

import { sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { headName, KEPT_HEADS, type KeyStorage } from '../storage/storage.js';
import type { Vault } from '../vault.js';
import { anchorOf, refuseRollback, type State, shapeOf } from './state.js';

/**
 * Refuses a newest head that doesn't follow from a known state, as far as the heads between them are kept. Goes back by
 * the hashes that heads name, so that a head which a suspended writer left in the place of an older one counts for nothing.
 *
 * @param newest an authentic head
 * @throws {FedzkError} `rolled-back`
 */
export async function refuseFork(storage: KeyStorage, vault: Vault, newest: Head, known: State): Promise<void> {
  const next = known.head.generation + 1;
  if (newest.generation <= next || newest.generation - next >= KEPT_HEADS) return;
  let head = newest;
  let hash: Uint8Array | undefined;
  while (head.generation > next) {
    const generation = head.generation - 1;
    const bytes = await storage.get(headName(generation));
    hash = bytes && vault.sha256(bytes);
    if (bytes === undefined || hash === undefined || !sameBytes(hash, head.previous)) return;
    head = shapeOf({ generation, bytes });
  }
  if (hash !== undefined) refuseRollback(head, hash, anchorOf(known));
}
