import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES, type Curve } from '../curves.js';
import type { Attempt, Engine } from '../engine.js';
import { engines } from '../engines/all.js';
import { judge } from '../judge.js';
import { ratio, roundRobin, type Spread, spread } from '../measure.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { range, type Target, table, targetLine } from '../report.js';
import { type Subject, semaphore, simulated, updateSlice } from '../vectors.js';

const LARGEST = 'nPublic 64';

/** For the first subject of each curve, and the largest key of one. */
const TARGETS: readonly { readonly curve: Curve; readonly subject: string; readonly targets: readonly Target[] }[] = [
  {
    curve: 'bn254',
    subject: updateSlice().name,
    targets: [
      { peer: 'snarkjs', times: 8 },
      { peer: 'mcl', times: 2.5 },
      { peer: 'mcl, no G1 order', times: 2.5 },
      { peer: 'ark', times: 2.1 },
      { peer: 'snarkjs', times: 10, aim: true },
      { peer: 'snarkjs, one thread', times: 7, aim: true },
      { peer: 'mcl', times: 3.3, aim: true },
      { peer: 'mcl, no G1 order', times: 3.3, aim: true },
      { peer: 'ark', times: 2.9, aim: true },
    ],
  },
  {
    curve: 'bn254',
    subject: LARGEST,
    targets: [
      { peer: 'snarkjs', times: 5.4, aim: true },
      { peer: 'mcl', times: 2.9, aim: true },
      { peer: 'ark', times: 7, aim: true },
    ],
  },
  {
    curve: 'bls12-381',
    subject: updateSlice('bls12-381').name,
    targets: [
      { peer: 'snarkjs', times: 6.5, aim: true },
      { peer: 'snarkjs, one thread', times: 4.5, aim: true },
      { peer: 'mcl', times: 2.4, aim: true },
      { peer: 'ark', times: 3.7, aim: true },
    ],
  },
];

export const verify: BenchCase = {
  name: 'verify',
  summary: 'one Groth16 proof, 1 to 64 public signals, on both curves, against snarkjs, noble, mcl and ark',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 7, warmUp: 3 } : { rounds: 150, warmUp: 25 };
  const results: Result[] = [];
  const lines: string[] = [];
  // One curve after the other: mcl is of one at a time.
  for (const curve of CURVE_NAMES) {
    const all = engines(curve);
    try {
      const own: Result[] = [];
      for (const subject of subjects(curve)) {
        const result = await measure(subject, curve, all, effort);
        own.push(result);
        console.log(`\n${CURVES[curve].title}, ${result.subject}, n = ${result.nPublic}\n\n${show(result, all)}`);
      }
      console.log(`\n${all.map(({ name, checks }) => `${name}: ${checks}`).join('\n')}`);
      const reached = targets(curve, own);
      console.log(`\nby the medians of the ratios:\n${reached.join('\n')}`);
      results.push(...own);
      lines.push(...reached);
    } finally {
      for (const engine of all) await engine.close?.();
    }
  }
  const versions = versionsOf(engines('bn254').map((engine) => engine.package));
  return { record: rounded({ versions, ...effort, results, targets: lines }) };
}

function subjects(curve: Curve): Subject[] {
  const names = {
    bn254: ['nPublic 1', 'nPublic 4', 'nPublic 16, edge signals', LARGEST],
    'bls12-381': ['nPublic 1', 'nPublic 16, edge signals', LARGEST],
  }[curve];
  const chosen = simulated(curve).filter(({ name }) => names.includes(name));
  return [
    updateSlice(curve),
    ...(curve === 'bn254' ? [semaphore()] : []),
    ...chosen.map((subject) => ({ ...subject, name: `simulated: ${subject.name}` })),
  ];
}

/** What came out for one key. */
interface Result {
  readonly curve: Curve;
  readonly subject: string;
  readonly nPublic: number;
  readonly engines: readonly {
    readonly engine: string;
    readonly strict: boolean;
    readonly ms: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/** Prepares all engines, makes sure that each tells right from wrong, and times them side by side. */
async function measure(
  { name, key, instances }: Subject,
  curve: Curve,
  all: readonly Engine[],
  effort: { readonly rounds: number; readonly warmUp: number },
): Promise<Result> {
  const contenders: Attempt[][] = [];
  for (const engine of all) {
    const prepared = await engine.prepare(key);
    await judge(engine.name, prepared, { name, key, instances });
    contenders.push(instances.map(prepared));
  }
  const times = await roundRobin(contenders, effort);
  const ours = times[0] ?? [];
  return {
    curve,
    subject: name,
    nPublic: key.nPublic,
    engines: all.map(({ name: engine, strict }, i) => {
      const own = times[i] ?? [];
      return { engine, strict, ms: spread(own), ratioToOurs: ratio(own, ours) };
    }),
  };
}

function show({ engines: rows }: Result, all: readonly Engine[]): string {
  return table(
    ['engine', 'version', 'strict', 'median ms', 'quartiles', 'ratio to ours', 'quartiles'],
    rows.map(({ engine, strict, ms, ratioToOurs }, i) => [
      engine,
      versionOf(all[i]?.package ?? ''),
      strict ? 'yes' : 'no',
      ms.median.toFixed(2),
      range(ms),
      ratioToOurs.median.toFixed(2),
      range(ratioToOurs),
    ]),
  );
}

function targets(curve: Curve, results: readonly Result[]): string[] {
  return TARGETS.filter((entry) => entry.curve === curve).flatMap(({ subject, targets }) => {
    const result = results.find((own) => own.subject.endsWith(subject));
    return targets.map((target) => {
      const row = result?.engines.find(({ engine }) => engine === target.peer);
      return `${CURVES[curve].title}, ${subject}: ${targetLine(target, row?.ratioToOurs.median ?? Number.NaN)}`;
    });
  });
}
