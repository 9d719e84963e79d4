// Collects cosignatures on a log's checkpoints. Each witness is asked for the newest checkpoint whenever it is free, so that
// a slow one holds up nobody else.

import { FedzkError, onAbort } from '@fedzk/core';
import type { VerifierKey } from '../note/keys.js';
import type { Policy } from '../note/policy.js';
import type { SignedCheckpoint } from '../reader.js';
import type { LogReader, StoredFile } from '../storage/storage.js';
import { Tiles } from '../tree/tiles.js';
import { entries } from '../words.js';
import { closed } from '../writer/fail-stop.js';
import { askWitness, Refusal, type WitnessFetch } from './client.js';
import { CosignedCheckpoint } from './cosignatures.js';
import { readSeen, seenFile } from './seen.js';

/** A witness that has not cosigned, by its name in the policy, and why. */
export interface WitnessProblem {
  readonly witness: string;
  readonly why: string;
}

/** How witnesses are asked. */
export interface WitnessOptions {
  /** Milliseconds that a witness has to answer; by default 10,000. */
  readonly timeoutMs?: number;
  /** By default the runtime's own. */
  readonly fetch?: WitnessFetch;
}

/** The functions of a log that a cosigner needs. If one throws, all waiting ends. */
export interface CosignedLog {
  readonly reader: LogReader;
  /** Replaces the checkpoint by a note, if it still has this size. */
  publish(note: string, size: number): Promise<void>;
  /** Writes a file of the writer's own. */
  write(file: StoredFile): Promise<void>;
}

export interface CosignerOptions extends WitnessOptions {
  readonly timeoutMs: number;
  /** Whether witnesses are asked when nobody waits. */
  readonly background: boolean;
  readonly onFault: (problem: WitnessProblem) => void;
}

interface Agent {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | undefined;
  /** The checkpoint that it is being asked for. */
  asked: Round | undefined;
  /** The checkpoint that it was asked for last. */
  tried: Round | undefined;
  /** The size that it has seen, if known. */
  seen: number | undefined;
}

interface Round {
  readonly cosigned: CosignedCheckpoint;
  /** How many cosignatures are published, and whether they are enough. */
  written: { readonly count: number; readonly quorum: boolean };
}

/** A caller that waits for a quorum on a tree of that size or a larger one. */
interface Waiter {
  readonly size: number;
  /** By witness: why it has not cosigned, or undefined. */
  readonly answers: Map<string, string | undefined>;
  readonly resolve: (note: string) => void;
  readonly reject: (error: unknown) => void;
}

export class Cosigner {
  readonly #log: CosignedLog;
  readonly #policy: Policy;
  readonly #options: CosignerOptions;
  readonly #agents: readonly Agent[];
  readonly #waiters = new Set<Waiter>();
  readonly #working = new Set<Promise<void>>();
  /** Cancels the requests under way. */
  readonly #enders = new Set<AbortController>();
  #ended = false;
  #newest: Round | undefined;
  #quorate: CosignedCheckpoint | undefined;
  #fault: unknown;

