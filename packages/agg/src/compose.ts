// Makes a report: aggregation.md, "Client, in this order". `client.ts` checks before that a proof of the
// values exists and that nothing is reported twice.

import { byteLength, type CallOptions, fieldsOf } from '@fedzk/core';
import {
  type CircuitInputs,
  type CircuitParameters,
  circuitInputs,
  commit,
  type Opening,
  pack,
  tag,
  type Values,
  writeElements,
} from '@fedzk/statement';
import { encodeProof, type ProofInput } from '@fedzk/verify';
import { type BoundTask, context as contextOf } from './protocol/bound-task.js';
import { type Bytes, join } from './protocol/encoding.js';
import { plainHash } from './protocol/hashes.js';
import { seal } from './protocol/hpke.js';
import { SIGNATURE_BYTES, sign } from './protocol/keys.js';
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
import type { OwnKey } from './protocol/signing-key.js';

/** A prover's description of its circuit, as in `@fedzk/prove`. `createClient` compares it with the task's. */
export interface ProvedCircuit {
  readonly curve?: string | undefined;
  /** The parameters of `gradient_update`. */
  readonly gradientUpdate?: CircuitParameters | undefined;
  /** The number of values in all its inputs. */
  readonly inputValues?: number | undefined;
}

/** Makes proofs of the circuit. It sees the values, so it must belong to the client. */
export interface Prover extends ProvedCircuit {
  /** `Verifier.id` of the verification key inside the proving key. */
  readonly vkeyId: string;
  /** Proves one part. Rejects if the inputs do not satisfy the circuit. */
  prove(inputs: CircuitInputs, options: { readonly signal?: AbortSignal }): Promise<{ readonly proof: ProofInput }>;
}

/** What a report is made of: client, round, values and prover. */
export interface Composition {
  readonly bound: BoundTask;
  readonly prover: Prover;
  /** A private key of 32 bytes, or what signs; undefined for an open task. */
  readonly signingKey: Uint8Array | Pick<OwnKey, 'sign'> | undefined;
  readonly clientId: string;
  readonly round: bigint;
  /** The values of each of the T parts. */
  readonly parts: readonly Values[];
  readonly options?: CallOptions;
}

/** The packed values of a part, and the secrets that hide them. */
interface DraftPart extends Opening {
  readonly values: Values;
}

/** A report before anything is hashed. */
export interface Draft extends Pick<Drawn, 'seed' | 'blind' | 'ephemeral'> {
  /** ctx. */
  readonly context: Bytes;
  readonly parts: readonly DraftPart[];
  /** A, the leader's share. */
  readonly share: readonly bigint[];
}

/** Makes a report from values that are in range. */
export async function compose(report: Composition, draws: Draws = Draws.fresh(report.bound.geometry)): Promise<Bytes> {
  const drawn = draws.take();
  try {
    return await finishReport(report, await draftReport(report, drawn));
  } finally {
    for (const secret of [drawn.seed, drawn.blind]) secret.fill(0);
  }
}

/** Step 2: packs the values and splits them into shares, with secrets drawn for this report alone. */
export async function draftReport(
  { bound, clientId, round, parts: values }: Pick<Composition, 'bound' | 'clientId' | 'round' | 'parts'>,
  { pads, blindings, ...drawn }: Drawn,
): Promise<Draft> {
  const context = contextOf(bound, round, clientId);
  const parts = values.map((part, t) => ({
    values: part,
    packed: pack(part, bound.circuit),
    pad: pads[t] ?? 0n,
    blinding: blindings[t] ?? 0n,
  }));
  const share = await leaderShare(vectorOf(parts), drawn.seed, context, bound.task.curve);
  return { ...drawn, context, parts, share };
}

/** Steps 3 to 6: fixes everything, computes rho, tags and proofs, then seals and signs. */
export async function finishReport(report: Composition, draft: Draft): Promise<Bytes> {
  const { task, circuit } = report.bound;
  const { curve, maxNormSq } = task;
  const commitments = draft.parts.map((part) => commit(part, circuit, curve));
  const fixed = fix(draft, commitments);
  const rho = rhoOf(fixed, curve);
  const tags = draft.parts.map((part) => tag(part, rho, curve));
  const inputs = draft.parts.map((part, t) => {
    const statement = { commitment: commitments[t] ?? 0n, rho, tag: tags[t] ?? 0n, maxNormSq };
    return circuitInputs(statement, part, circuit, curve);
  });
  const proofs = await proveParts(report, inputs);
  return sealReport(report, draft, { fixed, tags, proofs });
}

/** Step 3: M, which fixes the commitments and both shares. */
function fix({ context, blind, share, seed }: Draft, commitments: readonly bigint[]): Bytes {
  const start = join(context, writeElements(commitments));
  return join(start, leaderHash(start, blind, writeElements(share)), helperHash(start, seed));
}

/** Step 5: a proof of each part, one after the other. */
async function proveParts({ prover, options = {} }: Composition, inputs: readonly CircuitInputs[]): Promise<Bytes[]> {
  const { signal, onProgress } = options;
  const proofs: Bytes[] = [];
  for (const part of inputs) {
    signal?.throwIfAborted();
    const proved = await prover.prove(part, signal === undefined ? {} : { signal });
    proofs.push(proofBytes(fieldsOf(proved, ['proof'], 'prove()').proof));
    onProgress?.(proofs.length / inputs.length);
  }
  signal?.throwIfAborted();
  return proofs;
}

/** Step 6: seals each aggregator's part under M, and signs. */
async function sealReport(
  { bound: { aggregatorKeys }, signingKey }: Composition,
  { blind, share, seed, ephemeral }: Draft,
  {
    fixed,
    tags,
    proofs,
  }: { readonly fixed: Bytes; readonly tags: readonly bigint[]; readonly proofs: readonly Bytes[] },
): Promise<Bytes> {
  const plain = join(blind, writeElements(share));
  const leaderPart = await seal('leader', aggregatorKeys.leader, fixed, plain, ephemeral?.leader).finally(() =>
    plain.fill(0),
  );
  const helperPart = await seal('helper', aggregatorKeys.helper, fixed, seed, ephemeral?.helper);
  const head = writeHead(fixed, tags, proofs, helperPart);
  const message = signedMessage(head, plainHash(writeSealed(leaderPart)));
  const signature = await signed(signingKey, message);
  return writeReport(head, signature, leaderPart);
}

async function signed(signingKey: Composition['signingKey'], message: Bytes): Promise<Bytes> {
  if (signingKey === undefined) return new Uint8Array(SIGNATURE_BYTES);
  return signingKey instanceof Uint8Array ? sign(signingKey, message) : signingKey.sign(message);
}

/** Encodes snarkjs JSON. A proof of 192 bytes is passed on as it is, for the aggregators to check. */
function proofBytes(proof: ProofInput): Bytes {
  return new Uint8Array(byteLength(proof) === PROOF_BYTES ? (proof as Uint8Array) : encodeProof(proof, 'fedzk'));
}
