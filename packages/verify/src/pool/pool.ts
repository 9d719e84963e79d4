import { callbackOf, listOf, optionsOf, signalOf, toHex, unexpected } from '@fedzk/core';
import type { Crew } from '@fedzk/core/crew';
import { CURVES, type Curve, type CurveLayout, DEFAULT_CURVE } from '../codec/curves.js';
import { batchItem, statementBytes } from '../codec/input.js';
import type { ProofInput, PublicSignalsInput, VerificationKeyInput } from '../input.js';
import { KEY_OPTIONS, preparedKey } from '../key.js';
import type { Level } from '../levels.js';
import { MANIFEST_OPTIONS, type Met, requirementOf } from '../requirement.js';
import type { VerifyStatus } from '../status.js';
import type { BatchItem, BatchResult } from '../verifier.js';
import type { Answer, KeyMessage, Question, Statement } from './messages.js';
import type { PoolBatchOptions, PoolCallOptions, VerifierPool, VerifierPoolOptions } from './types.js';

/** The largest part of a batch. Larger parts save little time, and delay other calls longer. */
const LARGEST_PART = 128;

/** The smallest part for another worker. The fewer proofs are together, the longer each takes. */
const SMALLEST_PART = 16;

const DEFAULT_QUEUE = 1024;

const OPTIONS = [...KEY_OPTIONS, ...MANIFEST_OPTIONS, 'workers', 'maxQueue', 'worker'] as const;

/** The checked options of a pool's workers. */
export interface CrewOptions {
  readonly maxQueue: number;
  readonly workers: VerifierPoolOptions['workers'] | undefined;
  readonly worker: VerifierPoolOptions['worker'] | undefined;
}

/**
 * Makes a pool. The key and the options are checked at once.
 *
 * @param muster makes the crew for a checked key
 */
export function poolOf(
  verificationKey: VerificationKeyInput,
  options: VerifierPoolOptions,
  muster: (key: KeyMessage, options: CrewOptions) => Crew<Question, Answer>,
): VerifierPool {
  const own = optionsOf(options, OPTIONS);
  const crewOptions = readPoolOptions(own);
  const requirement = requirementOf(own);
  const [prepared, key] = preparedKey(verificationKey, own);
  const layout = CURVES.find(({ id }) => id === prepared.curve()) ?? DEFAULT_CURVE;
  const [nPublic, id] = [prepared.nPublic(), toHex(prepared.id())];
  prepared.free();
  const met = requirement?.(key);
  return new CrewPool({ layout, nPublic, id, met }, muster({ key, curve: layout.name }, crewOptions));
}

/** What a pool tells of its key. */
interface PoolKey {
  readonly layout: CurveLayout;
  readonly nPublic: number;
  readonly id: string;
  readonly met: Met | undefined;
}

class CrewPool implements VerifierPool {
  readonly curve: Curve;
  readonly nPublic: number;
  readonly id: string;
  readonly level: Level | undefined;
  readonly development: boolean;
  readonly size: number;
  readonly #layout: CurveLayout;
  readonly #crew: Crew<Question, Answer>;

  constructor({ layout, nPublic, id, met }: PoolKey, crew: Crew<Question, Answer>) {
    this.curve = layout.name;
    this.nPublic = nPublic;
    this.id = id;
    this.level = met?.level;
    this.development = met?.development ?? false;
    this.size = crew.size;
    this.#layout = layout;
    this.#crew = crew;
  }

  get pending(): number {
    return this.#crew.pending;
  }

  async verify(proof: ProofInput, publicSignals: PublicSignalsInput, options?: PoolCallOptions): Promise<boolean> {
    return (await this.explain(proof, publicSignals, options)) === 'ok';
  }

  async explain(
    proof: ProofInput,
    publicSignals: PublicSignalsInput,
    options: PoolCallOptions = {},
  ): Promise<VerifyStatus> {
    const signal = signalOf(optionsOf(options, ['signal']).signal);
    this.#crew.admit(signal);
    const statement = this.#read(proof, publicSignals);
    if (typeof statement === 'string') return statement;
    const [status] = await this.#ask([{ statement }], signal);
    return status as VerifyStatus;
  }

  async verifyBatch(items: readonly BatchItem[], options: PoolBatchOptions = {}): Promise<BatchResult> {
    const given = optionsOf(options, ['signal', 'onProgress']);
    const [signal, onProgress] = [signalOf(given.signal), callbackOf(given.onProgress, 'onProgress')];
    this.#crew.admit(signal);
    const read = listOf(items, 'items', 'an array', (item) => {
      const { proof, publicSignals } = batchItem(item);
      return this.#read(proof, publicSignals);
    });
    // The indices of well-formed items, in parts for the workers.
    const parts = split(
      read.flatMap((each, i) => (typeof each === 'string' ? [] : [i])),
      this.size,
    );
    let done = read.length - parts.reduce((sum, { length }) => sum + length, 0);
    const answers = await this.#ask(
      parts.map((part) => ({ batch: part.map((i) => read[i] as Statement) })),
      signal,
      (part) => {
        done += parts[part]?.length ?? 0;
        onProgress?.(done, read.length);
      },
    );
    // An item that no worker found valid has failed.
    const valid = new Set(
      answers.flatMap(
        (wrong, part) => parts[part]?.filter((_, at) => !(wrong as readonly number[]).includes(at)) ?? [],
      ),
    );
    const failed = [...read.keys()].filter((i) => !valid.has(i));
    return { ok: failed.length === 0, failed };
  }

  ready(): Promise<void> {
    return this.#crew.ready();
  }

  close(): Promise<void> {
    return this.#crew.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #read(proof: unknown, publicSignals: unknown): Statement | VerifyStatus {
    return statementBytes(proof, publicSignals, this.#layout, this.nPublic);
  }

  async #ask(
    questions: readonly Question[],
    signal: AbortSignal | undefined,
    answered: (place: number) => void = () => {},
  ): Promise<Answer[]> {
    // Checked again: a proxy among the inputs may have closed the pool or aborted the call.
    this.#crew.admit(signal);
    return questions.length === 0 ? [] : this.#crew.ask(questions, { signal, answered });
  }
}

/** Splits indices into parts of about equal length, the same number for each worker. */
function split(places: readonly number[], size: number): number[][] {
  const workers = Math.max(1, Math.min(size, Math.ceil(places.length / SMALLEST_PART)));
  const parts = workers * Math.ceil(places.length / (workers * LARGEST_PART));
  const bounds = Array.from({ length: parts + 1 }, (_, i) => Math.round((i * places.length) / parts));
  return bounds.slice(1).map((end, i) => places.slice(bounds[i], end));
}

function readPoolOptions({ workers, maxQueue = DEFAULT_QUEUE, worker }: VerifierPoolOptions): CrewOptions {
  const integer = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
  if (workers !== undefined && !integer(workers, 1)) throw unexpected('workers', 'an integer of 1 or more', workers);
  if (!integer(maxQueue, 0)) throw unexpected('maxQueue', 'an integer of 0 or more', maxQueue);
  if (worker !== undefined && typeof worker !== 'function') {
    throw unexpected('worker', 'a function that starts a worker', worker);
  }
  // All are own properties, so that none is read from Object.prototype.
  return { maxQueue, workers, worker };
}
