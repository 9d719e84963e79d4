// The checks of a report, in their order: aggregation.md, "Checks: the same for both, cheap ones first". Nothing is
// stored here; checks 4 and 5 are made again in the step that takes the slot.

import { type Curve, writeElements } from '@fedzk/statement';
import type { BatchResult, ProofInput, PublicSignalsInput, VerifyStatus } from '@fedzk/verify';
import type { BoundTask } from '../protocol/bound-task.js';
import { type Bytes, equal, join } from '../protocol/encoding.js';
import { open, type Recipient, type Sealed } from '../protocol/hpke.js';
import { verifySignature } from '../protocol/keys.js';
import { BLIND_BYTES, type Head, helperHash, leaderHash, rhoOf, signedMessage } from '../protocol/report.js';
import { isShare } from '../protocol/share.js';
import type { RoundRow, SlotRow } from '../storage/rows.js';
import type { ReportCode, ReportRefusal } from './codes.js';

/** Check 2: taskHash is that of the own task. */
export function checkTask({ fixed }: Head, bound: BoundTask): ReportCode | undefined {
  return equal(fixed.taskHash, bound.hash) ? undefined : 'wrong-task';
}

/**
 * Check 3: the client is known and has signed. `sender` is the client that the caller has authenticated, if any: it must be
 * the same. In an open task nobody signs: the 64 bytes are zero, and there must be a `sender`. The helper, which knows it only
 * from the leader, leaves `sender` out.
 */
export async function checkSender(
  { fixed, bytes }: Head,
  signature: Bytes,
  leaderPartHash: Bytes,
  { clients }: BoundTask,
  sender?: { readonly id: string | undefined },
): Promise<ReportCode | undefined> {
  if (clients === undefined) {
    if (!signature.every((byte) => byte === 0)) return 'bad-signature';
    // Compared as strings: encoding a malformed `sender` could make it equal (a lone surrogate becomes U+FFFD).
    return sender === undefined || sender.id === fixed.clientId ? undefined : 'unknown-client';
  }
  const publicKey = clients.get(fixed.clientId);
  if (publicKey === undefined) return 'unknown-client';
  // Whoever is authenticated hands in its own reports: one of a client that may come no more comes by nobody else either.
  if (sender?.id !== undefined && sender.id !== fixed.clientId) return 'unknown-client';
  const right = await verifySignature(publicKey, signature, signedMessage(bytes, leaderPartHash));
  return right ? undefined : 'bad-signature';
}

/** Check 4: the slot is free, or held by this same report, whose verdict then stands. */
export function checkSlot(slot: Pick<SlotRow, 'report'> | undefined, reportId: Bytes): 'free' | 'same' | 'duplicate' {
  if (slot === undefined) return 'free';
  return equal(slot.report, reportId) ? 'same' : 'duplicate';
}

/** Check 5: the round is open and has room. */
export function checkRound(round: RoundRow | undefined, headroom: number): ReportCode | undefined {
  if (round?.state !== 'open') return 'round-closed';
  return round.held < 2 ** headroom ? undefined : 'batch-full';
}

/** Checks 6 and 7 of the leader: its share opens, has elements below r, and matches H_A. */
export async function openLeaderShare(
  { fixed }: Head,
  sealed: Sealed,
  recipient: Recipient,
  curve: Curve,
): Promise<{ readonly share: Bytes } | ReportCode> {
  const plain = await open('leader', recipient, fixed.bytes, sealed);
  if (plain === undefined) return 'undecryptable';
  const [blind, share] = [plain.subarray(0, BLIND_BYTES), plain.subarray(BLIND_BYTES)];
  if (!isShare(share, curve)) return 'share-range';
  return equal(leaderHash(fixOf(fixed), blind, share), fixed.leaderHash) ? { share } : 'share-hash';
}

/** Checks 6 and 7 of the helper: its seed opens and matches H_B. */
export async function openHelperSeed(
  { fixed, helperPart }: Head,
  recipient: Recipient,
): Promise<{ readonly seed: Bytes } | ReportCode> {
  const seed = await open('helper', recipient, fixed.bytes, helperPart);
  if (seed === undefined) return 'undecryptable';
  return equal(helperHash(fixOf(fixed), seed), fixed.helperHash) ? { seed } : 'share-hash';
}

/** Verifies batches of proofs: a `Verifier` synchronously, a `VerifierPool` asynchronously. */
export interface ProofVerifier {
  explain(proof: ProofInput, publicSignals: PublicSignalsInput): VerifyStatus | Promise<VerifyStatus>;
  verifyBatch(
    items: readonly { readonly proof: ProofInput; readonly publicSignals: PublicSignalsInput }[],
  ): BatchResult | Promise<BatchResult>;
}

/**
 * Check 8: every proof verifies on (C_t, rho, tag_t, maxNormSq). rho is always computed here. The proofs of
 * a report are verified together; if that fails, the first wrong one is named.
 */
export async function checkProofs(
  { fixed, tags, proofs }: Head,
  { task }: BoundTask,
  verifier: ProofVerifier,
): Promise<Pick<ReportRefusal, 'code' | 'status' | 'part'> | undefined> {
  const rho = rhoOf(fixed.bytes, task.curve);
  const items = proofs.map((proof, t) => ({
    proof,
    publicSignals: writeElements([fixed.commitments[t] ?? 0n, rho, tags[t] ?? 0n, task.maxNormSq]),
  }));
  const { ok, failed } = await verifier.verifyBatch(items);
  if (ok) return undefined;
  const [first = 0] = failed;
  const { proof, publicSignals } = items[first] as (typeof items)[number];
  return { code: 'proof', status: await verifier.explain(proof, publicSignals), part: first + 1 };
}

function fixOf({ context, commitments }: Head['fixed']): Bytes {
  return join(context, writeElements(commitments));
}
