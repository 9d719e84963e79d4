// A client: checks that its values are in range and that each round is reported once. `compose.ts` makes
// the report.

import {
  type CallOptions,
  callOptionsOf,
  describe,
  FedzkError,
  fieldsOf,
  methodsOf,
  optionsOf,
  plainView,
  type SigningKey,
  unexpected,
} from '@fedzk/core';
import type { CircuitParameters, Values } from '@fedzk/statement';
import { type Composition, compose, type ProvedCircuit, type Prover } from './compose.js';
import { checkId, describeSecret, readPrivateKey, readRound } from './protocol/argument.js';
import { type BoundTask, bindTask } from './protocol/bound-task.js';
import { type Bytes, equal, join } from './protocol/encoding.js';
import { plainHash } from './protocol/hashes.js';
import { type OwnKey, readOwnKey } from './protocol/signing-key.js';
import type { Task } from './protocol/task.js';
import { Sent, type SentStorage, sentKeyOf } from './sent.js';

/** What a client needs besides its task. */
export interface ClientOptions {
  readonly prover: Prover;
  /**
   * Ed25519 private key, 32 bytes, or an object that signs with one that is elsewhere, such as a handle of
   * `@fedzk/keys`; none for an open task.
   */
  readonly signingKey?: Uint8Array | SigningKey;
  /**
   * Remembers what was sent, so that no values are sent twice. A task with a file requires it; for other
   * tasks the caller must make sure of that.
   */
  readonly sent?: SentStorage;
  /**
   * The key of the digests in `sent`, 32 bytes, the same for all tasks that share a `sent`. By default the
   * signing key. A client whose signing key changes passes the first one here; a client of an open task, or
   * one whose signing key is an object, passes any key that it keeps.
   */
  readonly sentKey?: Uint8Array;
}

/** One client of a task, with its own values. */
export interface Client {
  /**
   * Makes a report, the bytes to send to the leader: the values are packed, split into the aggregators'
   * shares, proved and signed.
   *
   * Each round is reported once. Called again with the same values, it returns the same bytes for a retry.
   *
   * @param clientId the id under which the task knows the signing key
   * @param round from 0 to 2^64 − 1, each above the one before
   * @param values up to n·T integers of b bits: an Int8Array for 4 and 8 bits, an Int16Array for 16;
   *   missing ones are zero
   * @param options `signal` cancels, and the round can be reported later. `onProgress` is called after each
   *   of the T proofs
   * @throws {FedzkError} `invalid-argument`: an id, round or values that the task does not take; `already-reported`:
   *   other values for a round, an earlier round, or values that `sent` knows; `storage`: `sent` failed
   * @throws the signal's reason, and what the prover, `signingKey.sign` or `onProgress` throws
   */
  report(
    clientId: string,
    round: number | bigint,
    values: Int8Array | Int16Array,
    options?: CallOptions,
  ): Promise<Bytes>;
}

/**
 * Makes a client of a task.
 *
 * @throws {FedzkError} `invalid-argument`: the prover's key or circuit is not the task's; a signing key is
 *   missing, malformed or given to an open task; `sent` or its key is missing
 *
 * @example
 * ```ts
 * const client = createClient(task, { prover, signingKey });
 * await send(await client.report('client_001', round, quantize(gradient, { bits: 8, clip }).values));
 * ```
 */
export function createClient(task: Task, options: ClientOptions): Client {
  const { prover, signingKey, sent, sentKey } = optionsOf(options, ['prover', 'signingKey', 'sent', 'sentKey']);
  methodsOf(prover, ['prove'], 'prover', 'a prover with vkeyId and prove');
  const { vkeyId, ...proved } = fieldsOf(prover, ['vkeyId', 'curve', 'gradientUpdate', 'inputValues'], 'prover');
  const bound = bindTask(task, vkeyId);
  requireCircuit(bound, proved);
  if ((bound.clients === undefined) !== (signingKey === undefined)) {
    const expected = bound.clients === undefined ? 'none: the task is open' : 'an Ed25519 private key';
    throw new FedzkError('invalid-argument', `"signingKey" expected ${expected}, got ${describeSecret(signingKey)}.`);
  }
  const key = signingKey === undefined ? undefined : readOwnKey('signingKey', signingKey);
  return new TaskClientReporter(bound, prover, key, readSent(bound, sent, sentKey, key));
}

/** Reads the options `sent` and `sentKey`. */
function readSent(
  { task }: BoundTask,
  sent: SentStorage | undefined,
  sentKey: Uint8Array | undefined,
  signingKey: OwnKey | undefined,
): Sent | undefined {
  if (sent === undefined) {
    if (task.file === undefined && sentKey === undefined) return undefined;
    throw unexpected('sent', 'a storage that remembers what was sent, such as directorySentStorage(path)', sent);
  }
  const key = sentKey === undefined ? signingKey?.privateKey : readPrivateKey('sentKey', sentKey);
  if (key !== undefined) return new Sent(sent, sentKeyOf(key));
  const why = signingKey === undefined ? 'the task is open' : 'the bytes of "signingKey" are elsewhere';
  throw unexpected('sentKey', `32 bytes that the digests are keyed with (${why})`, sentKey);
}

