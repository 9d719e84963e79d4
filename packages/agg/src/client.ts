// A client: from its values to the bytes of one report. aggregation.md, "Client, in this order".

import { byteLength, describe, FedzkError, plainView } from '@fedzk/core';
import { encodeProof, type ProofInput } from '@fedzk/verify';
import { commit } from './protocol/commitment.js';
import { type Bytes, equal, join } from './protocol/encoding.js';
import { reduce, writeElements } from './protocol/field.js';
import { plainHash } from './protocol/hashes.js';
import { seal } from './protocol/hpke.js';
import { SIGNATURE_BYTES, sign, signingPublicKey } from './protocol/keys.js';
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
import {
  type BoundTask,
  bindTask,
  checkId,
  context,
  describeSecret,
  readPrivateKey,
  type Task,
} from './protocol/task.js';

/** What the circuit `gradient_update` takes, each an element of F_r. */
export interface CircuitInputs {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
  /** The n values; negative ones as r + x. */
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
}

/** Whatever makes proofs of the circuit: `@fedzk/prove`, or snarkjs in a few lines. */
export interface Prover {
  /** `Verifier.id` of the verification key inside the proving key. */
  readonly vkeyId: string;
  /** Proves one part. It rejects where the inputs satisfy no witness. */
  prove(inputs: CircuitInputs, options: { readonly signal?: AbortSignal }): Promise<{ readonly proof: ProofInput }>;
}

/** What a client needs beside its task. */
export interface ClientOptions {
  readonly prover: Prover;
  /** Ed25519 private key, 32 bytes. An open task takes none. */
  readonly signingKey?: Uint8Array;
}

/** How a single report is made. */
export interface ReportOptions {
  /** Cancels; nothing is sent and the round can be reported later. */
  readonly signal?: AbortSignal;
  /** Called after each of the T proofs. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One client of a task, with its own values. */
export interface Client {
  /**
   * The bytes to send to the leader: values packed, shared between the aggregators, proved and signed.
   *
   * Each round is reported once: asked again with the same values, it gives the same bytes for a retry.
   *
   * @param clientId the id under which the task knows the signing key
   * @param round from 0 to 2^64 − 1, each above the one before
   * @param values up to n·T integers of b bits: an Int8Array for 4 and 8 bits, an Int16Array for 16; the rest is zero
   * @throws {FedzkError} `invalid-argument`: an id, round or values that the task does not take; `already-reported`:
   *   other values for a round, or an earlier round
   */
  report(
    clientId: string,
    round: number | bigint,
    values: Int8Array | Int16Array,
    options?: ReportOptions,
  ): Promise<Bytes>;
}

/**
 * A client of a task.
 *
 * @throws {FedzkError} `invalid-argument`: the prover's key is not the task's, or a signing key is missing, malformed or
 *   given to an open task
 *
 * @example
 * ```ts
 * const client = createClient(task, { prover, signingKey });
 * await send(await client.report('client_001', round, quantize(gradient, { bits: 8, clip }).values));
 * ```
 */
export function createClient(task: Task, { prover, signingKey }: ClientOptions): Client {
  const bound = bindTask(task, prover.vkeyId);
  if ((bound.clients === undefined) !== (signingKey === undefined)) {
    const expected = bound.clients === undefined ? 'none: the task is open' : 'an Ed25519 private key';
    throw new FedzkError('invalid-argument', `"signingKey" expected ${expected}, got ${describeSecret(signingKey)}.`);
  }
  return new TaskClientReporter(
    bound,
    prover,
    signingKey === undefined ? undefined : readPrivateKey('signingKey', signingKey),
  );
}

/** What became of a round. */
interface Made {
  readonly round: bigint;
  readonly digest: Bytes;
  readonly report: Promise<Bytes>;
  /** Then this round can be reported again; those before it stay closed. */
  failed: boolean;
}

class TaskClientReporter implements Client {
  readonly #bound: BoundTask;
  readonly #prover: Prover;
  readonly #signingKey: Bytes | undefined;
  /** By client id, since a process may report for several; only the latest round of each is kept. */
  readonly #latest = new Map<string, Made>();

  constructor(bound: BoundTask, prover: Prover, signingKey: Bytes | undefined) {
    this.#bound = bound;
    this.#prover = prover;
    this.#signingKey = signingKey;
  }

