// Verifies a log in memory, by our package and by loops over the SHA-256 of others. All hash each
// entry and compare each tile, up to the root.

import { verifyLog } from '@fedzk/audit/verify';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Contender, Subject } from '../contenders.js';
import { entriesOf, HASH, type RepeatedLog, repeatedLog, treeOf, WIDTH } from './log.js';

/** Hashes the concatenation of its arguments with SHA-256. */
export type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

export function nobleHash(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Makes the subject of a log of so many bundles. Each contender has verified the log once. */
export async function hashingSubject(bundles: number, peers: Readonly<Record<string, Hash>>): Promise<Subject> {
  const contenders = await hashingContenders(bundles, peers);
  for (const { run } of contenders) await run();
  return { name: `verifying ${(bundles * WIDTH).toLocaleString('en')} entries in memory`, contenders, once: true };
}

export async function hashingContenders(bundles: number, peers: Readonly<Record<string, Hash>>): Promise<Contender[]> {
  const log = await repeatedLog(bundles);
  return [
    { name: 'fedzk', run: () => verifyByUs(log) },
    ...Object.entries(peers).map(([name, hash]) => ({ name, run: () => verifyBy(hash, log) })),
  ];
}

/**
 * Verifies the log by our package.
 *
 * @throws if the log is invalid
 */
export async function verifyByUs({ reader, verifierKey, bundles }: RepeatedLog): Promise<void> {
  const { ok, checked } = await verifyLog(reader, { verifierKey });
  if (!ok || checked.entries !== bundles * WIDTH) throw new Error('the log was refused');
}

/**
 * Verifies the log by a loop over a SHA-256.
 *
 * @throws if the log is invalid
 */
export function verifyBy(hash: Hash, { bundle, tile, bundles, root }: RepeatedLog): void {
  const [leaf, node] = [Uint8Array.of(0), Uint8Array.of(1)];
  const join = (left: Uint8Array, right: Uint8Array): Uint8Array => hash(node, left, right);
  const rootOfTile: Uint8Array[] = [];
  for (let i = 0; i < bundles; i++) {
    const leaves = entriesOf(bundle).map((entry) => hash(leaf, entry));
    for (const [at, found] of leaves.entries()) requireSame(found, tile, at * HASH);
    rootOfTile.push(treeOf(leaves, join));
  }
  // Full tiles go up as one hash each; that one after the other has nothing to its right is the same tree.
  requireSame(treeOf(rootOfTile, join), root, 0);
}

function requireSame(found: Uint8Array, wanted: Uint8Array, at: number): void {
  for (let i = 0; i < HASH; i++) if (found[i] !== wanted[at + i]) throw new Error('a hash is another');
}
