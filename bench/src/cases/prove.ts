import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { toHex } from '@fedzk/core';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';
import { circuits, type Prepared, prepare } from '../prove/circuits.js';
import { type FirstResult, type MemoryResult, processesOf } from '../prove/processes.js';
import { ANEW, CHECKED, KEPT, measureProvers, OURS, type ProversResult, THREADS, WORKERS } from '../prove/provers.js';
import { capacityLines, firstLines, memoryLines, proverLines, WASM_KB, witnessLines } from '../prove/targets.js';
import { witnessSubject } from '../prove/witness.js';
import { rounded, versionsOf } from '../record.js';
import { duration, limitLine, range, table } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';

export const prove: BenchCase = {
  name: 'prove',
  summary: 'one Groth16 proof of 1k, 10k and 100k constraints, its witness and its memory, against snarkjs',
  runtimes: RUNTIME_NAMES,
  run,
};

/** How often something is done with circuits of a size. */
interface Often {
  readonly proofs: Effort;
  /** Processes of each way. */
  readonly memory: number;
  /** Processes, and proofs after the first of each; none: not measured. */
  readonly first?: readonly [number, number];
  readonly witness: Effort;
}

const SMALL: Often = {
  proofs: { rounds: 15, warmUp: 2 },
  memory: 3,
  first: [7, 7],
  witness: { rounds: 15, warmUp: 3 },
};
const MIDDLE: Often = { ...SMALL, proofs: { rounds: 9, warmUp: 1 }, first: [5, 5] };
/** The proofs that are verified before the clock starts warm up. */
const LARGE: Often = {
  proofs: { rounds: 4, warmUp: 0 },
  memory: 2,
  first: [3, 2],
  witness: { rounds: 9, warmUp: 1 },
};

const QUICK: Often = {
  proofs: { rounds: 1, warmUp: 0 },
  memory: 1,
  first: [1, 1],
  witness: { rounds: 2, warmUp: 1 },
};

/** By the number of constraints. */
function oftenOf({ circuit }: Prepared, quick: boolean): Often {
  if (quick) return QUICK;
  const { nonLinear, linear } = circuit.instance.constraints;
  return nonLinear + linear <= 1000 ? SMALL : nonLinear + linear <= 10_000 ? MIDDLE : LARGE;
}

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  return runtime.title === `Node ${process.versions.node}` ? here(quick) : elsewhere({ quick, runtime });
}

/** What is of the Node at hand alone. */
async function here(quick: boolean): Promise<Outcome> {
  const provers: ProversResult[] = [];
  const witnesses: SubjectResult[] = [];
  const memory: MemoryResult[] = [];
  const first: FirstResult[] = [];
  // One after the other, so that no key is in memory that is not needed.
  for (const circuit of circuits()) {
    const prepared = await prepare(circuit);
    const often = oftenOf(prepared, quick);
    // A verification and an engine's start are nothing beside a proof of seconds.
    const others = often === LARGE ? [] : ([CHECKED, KEPT] as const);
    const ways = [OURS, THREADS, ANEW, WORKERS, ...others] as const;
    provers.push(await measureProvers(circuit.name, ways, prepared, often.proofs));
    witnesses.push(await measureSubject(await witnessSubject(prepared), often.witness));
    using processes = await processesOf(prepared);
    memory.push(...(await processes.memory(often.memory)));
    if (often.first !== undefined) first.push(await processes.first(...often.first));
  }
  console.log(
    `\n${showProvers(provers)}\n\n${showWitnesses(witnesses)}\n\n${showMemory(memory)}\n\n${showFirst(first)}`,
  );

  const wasm = gzipSync(readFileSync(WASM), { level: 9 }).length / 1000;
  const lines = [
    ...provers.flatMap(proverLines),
    ...witnesses.flatMap(witnessLines),
    ...memory.flatMap(memoryLines),
    ...first.flatMap(firstLines),
    ...capacityLines(),
    limitLine('the module for both curves after gzip', wasm, WASM_KB, 'KB'),
  ];
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(['@fedzk/prove', 'snarkjs', 'circom2']);
  const record = { versions, provers, witnesses, memory, first, wasmKB: wasm, targets: lines };
  return { record: rounded(record), failed: wasm > WASM_KB };
}

const WASM = new URL('../../../packages/prove/dist/core.wasm', import.meta.url);

/** One thread, 10k. */
async function elsewhere({ quick, runtime }: RunOptions): Promise<Outcome> {
  const circuit = circuits().find(({ instance }) => instance.level === 'enhanced');
  if (circuit === undefined) throw new Error('no circuit of the level "enhanced"');
  const prepared = await prepare(circuit);
  const { zkey, wtns, verificationKey, publicSignals } = prepared;
  const result = await runtime.measure('prove', {
    subject: circuit.name,
    zkey: toHex(zkey),
    wtns: toHex(wtns),
    verificationKey,
    publicSignals,
    ...oftenOf(prepared, quick).proofs,
  });
  const lines = proverLines(result);
  console.log(`\n${showProvers([result])}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ versions: versionsOf(['@fedzk/prove', 'snarkjs']), provers: [result], targets: lines }) };
}

function showProvers(results: readonly ProversResult[]): string {
  const rows = results.flatMap(({ subject, contenders, cpu }) =>
    contenders.map(({ contender, ms, toOurs }) => [
      subject,
      contender,
      duration(ms.median * 1e6),
      cpu === undefined ? '' : duration((cpu[contender]?.median ?? Number.NaN) * 1e6),
      toOurs[OURS]?.median.toFixed(2) ?? '',
      toOurs[OURS] === undefined ? '' : range(toOurs[OURS]),
      toOurs[THREADS]?.median.toFixed(2) ?? '',
    ]),
  );
  const head = [
    'constraints',
    'proved by',
    'each',
    'processor',
    'times ours',
    'quartiles',
    'times ours on two threads',
  ];
  return table(head, rows);
}

function showWitnesses(results: readonly SubjectResult[]): string {
  const rows = results.flatMap(({ subject, contenders }) =>
    contenders.map(({ contender, ms, toOurs }) => [
      subject,
      contender,
      duration(ms.median * 1e6),
      toOurs[OURS]?.median.toFixed(2) ?? '',
    ]),
  );
  return table(['what', 'by', 'each', 'times ours'], rows);
}

function showMemory(results: readonly MemoryResult[]): string {
  const rows = results.map(({ subject, by, bytes, oursToTheirs }) => [
    subject,
    by,
    (bytes.median / 1e6).toFixed(0),
    oursToTheirs.median.toFixed(2),
  ]);
  return table(['one proof of a process', 'by', 'MB at most', 'ours to it'], rows);
}

function showFirst(results: readonly FirstResult[]): string {
  const rows = results.map(({ subject, open, first, later, firstToLater }) => [
    subject,
    ...[open, first, later].map(({ median }) => duration(median * 1e6)),
    firstToLater.median.toFixed(2),
  ]);
  return table(['a fresh process', 'key opened', 'first proof', 'a later one', 'first to later'], rows);
}
