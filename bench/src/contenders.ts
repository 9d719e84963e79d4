import type { Attempt } from './engine.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from './measure.js';

/** One way to do a thing. What it gives is not looked at: that it is right was seen before. */
export interface Contender {
  readonly name: string;
  readonly run: () => unknown;
  /** How many times a run does it; default 1. */
  readonly count?: number;
}

/** One thing that is measured. Ours are the contenders whose names begin with "fedzk". */
export interface Subject {
  readonly name: string;
  readonly contenders: readonly Contender[];
  /** A sample is one run: of what takes long, or can't be done often. */
  readonly once?: true;
}

/** What came out for a contender. */
export interface ContenderResult {
  readonly contender: string;
  /** Milliseconds each. */
  readonly ms: Spread;
  /** How many times as long as each of ours, by name. */
  readonly toOurs: Readonly<Record<string, Spread>>;
}

export interface SubjectResult {
  readonly subject: string;
  readonly contenders: readonly ContenderResult[];
}

/** Times the contenders of a subject side by side. */
export async function measureSubject({ name, contenders, once }: Subject, effort: Effort): Promise<SubjectResult> {
  const samples: Sample[] = [];
  for (const { run, count = 1 } of contenders) {
    const { times, attempt } = once ? { times: 1, attempt: awaiting(run, 1) } : await sampleOf(run);
    samples.push({ times: times * count, attempt });
  }
  const all = await roundRobin(
    samples.map(({ attempt }) => [attempt]),
    effort,
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
  /** How many times it is done. */
  readonly times: number;
  readonly attempt: Attempt;
}

/** How long a sample is at least: what a clock of some microseconds tells apart. */
const SAMPLE_MS = 3;
/** How long something runs to be optimised, which engines do beside it. */
const COMPILE_MS = 150;

/** As many runs as make a sample. */
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

/** One after the other. */
function awaiting(run: () => unknown, times: number): Attempt {
  return async () => {
    for (let i = 0; i < times; i++) await run();
    return true;
  };
}

/** @throws where not all contenders give the same bytes */
export function requireSame(what: string, given: Readonly<Record<string, Uint8Array>>): void {
  const [[first, expected] = ['', new Uint8Array()], ...others] = Object.entries(given);
  for (const [name, bytes] of others) {
    const same = bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]);
    if (!same) throw new Error(`${what}: ${name} gives other bytes than ${first}`);
  }
}