  async report(
    clientId: string,
    roundNumber: number | bigint,
    values: Int8Array | Int16Array,
    options: ReportOptions = {},
  ): Promise<Bytes> {
    const round = readRound(roundNumber);
    this.#checkClient(clientId);
    const parts = readValues(values, this.#bound.task);
    const digest = plainHash(join(...parts.map((part) => new Uint8Array(Int16Array.from(part).buffer))));

    const latest = this.#latest.get(clientId);
    if (latest !== undefined && (round < latest.round || (round === latest.round && !latest.failed))) {
      if (round === latest.round && equal(digest, latest.digest)) return copyOf(latest.report);
      throw new FedzkError(
        'already-reported',
        `"${clientId}" has reported round ${latest.round}; a round is reported once, and rounds go forward.`,
      );
    }
    const report = compose(this.#bound, this.#prover, this.#signingKey, clientId, round, parts, options);
    const made: Made = { round, digest, report, failed: false };
    this.#latest.set(clientId, made);
    report.catch(() => {
      made.failed = true; // nothing has left this process, and what was drawn is gone
    });
    return copyOf(report);
  }

  #checkClient(clientId: string): void {
    checkId('clientId', clientId);
    const { clients } = this.#bound;
    if (clients === undefined || this.#signingKey === undefined) return;
    const publicKey = clients.get(clientId);
    if (publicKey === undefined) {
      throw new FedzkError('invalid-argument', `"clientId" expected a client of the task, got ${describe(clientId)}.`);
    }
    if (!equal(publicKey, signingPublicKey(this.#signingKey))) {
      throw new FedzkError('invalid-argument', `"signingKey" is not the key that the task has for "${clientId}".`);
    }
  }
}

/** Makes a report of values that are in range; or of others, to see it refused. */
export async function compose(
  bound: BoundTask,
  prover: Prover,
  signingKey: Bytes | undefined,
  clientId: string,
  round: bigint,
  parts: readonly ArrayLike<number>[],
  options: ReportOptions = {},
  draws: Draws = Draws.fresh(parts.length),
): Promise<Bytes> {
  const draft = await draftReport(bound, clientId, round, parts, draws);
  try {
    return await finishReport(bound, draft, prover, signingKey, options);
  } finally {
    for (const secret of [draft.seed, draft.blind]) secret.fill(0);
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

/** Steps 1 and 2: fresh secrets, the vector and its shares. */
export async function draftReport(
  bound: BoundTask,
  clientId: string,
  round: bigint,
  parts: readonly ArrayLike<number>[],
  draws: Draws,
): Promise<Draft> {
  const drawn = draws.take();
  const ctx = context(bound, round, clientId);
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
  options: ReportOptions = {},
): Promise<Bytes> {
  const commitments = packed.map((part, t) => commit(blindings[t] ?? 0n, part, pads[t] ?? 0n, task));
  const fix = join(context, writeElements(commitments));
  const fixed = join(fix, leaderHash(fix, blind, share), helperHash(fix, seed));

  const rho = rhoOf(fixed);
  const tags = packed.map((part, t) => tag(part, pads[t] ?? 0n, rho));
  const proofs: Bytes[] = [];
  for (const [t, values] of parts.entries()) {
    options.signal?.throwIfAborted();
    const inputs = {
      commitment: commitments[t] ?? 0n,
      rho,
      tag: tags[t] ?? 0n,
      maxNormSq: task.maxNormSq,
      x: Array.from({ length: task.n }, (_, i) => reduce(BigInt(values[i] ?? 0))),
      s: pads[t] ?? 0n,
      k: blindings[t] ?? 0n,
    };
    const { proof } = await prover.prove(inputs, options.signal === undefined ? {} : { signal: options.signal });
    proofs.push(proofBytes(proof));
    options.onProgress?.(t + 1, parts.length);
  }
  options.signal?.throwIfAborted();

  const plain = join(blind, writeElements(share));
  const leaderPart = await seal('leader', aggregatorKeys.leader, fixed, plain, ephemeral?.leader);
  plain.fill(0);
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

/** The bytes for a caller to keep, or to transfer away. */
async function copyOf(report: Promise<Bytes>): Promise<Bytes> {
  return new Uint8Array(await report);
}

/** A round as a bigint. */
export function readRound(round: unknown): bigint {
  const value = typeof round === 'number' && Number.isSafeInteger(round) ? BigInt(round) : round;
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return value;
  throw new FedzkError('invalid-argument', `"round" expected an integer from 0 to 2^64 − 1, got ${describe(round)}.`);
}

/** Copies the values, part by part, and sees that a proof of them exists. */
function readValues(values: unknown, { n, bits, parts, maxNormSq }: Task): (Int8Array | Int16Array)[] {
  const kind = bits === 16 ? 'Int16Array' : 'Int8Array';
  const view = plainView(values, [kind]);
  if (view === undefined || view.length > n * parts) {
    throw new FedzkError(
      'invalid-argument',
      `"values" expected an ${kind} of up to ${n * parts}, got ${describeSecret(values)}.`,
    );
  }
  // Copied before they are looked at, since memory may be shared; the rest stays zero.
  const Copy = bits === 16 ? Int16Array : Int8Array;
  const all = new Copy(n * parts);
  all.set(view);
  const limit = 2 ** (bits - 1);
  const outside = all.findIndex((value) => value < -limit || value >= limit);
  if (outside >= 0) {
    // Values are what all this hides, so a message has none of them.
    throw new FedzkError('invalid-argument', `"values[${outside}]" expected ${-limit} to ${limit - 1}.`);
  }
  const copies = Array.from({ length: parts }, (_, t) => all.subarray(t * n, (t + 1) * n));
  for (const [t, part] of copies.entries()) {
    let normSq = 0n;
    for (const value of part) normSq += BigInt(value * value);
    if (normSq > maxNormSq) {
      throw new FedzkError(
        'invalid-argument',
        `"values" expected Σ x² of ${maxNormSq} at most in part ${t + 1}; clip or scale the update.`,
      );
    }
  }
  return copies;
}
