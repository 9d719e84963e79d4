// Checks the bundles of a log on the calling thread and others. The calling thread begins while the others
// start. Each thread takes the next free range when it has finished one.

import { FedzkError } from '@fedzk/core';
import { type CrewWorker, WorkerCrew } from '@fedzk/core/crew';
import type { LogReader } from '../storage/storage.js';
import { bundlesOf, type CheckedBundle, checkedBundles, type Plan } from '../verify/bundles.js';
import { ending } from '../verify/plain.js';
import type { Answer, Range, Start } from './messages.js';
import { type Part, Ranges, type Taken } from './ranges.js';

/** Bundles of a range: enough to keep messages cheap, and few enough that threads end together. */
export const RANGE = 64;
/** Ranges that a thread has at a time: the current one and the next. */
const AHEAD = 2;
/** The most ranges, for each thread, that may begin before a slower range is done. */
const WAITING = 8;

/** The threads for {@link checkedOnThreads}. */
export interface Threads {
  /** The most threads besides the calling one. */
  readonly others: number;
  open(): CrewWorker;
  readonly start: Start;
  /** The calling thread's reader. */
  readonly reader: LogReader;
  readonly signal?: AbortSignal | undefined;
}

/** Checks a log's bundles, and yields the results in order. */
export async function* checkedOnThreads(
  plan: Plan,
  { others, open, start, reader, signal }: Threads,
): AsyncGenerator<CheckedBundle> {
  const bundles = bundlesOf(plan);
  const size = Math.min(others, Math.ceil(bundles / RANGE) - 1);
  const ranges = new Ranges(bundles, RANGE, (1 + size) * WAITING);
  const over = new AbortController();
  const crew = new WorkerCrew<Turn, Answer>({
    name: 'verification',
    help: 'the README of @fedzk/verify, under "Pool"',
    start: open,
    first: start,
    size,
    depth: AHEAD,
    pack: async (turn) => ({ question: (await turn.take()).range }),
    interrupts: true,
  });
  try {
    void checkHere(ranges, (range) => checkedBundles(reader, plan, { ...start, ...range }), over.signal);
    for (let i = 0; i < size * AHEAD; i++) void checkByTurns(ranges, crew, over.signal);
    for (let i = 0; i < ranges.count; i++) {
      const { checked, error } = await ending(ranges.part(i), signal);
      yield* checked;
      if (error !== undefined) throw error;
    }
  } finally {
    over.abort();
    void crew.close();
  }
}

/** Checks ranges on the calling thread, as long as there are any. */
async function checkHere(
  ranges: Ranges,
  check: (range: Range) => AsyncIterable<CheckedBundle>,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    const { range, done } = await ranges.take();
    const checked: CheckedBundle[] = [];
    try {
      for await (const bundle of check(range)) {
        if (over.aborted) return;
        checked.push(bundle);
      }
      done({ checked });
    } catch (error) {
      done({ checked, error });
    }
  }
}

/** A range for some thread to check. It is fixed once a thread has room, and passed on if that thread dies. */
class Turn {
  readonly #ranges: Ranges;
  #taken: Promise<Taken> | undefined;

  constructor(ranges: Ranges) {
    this.#ranges = ranges;
  }

  take(): Promise<Taken> {
    this.#taken ??= this.#ranges.take();
    return this.#taken;
  }
}

/** Has one range after the other checked by the crew's threads. */
async function checkByTurns(ranges: Ranges, crew: WorkerCrew<Turn, Answer>, over: AbortSignal): Promise<void> {
  for (;;) {
    const turn = new Turn(ranges);
    const part = await crew
      .ask([turn], { signal: over })
      .then(partOf, (error: unknown): Part => ({ checked: [], error }));
    if (over.aborted) return;
    // Taken even if no thread can be started, so that the range reports the error.
    const { done } = await turn.take();
    done(part);
    if (part.error !== undefined) return;
  }
}

function partOf([answer]: Answer[]): Part {
  const { checked, error } = answer as Answer;
  return { checked, ...(error && { error: new FedzkError(error.code, error.message) }) };
}