  constructor(log: CosignedLog, policy: Policy, options: CosignerOptions) {
    this.#log = log;
    this.#policy = policy;
    this.#options = options;
    this.#agents = [...policy.witnesses].map(([name, key]) => {
      return { name, key, url: policy.urls.get(name), asked: undefined, tried: undefined, seen: undefined };
    });
  }

  /** The newest checkpoint that has a quorum. */
  get quorate(): SignedCheckpoint | undefined {
    return this.#quorate && { ...this.#quorate.checkpoint, note: this.#quorate.note };
  }

  /** The newest checkpoint. */
  get newest(): CosignedCheckpoint | undefined {
    return this.#newest?.cosigned;
  }

  /** The first error of writing to the log. */
  get fault(): unknown {
    return this.#fault;
  }

  /** Notes that a checkpoint was published, larger than all before. */
  published(note: string): void {
    const cosigned = new CosignedCheckpoint(note, this.#policy);
    const { quorum } = cosigned;
    this.#newest = { cosigned, written: { count: cosigned.witnesses.length, quorum } };
    if (quorum) this.#quorate = cosigned;
    this.#ask();
  }

  /**
   * Waits for a quorum on a tree of this size or a larger one, and returns its note.
   *
   * @param size of a checkpoint that was published
   * @throws {FedzkError} `quorum`; errors of writing to the log; the reason of `signal`, which ends only the
   *   waiting
   */
  async wait(size: number, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    if (this.#quorate !== undefined && this.#quorate.size >= size) return this.#quorate.note;
    if (this.#ended) throw closed(this.#policy.log.name);
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        this.#waiters.delete(waiter);
        waiter.reject(signal?.reason);
      });
      const ended =
        <T>(end: (value: T) => void) =>
        (value: T): void => {
          forget();
          end(value);
        };
      const waiter: Waiter = { size, answers: this.#presetAnswers(), resolve: ended(resolve), reject: ended(reject) };
      this.#waiters.add(waiter);
      this.#ask();
      this.#giveUp();
    });
  }

  /** Returns the answers that are known already; all other witnesses are tried again. */
  #presetAnswers(): Map<string, string | undefined> {
    const answers = new Map<string, string | undefined>();
    for (const agent of this.#agents) {
      if (this.#newest?.cosigned.has(agent.name)) answers.set(agent.name, undefined);
      else if (agent.url === undefined) answers.set(agent.name, NO_URL);
      else if (agent.asked === undefined) agent.tried = undefined;
    }
    return answers;
  }

  /** Asks each free witness that has not been asked for the newest checkpoint. */
  #ask(): void {
    const round = this.#newest;
    const wanted = this.#options.background || this.#waiters.size > 0;
    if (round === undefined || !wanted || this.#ended) return;
    for (const agent of this.#agents) {
      const { name, url } = agent;
      const free = agent.asked === undefined && agent.tried !== round && !round.cosigned.has(name);
      if (!free || url === undefined) continue;
      agent.asked = round;
      agent.tried = round;
      const work = this.#askOne(agent, url, round)
        .catch((error: unknown) => {
          this.#fault ??= error;
          this.#rejectAll(error);
        })
        .finally(() => this.#working.delete(work));
      this.#working.add(work);
    }
  }

  /** Asks one witness. Throws errors of writing to the log. */
  async #askOne(agent: Agent, url: string, round: Round): Promise<void> {
    const { cosigned } = round;
    const { checkpoint, size } = cosigned;
    const ender = new AbortController();
    this.#enders.add(ender);
    let why: string | undefined;
    try {
      agent.seen ??= await readSeen(this.#log.reader, agent.key, checkpoint.origin);
      const tiles = new Tiles(this.#log.reader, size);
      const line = await askWitness(
        { key: agent.key, url },
        { size, text: cosigned.text, plain: cosigned.plain, prove: (old) => tiles.proveGrowth(old, checkpoint.root) },
        agent.seen,
        { timeoutMs: this.#options.timeoutMs, fetch: this.#options.fetch, signal: ender.signal },
      );
      cosigned.add(agent.name, line);
      agent.seen = size;
    } catch (error) {
      why = error instanceof Error ? error.message.replace(/\.$/, '') : 'for an unknown reason';
      if (!(error instanceof Refusal)) why = `its proof can't be made (${why})`;
    }
    this.#enders.delete(ender);
    agent.asked = undefined;
    for (const waiter of this.#waiters) if (waiter.size <= size) waiter.answers.set(agent.name, why);
    if (why !== undefined && !this.#ended) this.#report({ witness: agent.name, why });
    // Starts the next request while this cosignature is written.
    this.#ask();
    if (why === undefined) await this.#log.write(seenFile(agent.key, checkpoint.origin, size));
    await this.#publish(round);
    this.#giveUp();
  }

  /** Reports a problem in a microtask of its own, so that an error of the callback is not a witness's. */
  #report(problem: WitnessProblem): void {
    void Promise.resolve().then(() => this.#options.onFault(problem));
  }

  /** Writes a note when it has a quorum, and again when no witness is being asked for it any more. */
  async #publish(round: Round): Promise<void> {
    const { cosigned } = round;
    const { witnesses, quorum } = cosigned;
    const last = this.#agents.every(({ asked }) => asked !== round);
    const more = witnesses.length > round.written.count;
    if (more && (last || quorum !== round.written.quorum)) {
      round.written = { count: witnesses.length, quorum };
      await this.#log.publish(cosigned.note, cosigned.size);
    }
    if (!quorum) return;
    if (this.#quorate === undefined || this.#quorate.size < cosigned.size) this.#quorate = cosigned;
    for (const waiter of this.#waiters) {
      if (waiter.size > cosigned.size) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(cosigned.note);
    }
  }

  /** Ends the waiting of callers for whom all witnesses have answered, but too few have cosigned. */
  #giveUp(): void {
    for (const waiter of this.#waiters) {
      const { size, answers } = waiter;
      const cosigned = [...answers].flatMap(([name, why]) => (why === undefined ? [name] : []));
      if (answers.size < this.#agents.length || this.#policy.quorum(new Set(cosigned))) continue;
      this.#waiters.delete(waiter);
      waiter.reject(noQuorum(size, answers));
    }
  }

  #rejectAll(error: unknown): void {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }

  /**
   * Waits for requests under way, and sends no more.
   *
   * @param fault why the log has stopped; then it does not wait
   */
  async close(fault?: FedzkError): Promise<void> {
    if (fault !== undefined) this.#end(fault);
    while (this.#working.size > 0) await Promise.all(this.#working);
    this.#end(closed(this.#policy.log.name));
  }

  #end(why: FedzkError): void {
    this.#ended = true;
    this.#rejectAll(why);
    for (const ender of this.#enders) ender.abort();
  }
}

export const NO_URL = 'the policy has no URL of it';

function noQuorum(size: number, answers: ReadonlyMap<string, string | undefined>): FedzkError {
  const reasons = [...answers].flatMap(([witness, why]) => (why === undefined ? [] : [`${witness}: ${why}`]));
  return new FedzkError(
    'quorum',
    `Too few witnesses have cosigned the checkpoint of ${entries(size)}; ask them again. ${reasons.join('; ')}.`,
  );
}
