import type { Attempt } from './engine.js';
import { type Clock, type Effort, ratio, roundRobin, type Spread, spread } from './measure.js';

/** One way to do a task. Its result was checked before and isn't checked while it is timed. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
  /** How many times one run does the task. Default: 1. */
  readonly count?: number;
}

/** A task that is measured. Contenders whose names begin with "fedzk" are ours. */
export interface Subject {
  readonly name: string;
  readonly contenders: readonly Contender[];
  /** Whether a sample is a single run, for tasks that are long or can't be repeated often. */
  readonly once?: true;
  /** Default: that of the wall. */
  readonly clock?: Clock;
}

/** Result of a contender. */
export interface ContenderResult {
  readonly contender: string;
  /** Milliseconds for one task. */
  readonly ms: Spread;
  /** Its time divided by that of each contender of ours, by name. */
  readonly toOurs: Readonly<Record<string, Spread>>;
}

export interface SubjectResult {
  readonly subject: string;
  readonly contenders: readonly ContenderResult[];
}

/** Times the contenders of a subject side by side. */
export async function measureSubject(
  { name, contenders, once, clock }: Subject,
  effort: Effort,
): Promise<SubjectResult> {
  const samples: Sample[] = [];
  for (const { run, count = 1 } of contenders) {
    const { times, attempt } = once ? { times: 1, attempt: awaiting(run, 1) } : await sampleOf(run);
    samples.push({ times: times * count, attempt });
  }
  const all = await roundRobin(
    samples.map(({ attempt }) => [attempt]),
    effort,
    clock,
  );
  const times = all.map((rounds, i) => rounds.map((time) => time / (samples[i]?.times ?? Number.NaN)));
  const ours = contenders.flatMap(({ name: own }, i) =>
    own.startsWith('fedzk') ? [[own, times[i] ?? []] as const] : [],
  );
  return {
    subject: name,
    contenders: contenders.map(({ name: contender }, i) => ({
      contender,
      ms: spread(times[i] ?? []),
      toOurs: Object.fromEntries(ours.map(([own, time]) => [own, ratio(times[i] ?? [], time)])),
    })),
  };
}

interface Sample {
  /** How many times a sample does the task. */
  readonly times: number;
  readonly attempt: Attempt;
}

/** Shortest sample in milliseconds. A clock of some microseconds can measure it. */
const SAMPLE_MS = 3;
/** Milliseconds of warm-up. Engines optimise the code meanwhile. */
const COMPILE_MS = 150;

/** Returns how many runs make a sample. */
async function sampleOf(run: () => unknown): Promise<Sample> {
  const first = run();
  const repeated = first instanceof Promise ? awaiting : calling;
  await first;
  const repeat = (times: number): Attempt => repeated(run, times);
  const once = repeat(1);
  const began = performance.now();
  while (performance.now() - began < COMPILE_MS) await once();
  for (let times = 1; ; times *= 2) {
    const attempt = repeat(times);
    const start = performance.now();
    await attempt();
    if (performance.now() - start >= SAMPLE_MS) return { times, attempt };
  }
}

function calling(run: () => unknown, times: number): Attempt {
  return () => {
    for (let i = 0; i < times; i++) run();
    return true;
  };
}

/** Runs the task one after the other. */
function awaiting(run: () => unknown, times: number): Attempt {
  return async () => {
    for (let i = 0; i < times; i++) await run();
    return true;
  };
}

/**
 * Compares the bytes of all contenders.
 *
 * @throws if they differ
 */
export function requireSame(what: string, given: Readonly<Record<string, Uint8Array>>): void {
  const [[first, expected] = ['', new Uint8Array()], ...others] = Object.entries(given);
  for (const [name, bytes] of others) {
    const same = bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]);
    if (!same) throw new Error(`${what}: ${name} gives other bytes than ${first}`);
  }
}
