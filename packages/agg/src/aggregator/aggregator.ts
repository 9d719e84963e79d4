// What both aggregators do alike: rounds, and the sum of a round. aggregation.md, "Collect, once a round".

import { type AuditSink, Calls, FedzkError, fieldsOf, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import { PUBLIC_SIGNALS, unpack } from '@fedzk/statement';
import type { Verifier } from '@fedzk/verify';
import type { VerifierPool } from '@fedzk/verify/pool';
import { messageOf, readPrivateKey, readRound } from '../protocol/argument.js';
import { type BoundTask, bindTask } from '../protocol/bound-task.js';
import {
  type CollectRequest,
  isWellFormedSet,
  readRelease,
  releasedSet,
  releaseLength,
  setHash,
  sorted,
  writeRelease,
} from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { CURVE, reduce } from '../protocol/field.js';
import { importRecipient, type Recipient, type Role } from '../protocol/hpke.js';
import { sealingPublicKey } from '../protocol/keys.js';
import { ShareSum } from '../protocol/share.js';
import type { Task } from '../protocol/task.js';
import { ProofBatcher } from './batcher.js';
import type { CollectCode, CollectRefusal } from './codes.js';
import { AggregatorEvents, type RoundStep } from './events.js';
import { type Entry, State } from './state.js';
import type { AggregatorStorage } from './storage.js';

/** What an aggregator is made of beside its task. */
export interface AggregatorOptions {
  /** X25519, 32 bytes: the one whose public key the task has for the role. */
  readonly privateKey: Uint8Array;
  /**
   * Of the circuit's key: a `Verifier`, or a `VerifierPool`, which takes the proofs off this thread. It stays the caller's to
   * dispose of. What a pool rejects with (`queue-full`, `worker`, `disposed`) the call rejects with: nothing is stored, and
   * the same bytes can be sent again.
   */
  readonly verifier: Verifier | VerifierPool;
  /**
   * Where rounds and reports are kept. With {@link memoryStorage} a restart forgets which sets were released, so the private
   * key must be made in the same process and die with it: with the old key, a second set of a round could be asked for,
   * and its difference to the first is one client's update.
   */
  readonly storage: AggregatorStorage;
  /**
   * Told of each verdict and each step of a round, after it is durable and before the call resolves, one at a time. If it
   * does not take an event, the call rejects with `not-logged`, and the verdict or step stands: the same call again gives
   * it, without the event. A crash in between loses the event too.
   */
  readonly audit?: AuditSink;
}

/** The sum of a round. */
export interface RoundSum {
  /** How many reports it is of. */
  readonly count: number;
  /** Σ x_i over the reports, n·T of them; the mean of a quantized gradient is `dequantize(sums, { scale, count })`. */
  readonly sums: Int32Array;
}

/**
 * The part of an aggregator that both roles have. It holds a private key: close it, or declare it with `await using`. Every
 * method rejects with `disposed` after that, with `not-logged` where the audit log did not take its event, with `storage`
 * where the storage fails, and with `damaged` where it gives what no aggregator wrote.
 */
export interface Aggregator extends AsyncDisposable {
  readonly role: Role;
  readonly task: Task;
  /**
   * Opens a round for reports and closes the one before. Each aggregator decides on that for itself.
   *
   * @throws {FedzkError} `invalid-argument`: not above the one before
   */
  openRound(round: number | bigint): Promise<void>;
  /** Takes no more reports for a round. */
  closeRound(round: number | bigint): Promise<void>;
  /**
   * The sum of a collected round, from the own share and the other's.
   *
   * @param share what the other aggregator released
   * @throws {FedzkError} `invalid-state`: the round is not collected here; `invalid-argument`: no bytes
   */
  combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal>;
  /** Waits for the calls that have begun, and wipes the private key. Storage and verifier stay the caller's. */
  close(): Promise<void>;
}

/** What both roles do alike. */
export abstract class TaskAggregator<Own extends Role> implements Aggregator {
  readonly role: Own;
  readonly task: Task;
  protected readonly bound: BoundTask;
  protected readonly proofs: ProofBatcher;
  protected readonly state: State;
  readonly #privateKey: Bytes;
  protected readonly events: AggregatorEvents;
  readonly #calls: Calls;
  #recipient: Promise<Recipient> | undefined;

  constructor(task: Task, role: Own, options: AggregatorOptions) {
    const { privateKey, verifier, storage, audit } = optionsOf(options, ['privateKey', 'verifier', 'storage', 'audit']);
    this.role = role;
    this.bound = bindTask(task, readVerifier(verifier));
    this.task = this.bound.task;
    this.#privateKey = readPrivateKey('privateKey', privateKey);
    if (!equal(sealingPublicKey(this.#privateKey), this.bound.aggregatorKeys[role])) {
      throw new FedzkError('invalid-argument', `"privateKey" is not that of the task's ${role} key.`);
    }
    this.proofs = new ProofBatcher(verifier);
    this.state = new State(storage, this.bound, role);
    this.events = new AggregatorEvents(audit, role, this.task.id);
    this.#calls = new Calls(role);
  }

  /** The own key pair, imported once. */
  protected recipient(): Promise<Recipient> {
    this.#recipient ??= importRecipient({
      privateKey: this.#privateKey,
      publicKey: this.bound.aggregatorKeys[this.role],
    });
    return this.#recipient;
  }

  /** Has a call made, unless this is closed. */
  protected call<T>(call: () => Promise<T>): Promise<T> {
    return this.#calls.run(call);
  }

  close(): Promise<void> {
    return this.#calls.close(() => this.#privateKey.fill(0));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  openRound(round: number | bigint): Promise<void> {
    return this.call(async () => {
      const number = readRound(round);
      const { opened, closed } = await this.state.open(number);
      const steps: RoundStep[] = closed === undefined ? [] : [{ operation: 'close_round', round: closed }];
      if (opened) steps.push({ operation: 'open_round', round: number });
      await this.events.steps(...steps);
    });
  }

  closeRound(round: number | bigint): Promise<void> {
    return this.call(async () => this.end(readRound(round)));
  }

  /** Closes a round, and tells where it was open. */
  protected async end(round: bigint): Promise<void> {
    if (await this.state.close(round)) await this.events.steps({ operation: 'close_round', round });
  }

  combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal> {
    return this.call(() => this.#combine(round, share));
  }

  async #combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal> {
    const number = readRound(round);
    const copy = messageOf(share, 'share', releaseLength(this.bound.geometry));
    const collected = await this.state.round(number);
    if (collected?.state !== 'collected') {
      throw new FedzkError('invalid-state', `Round ${number} is not collected at the ${this.role}; collect it first.`);
    }
    const sums = copy && this.#unpackSum(copy, collected.release, collected.count);
    const step = { operation: 'combine_round', round: number, count: collected.count } as const;
    if (sums === undefined) {
      await this.events.steps({ ...step, code: 'aggregate-malformed' });
      return { refused: 'aggregate-malformed' };
    }
    await this.events.steps(step);
    return { count: collected.count, sums };
  }

  #unpackSum(share: Uint8Array, own: Bytes, count: number): Int32Array | undefined {
    const { geometry, circuit, task } = this.bound;
    const [mine, theirs] = [readRelease(own, own, geometry), readRelease(share, own, geometry)];
    if (mine === undefined || theirs === undefined) return undefined;
    const sums = new Int32Array(geometry.n * geometry.parts);
    for (let t = 0; t < geometry.parts; t++) {
      const at = t * geometry.elements;
      const packed = mine
        .slice(at, at + geometry.elements)
        .map((element, j) => reduce(element + (theirs[at + j] ?? 0n)));
      const part = unpack(packed, { count, maxNormSq: task.maxNormSq }, circuit);
      if (part === undefined) return undefined;
      sums.set(part, t * geometry.n);
    }
    return sums;
  }

  /** Steps 1 and 2 for a request that has the right length: the own share, durable, or why not. */
  protected async release({ taskHash, round, setHash: claimed, ids }: CollectRequest): Promise<Bytes | CollectCode> {
    for (;;) {
      if (!equal(taskHash, this.bound.hash)) return 'wrong-task';
      const before = await this.state.round(round);
      if (before === undefined) return 'round-closed';
      if (!isWellFormedSet({ taskHash, round, setHash: claimed, ids })) return 'set-mismatch';
      if (before.state === 'collected') {
        return equal(releasedSet(before.release), claimed) ? before.release : 'collected';
      }
      const slots = await this.state.slots(round);
      const accepted = slots.filter(({ state }) => state === 'accepted');
      if (!equal(setHash(sorted(accepted.map((entry) => entry.reportId))), claimed)) return 'set-mismatch';
      if (ids.length < this.task.minBatch) return 'batch-small';
      if (ids.length > 2 ** this.task.headroom) return 'batch-full';
      const sums = await this.#sumOf(round, accepted);
      const released = writeRelease(this.bound.hash, round, claimed, sums);
      if (await this.state.collected(round, before, released, accepted)) return released;
    }
  }

  /** Σ of the packed elements of the own shares; never of s, with which the known tags would separate clients. */
  async #sumOf(round: bigint, entries: readonly Entry[]): Promise<bigint[]> {
    const sum = new ShareSum(this.bound.geometry);
    for (const entry of entries) sum.add(await this.shareOf(round, entry));
    return sum.finish();
  }

  /** The own share of an accepted report. */
  protected abstract shareOf(round: bigint, entry: Entry): Promise<Bytes>;
}

/** The id of a verifier's key, which is to be the circuit's. */
function readVerifier(verifier: Verifier | VerifierPool): string {
  methodsOf<Verifier | VerifierPool>(
    verifier,
    ['explain', 'verifyBatch'],
    'verifier',
    'a Verifier or VerifierPool of @fedzk/verify',
  );
  const { id, nPublic, curve } = fieldsOf(verifier, ['id', 'nPublic', 'curve'], 'verifier');
  if (curve !== CURVE) throw unexpected('verifier', `a key on ${CURVE}, the curve of the task's circuit`, curve);
  if (nPublic === PUBLIC_SIGNALS.length) return id;
  throw unexpected('verifier', `a key of ${PUBLIC_SIGNALS.length} public signals, that of the circuit`, nPublic);
}
