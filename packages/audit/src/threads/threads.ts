// The calling thread and others check the bundles of a log, each a range at a time. The calling one begins while the others
// start, and each goes on with the next range that nobody has.

import { FedzkError } from '@fedzk/core';
import { type CrewWorker, WorkerCrew } from '@fedzk/core/crew';
import type { LogReader } from '../storage/storage.js';
import { bundlesOf, type CheckedBundle, checkedBundles, type Plan } from '../verify/bundles.js';
import { ending } from '../verify/plain.js';
import type { Answer, Range, Start } from './messages.js';
import { type Part, Ranges, type Taken } from './ranges.js';

/** Bundles of a range: enough that messages count for little, and few enough that threads end together. */
export const RANGE = 64;
/** Ranges that a thread has: the one that it is at, and the next. */
const AHEAD = 2;
/** Ranges that were begun before one that is not there yet, for each thread. */
const WAITING = 8;

/** What {@link checkedOnThreads} takes beside the plan. */
export interface Threads {
  /** How many threads there are beside the calling one, at most. */
  readonly others: number;
  open(): CrewWorker;
  readonly start: Start;
  /** The calling one's. */
  readonly reader: LogReader;
  readonly signal?: AbortSignal | undefined;
}

/** Checks a log's bundles, and gives what came of them in their order. */
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

/** The calling thread's work: range after range, as long as there are any. */
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

/** A range that some thread is to check: the next one when a thread has room for it, and the same if that one ends. */
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

/** A place of a thread: it has one range checked after the other. */
async function checkByTurns(ranges: Ranges, crew: WorkerCrew<Turn, Answer>, over: AbortSignal): Promise<void> {
  for (;;) {
    const turn = new Turn(ranges);
    const part = await crew
      .ask([turn], { signal: over })
      .then(partOf, (error: unknown): Part => ({ checked: [], error }));
    if (over.aborted) return;
    // Also where no thread can be started, so that a range is there to say so.
    const { done } = await turn.take();
    done(part);
    if (part.error !== undefined) return;
  }
}

function partOf([answer]: Answer[]): Part {
  const { checked, error } = answer as Answer;
  return { checked, ...(error && { error: new FedzkError(error.code, error.message) }) };
}
