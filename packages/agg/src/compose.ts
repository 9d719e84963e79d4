// Making a report: aggregation.md, "Client, in this order". `compose` takes any values; `client.ts` sees to it that they are
// in range and that nothing is reported twice.

import { byteLength, type CallOptions, fieldsOf } from '@fedzk/core';
import { encodeProof, type ProofInput } from '@fedzk/verify';
import { commit } from './protocol/commitment.js';
import { type Bytes, join } from './protocol/encoding.js';
import { reduce, writeElements } from './protocol/field.js';
import { plainHash } from './protocol/hashes.js';
import { seal } from './protocol/hpke.js';
import { SIGNATURE_BYTES, sign } from './protocol/keys.js';
import { pack } from './protocol/packing.js';
import {
  helperHash,
  leaderHash,
  PROOF_BYTES,
  rhoOf,
  signedMessage,
  writeHead,
  writeReport,
  writeSealed,
} from './protocol/report.js';
import { type Drawn, Draws, leaderShare, vectorOf } from './protocol/shares.js';
import { tag } from './protocol/tag.js';
import { type BoundTask, context as contextOf } from './protocol/task.js';

/**
 * What the circuit `gradient_update` takes, each an element of F_r. A type alias, which TypeScript takes for a record of inputs
 * by name, as the provers of `@fedzk/prove` want them; it does not take an interface for one.
 */
export type CircuitInputs = {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
  /** The n values; negative ones as r + x. */
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
};

/** Whatever makes proofs of the circuit. It gets to see the values, so it belongs to the client. */
export interface Prover {
  /** `Verifier.id` of the verification key inside the proving key. */
  readonly vkeyId: string;
  /** Proves one part. It rejects where the inputs satisfy no witness. */
  prove(inputs: CircuitInputs, options: { readonly signal?: AbortSignal }): Promise<{ readonly proof: ProofInput }>;
}

/** Makes a report of values that are in range; or of others, to see it refused. */
export async function compose(
  bound: BoundTask,
  prover: Prover,
  signingKey: Bytes | undefined,
  clientId: string,
  round: bigint,
  parts: readonly ArrayLike<number>[],
  options: CallOptions = {},
  draws: Draws = Draws.fresh(parts.length),
): Promise<Bytes> {
  const drawn = draws.take();
  try {
    const draft = await draftReport(bound, clientId, round, parts, drawn);
    return await finishReport(bound, draft, prover, signingKey, options);
  } finally {
    for (const secret of [drawn.seed, drawn.blind]) secret.fill(0);
  }
}

/** A report before anything of it is hashed: who, when, what, and how it is shared. */
export interface Draft extends Drawn {
  /** ctx. */
  readonly context: Bytes;
  readonly parts: readonly ArrayLike<number>[];
  /** p_1..p_L of each part. */
  readonly packed: readonly (readonly bigint[])[];
  /** A, the leader's share. */
  readonly share: readonly bigint[];
}

/** Step 2: the vector and its shares, of secrets that were drawn for this report alone. */
export async function draftReport(
  bound: BoundTask,
  clientId: string,
  round: bigint,
  parts: readonly ArrayLike<number>[],
  drawn: Drawn,
): Promise<Draft> {
  const ctx = contextOf(bound, round, clientId);
  const packed = parts.map((values) => pack(values, bound.geometry));
  const share = await leaderShare(vectorOf(packed, drawn.pads), drawn.seed, ctx);
  return { ...drawn, context: ctx, parts, packed, share };
}

/** Steps 3 to 6: everything is fixed, then rho is known, then tags and proofs are made, sealed and signed. */
export async function finishReport(
  { task, aggregatorKeys }: BoundTask,
  { context, parts, packed, share, seed, blind, pads, blindings, ephemeral }: Draft,
  prover: Prover,
  signingKey: Bytes | undefined,
  { signal, onProgress }: CallOptions = {},
): Promise<Bytes> {
  const commitments = packed.map((part, t) => commit(blindings[t] ?? 0n, part, pads[t] ?? 0n, task));
  const fix = join(context, writeElements(commitments));
  const fixed = join(fix, leaderHash(fix, blind, share), helperHash(fix, seed));

  const rho = rhoOf(fixed);
  const tags = packed.map((part, t) => tag(part, pads[t] ?? 0n, rho));
  const proofs: Bytes[] = [];
  for (const [t, values] of parts.entries()) {
    signal?.throwIfAborted();
    const inputs = {
      commitment: commitments[t] ?? 0n,
      rho,
      tag: tags[t] ?? 0n,
      maxNormSq: task.maxNormSq,
      x: Array.from({ length: task.n }, (_, i) => reduce(BigInt(values[i] ?? 0))),
      s: pads[t] ?? 0n,
      k: blindings[t] ?? 0n,
    };
    const proved = await prover.prove(inputs, signal === undefined ? {} : { signal });
    proofs.push(proofBytes(fieldsOf(proved, ['proof'], 'prove()').proof));
    onProgress?.((t + 1) / parts.length);
  }
  signal?.throwIfAborted();

  const plain = join(blind, writeElements(share));
  const leaderPart = await seal('leader', aggregatorKeys.leader, fixed, plain, ephemeral?.leader).finally(() =>
    plain.fill(0),
  );
  const helperPart = await seal('helper', aggregatorKeys.helper, fixed, seed, ephemeral?.helper);
  const head = writeHead(fixed, tags, proofs, helperPart);
  const message = signedMessage(head, plainHash(writeSealed(leaderPart)));
  const signature = signingKey === undefined ? new Uint8Array(SIGNATURE_BYTES) : await sign(signingKey, message);
  return writeReport(head, signature, leaderPart);
}

/** A proof of 192 bytes stands as it is, for the aggregators to judge; snarkjs JSON is encoded. */
function proofBytes(proof: ProofInput): Bytes {
  return new Uint8Array(byteLength(proof) === PROOF_BYTES ? (proof as Uint8Array) : encodeProof(proof, 'fedzk'));
}
