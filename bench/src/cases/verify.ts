import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES, type Curve } from '../curves.js';
import type { Engine } from '../engine.js';
import { engines } from '../engines/all.js';
import type { VerifyResult } from '../measurements/verify.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { range, type Target, table, targetLine } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';
import type { Subject } from '../subject.js';
import { semaphore, simulated, updateSlice } from '../vectors.js';

const LARGEST = 'nPublic 64';

/** Targets for the first subject of each curve, and for the largest key of one curve. */
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
  runtimes: RUNTIME_NAMES,
  run,
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 7, warmUp: 3 } : { rounds: 60, warmUp: 12 };
  const results: VerifyResult[] = [];
  const lines: string[] = [];
  // Goes through one curve at a time, since mcl can have only one.
  for (const curve of CURVE_NAMES) {
    const own = await runtime.measure('verify', { curve, subjects: subjects(curve), ...effort });
    const all = engines(curve);
    for (const result of own) {
      const { subject, nPublic, backend } = result;
      console.log(`\n${CURVES[curve].title}, ${subject}, n = ${nPublic}, ours ${backend}\n\n${show(result, all)}`);
    }
    console.log(`\n${all.map(({ name, checks }) => `${name}: ${checks}`).join('\n')}`);
    const reached = targets(curve, own);
    console.log(`\nby the medians of the ratios:\n${reached.join('\n')}`);
    results.push(...own);
    lines.push(...reached);
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

function show({ engines: rows }: VerifyResult, all: readonly Engine[]): string {
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

function targets(curve: Curve, results: readonly VerifyResult[]): string[] {
  return TARGETS.filter((entry) => entry.curve === curve).flatMap(({ subject, targets }) => {
    const result = results.find((own) => own.subject.endsWith(subject));
    return targets.map((target) => {
      const row = result?.engines.find(({ engine }) => engine === target.peer);
      return `${CURVES[curve].title}, ${subject}: ${targetLine(target, row?.ratioToOurs.median ?? Number.NaN)}`;
    });
  });
}
