import { createRateLimiter, memoryStore, type RateLimitAlgorithm } from '@fedzk/guard';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Contender, measureSubject, type Subject, type SubjectResult } from '../contenders.js';
import { rounded, versionsOf } from '../record.js';
import { duration, table } from '../report.js';

const [EFFORT, QUICK] = [
  { rounds: 40, warmUp: 5 },
  { rounds: 3, warmUp: 1 },
];

const PEER = 'rate-limiter-flexible';
/** Lower limit of the peer's time divided by ours. */
const TARGET = 1;

export const guard: BenchCase = {
  name: 'guard',
  summary: 'one request against a limit in memory, by the sliding log, GCRA and rate-limiter-flexible',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: SubjectResult[] = [];
  for (const subject of await subjects()) results.push(await measureSubject(subject, effort));
  const lines = results.flatMap(targets);
  console.log(`\n${shown(results)}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ versions: versionsOf(['rate-limiter-flexible']), ...effort, results, targets: lines }) };
}

/** The tasks, after each contender has answered as it must. */
export async function subjects(): Promise<Subject[]> {
  return [
    // So much that none is refused: 10,000 a second for each key.
    { name: 'admitted, 1,000 keys', contenders: await contenders(10_000, 1, 1000, true) },
    { name: 'admitted, 100,000 keys', contenders: await contenders(100, 1, 100_000, true) },
    { name: 'refused, 1 key', contenders: await contenders(1, 86_400, 1, false) },
  ];
}

async function contenders(limit: number, seconds: number, keys: number, admits: boolean): Promise<Contender[]> {
  const names = Array.from({ length: keys }, (_, i) => `client_${i}`);
  const peer = new RateLimiterMemory({ points: limit, duration: seconds });
  const all = [
    ours('fedzk sliding log', 'sliding-log', limit, seconds),
    ours('fedzk gcra', 'gcra', limit, seconds),
    {
      name: PEER,
      // It rejects where it refuses.
      ask: (key: string): Promise<boolean> =>
        peer.consume(key).then(
          () => true,
          () => false,
        ),
    },
  ];
  return Promise.all(all.map(({ name, ask }) => contender(name, ask, names, limit, admits)));
}

interface Asked {
  readonly name: string;
  ask(key: string): Promise<boolean>;
}

function ours(name: string, algorithm: RateLimitAlgorithm, limit: number, windowSeconds: number): Asked {
  const limiter = createRateLimiter({ limit, windowSeconds, algorithm, store: memoryStore({ maxKeys: 200_000 }) });
  return { name, ask: async (key) => (await limiter.consume(key)).allowed };
}

/** Goes round the keys. Where it is to refuse, the limit is used up first. */
async function contender(
  name: string,
  ask: Asked['ask'],
  keys: readonly string[],
  limit: number,
  admits: boolean,
): Promise<Contender> {
  if (!admits) for (let i = 0; i < limit; i++) await ask(keys[0] ?? '');
  let next = 0;
  const run = async (): Promise<void> => {
    const allowed = await ask(keys[next] ?? '');
    next = (next + 1) % keys.length;
    if (allowed !== admits) throw new Error(`${name} ${allowed ? 'admits' : 'refuses'} what it should not`);
  };
  await run();
  return { name, run };
}

function shown(results: readonly SubjectResult[]): string {
  const rows = results.flatMap(({ subject, contenders: all }) =>
    all.map(({ contender: name, ms, toOurs }) => [
      subject,
      name,
      duration(ms.median * 1e6),
      ...Object.entries(toOurs).map(([own, ratio]) => (own === name ? '' : ratio.median.toFixed(2))),
    ]),
  );
  return table(['what', 'by', 'each', 'times the log', 'times gcra'], rows);
}

function targets({ subject, contenders: all }: SubjectResult): string[] {
  const toOurs = all.find(({ contender: name }) => name === PEER)?.toOurs ?? {};
  return Object.entries(toOurs).map(([own, { median }]) => {
    const verdict = median >= TARGET ? 'met' : 'missed';
    return `${subject}, ${own}: ≥ ${TARGET}× ${PEER}: ${median.toFixed(2)}× ${verdict}`;
  });
}
