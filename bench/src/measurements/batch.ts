import type { Curve } from '../curves.js';
import type { Attempt, Engine, Instance, Prepared } from '../engine.js';
import { engines } from '../engines/all.js';
import { judge, judgeBatch } from '../judge.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from '../measure.js';
import type { Subject } from '../subject.js';

/**
 * Proofs in a sample one by one. The time per proof is the same in a row of 10 and of 100, so
 * rounds stay short.
 */
const ROW = 10;
/** Proofs that are judged before the clock starts. */
const JUDGED = 5;

export interface BatchInput {
  readonly curve: Curve;
  /** As many proofs as the largest size needs. */
  readonly subject: Subject;
  readonly sizes: readonly (Effort & { readonly size: number })[];
}

/** Result for one size. Times are per proof. */
export interface BatchResult extends Effort {
  readonly curve: Curve;
  readonly size: number;
  readonly rows: readonly {
    readonly engine: string;
    readonly together: boolean;
    readonly msPerProof: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/** Times proofs of one key, as a batch and one by one. */
export async function measureBatch({ curve, subject, sizes }: BatchInput): Promise<BatchResult[]> {
  const all = engines(curve).filter(({ name }) => name !== 'fedzk, bytes');
  try {
    const contenders = await prepare(subject, all);
    const results: BatchResult[] = [];
    for (const { size, ...effort } of sizes) {
      results.push({ curve, size, ...effort, rows: await measure(subject, size, contenders, effort) });
    }
    return results;
  } finally {
    for (const engine of all) await engine.close?.();
  }
}

/** One way to verify many proofs. */
interface Contender {
  readonly name: string;
  readonly together: boolean;
  /** Returns an attempt that verifies these proofs and says whether all are valid. */
  attempt(instances: readonly Instance[]): Attempt;
}

/** Prepares all ways, our batch first. Checks that each accepts valid proofs and refuses others. */
async function prepare({ name, key, instances }: Subject, all: readonly Engine[]): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const some = { name, key, instances: instances.slice(0, JUDGED) };
  for (const engine of all) {
    const { name: engineName } = engine;
    if (engine.prepareBatch !== undefined) {
      const attempt = await engine.prepareBatch(key);
      await judgeBatch(engineName, attempt, some);
      contenders.push({ name: engineName, together: true, attempt });
    }
    const prepared = await engine.prepare(key);
    await judge(engineName, prepared, some);
    const attempt = oneByOne(prepared);
    contenders.push({ name: engineName, together: false, attempt });
  }
  return contenders;
}

/** Verifies one proof after the other. An answer that isn't a promise is not awaited. */
export function oneByOne(prepared: Prepared): Contender['attempt'] {
  return (instances) => {
    const attempts = instances.map(prepared);
    return () => {
      for (const [i, attempt] of attempts.entries()) {
        const answer = attempt();
        if (typeof answer !== 'boolean') return rest(answer, attempts.slice(i + 1));
        if (!answer) return false;
      }
      return true;
    };
  };
}

async function rest(first: Promise<boolean>, attempts: readonly Attempt[]): Promise<boolean> {
  if (!(await first)) return false;
  for (const attempt of attempts) if (!(await attempt())) return false;
  return true;
}

async function measure(
  { instances }: Subject,
  size: number,
  contenders: readonly Contender[],
  effort: Effort,
): Promise<BatchResult['rows']> {
  const lengths = contenders.map(({ together }) => (together ? size : Math.min(size, ROW)));
  const attempts = contenders.map(({ attempt }, i) => chunks(instances, lengths[i] ?? 1).map(attempt));
  const samples = await roundRobin(attempts, effort);
  const times = samples.map((own, i) => own.map((time) => time / (lengths[i] ?? 1)));
  const ours = times[0] ?? [];
  return contenders.map(({ name, together }, i) => {
    const own = times[i] ?? [];
    return { engine: name, together, msPerProof: spread(own), ratioToOurs: ratio(own, ours) };
  });
}

function chunks<T>(all: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.floor(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length));
}