/** Refuses a prover of another circuit than the task's, each of whose proofs would fail. */
function requireCircuit({ task, circuit }: BoundTask, { curve, gradientUpdate, inputValues }: ProvedCircuit): void {
  const [own, other] = [circuitName(circuit), gradientUpdate && circuitName(gradientUpdate)];
  const values = circuit.n + INPUTS_BESIDE_VALUES;
  let got: string | undefined;
  if (curve !== undefined && curve !== task.curve) got = `a circuit on ${describe(curve)}`;
  else if (other !== undefined && other !== own) got = other;
  else if (inputValues !== undefined && inputValues !== values) {
    got = `a circuit of ${describe(inputValues)} input values, not ${values}`;
  }
  if (got === undefined) return;
  const expected = `${own} on ${task.curve}, the circuit of the task ${describe(task.id)}`;
  throw new FedzkError('invalid-argument', `"prover" expected one of ${expected}, got one of ${got}.`);
}

/** Commitment, rho, tag, maxNormSq, pad and blinding. */
const INPUTS_BESIDE_VALUES = 6;

function circuitName(circuit: CircuitParameters): string {
  const { n, bits, headroom } = fieldsOf(circuit, ['n', 'bits', 'headroom'], 'prover.gradientUpdate');
  return `gradient_update(${[n, bits, headroom].map(describe).join(', ')})`;
}

/** The report of a round. */
interface Made {
  readonly round: bigint;
  readonly digest: Bytes;
  readonly report: Promise<Bytes>;
  /** Whether it failed, so that this round can be reported again; earlier rounds stay closed. */
  failed: boolean;
}

class TaskClientReporter implements Client {
  readonly #bound: BoundTask;
  readonly #prover: Prover;
  readonly #signingKey: OwnKey | undefined;
  readonly #sent: Sent | undefined;
  /** The latest round by client id, since a process may report for several clients. */
  readonly #latest = new Map<string, Made>();

  constructor(bound: BoundTask, prover: Prover, signingKey: OwnKey | undefined, sent: Sent | undefined) {
    this.#bound = bound;
    this.#prover = prover;
    this.#signingKey = signingKey;
    this.#sent = sent;
  }

  async report(
    clientId: string,
    roundNumber: number | bigint,
    values: Int8Array | Int16Array,
    options: CallOptions = {},
  ): Promise<Bytes> {
    const how = callOptionsOf(options);
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
    const report = this.#compose({
      bound: this.#bound,
      prover: this.#prover,
      signingKey: this.#signingKey,
      clientId,
      round,
      parts,
      options: how,
    });
    const made: Made = { round, digest, report, failed: false };
    this.#latest.set(clientId, made);
    report.catch(() => {
      made.failed = true; // no aggregator has seen it, and its secrets are gone
    });
    return copyOf(report);
  }

  /** Makes a report of values that were not sent before, and remembers them. */
  async #compose(report: Composition): Promise<Bytes> {
    const digest = this.#sent?.digestOf(joined(report.parts));
    if (digest !== undefined) await this.#sent?.refuseKnown(digest);
    const bytes = await compose(report);
    // Remembered before the bytes can leave. A concurrent report of the same values is refused here.
    if (digest !== undefined) await this.#sent?.remember(digest);
    return bytes;
  }

  #checkClient(clientId: string): void {
    checkId('clientId', clientId);
    const { clients } = this.#bound;
    if (clients === undefined || this.#signingKey === undefined) return;
    const publicKey = clients.get(clientId);
    if (publicKey === undefined) {
      throw new FedzkError('invalid-argument', `"clientId" expected a client of the task, got ${describe(clientId)}.`);
    }
    if (!equal(publicKey, this.#signingKey.publicKey)) {
      throw new FedzkError('invalid-argument', `"signingKey" is not the key that the task has for "${clientId}".`);
    }
  }
}

/** Joins the values of all parts. */
function joined(parts: readonly Values[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => Array.from(part)));
}

/** Copies the bytes for the caller, who may keep or transfer them. */
async function copyOf(report: Promise<Bytes>): Promise<Bytes> {
  return new Uint8Array(await report);
}

/** Copies the values part by part, and checks that a proof of them exists. */
function readValues(values: unknown, { n, bits, parts, maxNormSq }: Task): (Int8Array | Int16Array)[] {
  const kind = bits === 16 ? 'Int16Array' : 'Int8Array';
  const view = plainView(values, [kind]);
  if (view === undefined || view.length > n * parts) {
    throw new FedzkError(
      'invalid-argument',
      `"values" expected an ${kind} of up to ${n * parts}, got ${describeSecret(values)}.`,
    );
  }
  // Copied before they are checked, since their memory may be shared; missing values stay zero.
  const Copy = bits === 16 ? Int16Array : Int8Array;
  const all = new Copy(n * parts);
  all.set(view);
  const limit = 2 ** (bits - 1);
  const outside = all.findIndex((value) => value < -limit || value >= limit);
  if (outside >= 0) {
    // Values are secret, so the message contains none of them.
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
