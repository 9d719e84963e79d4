import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { toHex } from '@fedzk/core';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';
import { type Circuit, circuits, type Prepared, prepare } from '../prove/circuits.js';
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

/** How often each measurement is repeated for circuits of one size. */
interface Often {
  readonly proofs: Effort;
  /** Processes for each prover. */
  readonly memory: number;
  /**
   * Processes, and proofs after the first one in each. If absent, the first proof is not measured.
   */
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
/** Has no rounds to warm up: the proofs that are verified before the clock starts do that. */
const LARGE: Often = {
  proofs: { rounds: 3, warmUp: 0 },
  memory: 1,
  first: [2, 1],
  witness: { rounds: 5, warmUp: 1 },
};

const QUICK: Often = { proofs: { rounds: 1, warmUp: 0 }, memory: 1, first: [1, 1], witness: { rounds: 2, warmUp: 1 } };

function oftenOf(prepared: Prepared, quick: boolean): Often {
  if (quick) return QUICK;
  return isLarge(prepared) ? LARGE : constraintsOf(prepared) <= 1000 ? SMALL : MIDDLE;
}

function isLarge(prepared: Prepared): boolean {
  return constraintsOf(prepared) > 10_000;
}

function constraintsOf({ circuit }: Prepared): number {
  const { nonLinear, linear } = circuit.instance.constraints;
  return nonLinear + linear;
}

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  return runtime.title === `Node ${process.versions.node}` ? here(quick) : elsewhere({ quick, runtime });
}

/** Measures what needs the Node at hand. */
async function here(quick: boolean): Promise<Outcome> {
  const wasm = CURVES.map((curve) => ({ curve, kB: gzippedModule(curve) / 1000 }));
  const results: CircuitResult[] = [];
  // Goes through one circuit at a time, so that only the keys in use are in memory.
  for (const circuit of circuits()) results.push(await measureCircuit(circuit, quick));
  const lines = [
    ...results.flatMap(({ provers }) => proverLines(provers)),
    ...results.flatMap(({ witness }) => witnessLines(witness)),
    ...results.flatMap(({ memory }) => memory.flatMap(memoryLines)),
    ...results.flatMap(({ first }) => (first ? firstLines(first) : [])),
    ...capacityLines(),
    ...wasm.map(({ curve, kB }) => limitLine(`the module for ${curve} after gzip`, kB, WASM_KB, 'KB')),
  ];
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(['@fedzk/prove', 'snarkjs', 'circom2']);
  return { record: rounded({ versions, results, wasm, targets: lines }), failed: wasm.some(({ kB }) => kB > WASM_KB) };
}

interface CircuitResult {
  readonly circuit: string;
  readonly provers: ProversResult;
  readonly witness: SubjectResult;
  readonly memory: readonly MemoryResult[];
  readonly first?: FirstResult;
}

async function measureCircuit(circuit: Circuit, quick: boolean): Promise<CircuitResult> {
  const prepared = await prepare(circuit);
  const often = oftenOf(prepared, quick);
  // A verification and an engine's start are too short to be seen beside a proof of seconds.
  const others = isLarge(prepared) ? [] : ([CHECKED, KEPT] as const);
  const ways = [OURS, THREADS, ANEW, WORKERS, ...others] as const;
  const provers = await measureProvers(circuit.name, ways, prepared, often.proofs);
  console.log(`\n${showProvers(provers)}\n`);
  const witness = await measureSubject(await witnessSubject(prepared), often.witness);
  console.log(`${showWitness(witness)}\n`);
  using processes = await processesOf(prepared);
  const memory = await processes.memory(often.memory);
  console.log(`${showMemory(memory)}\n`);
  const first = often.first && (await processes.first(...often.first));
  if (first !== undefined) console.log(`${showFirst(first)}\n`);
  return { circuit: circuit.name, provers, witness, memory, ...(first && { first }) };
}

const CURVES = ['bn254', 'bls12-381'] as const;

function gzippedModule(curve: (typeof CURVES)[number]): number {
  const file = new URL(`../../../packages/prove/dist/${curve}.wasm`, import.meta.url);
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

/** Times a circuit of 10,000 constraints on one thread, in another runtime. */
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
  console.log(`\n${showProvers(result)}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ versions: versionsOf(['@fedzk/prove', 'snarkjs']), provers: [result], targets: lines }) };
}

function showProvers({ subject, contenders, cpu }: ProversResult): string {
  const head = [subject, 'a proof', 'processor', 'times ours', 'quartiles', 'times ours on two threads'];
  return table(
    head,
    contenders.map(({ contender, ms, toOurs }) => [
      contender,
      duration(ms.median * 1e6),
      cpu === undefined ? '' : duration((cpu[contender]?.median ?? Number.NaN) * 1e6),
      toOurs[OURS]?.median.toFixed(2) ?? '',
      toOurs[OURS] === undefined ? '' : range(toOurs[OURS]),
      toOurs[THREADS]?.median.toFixed(2) ?? '',
    ]),
  );
}

function showWitness({ subject, contenders }: SubjectResult): string {
  return table(
    [subject, 'each', 'times ours'],
    contenders.map(({ contender, ms, toOurs }) => [
      contender,
      duration(ms.median * 1e6),
      toOurs[OURS]?.median.toFixed(2) ?? '',
    ]),
  );
}

function showMemory(results: readonly MemoryResult[]): string {
  return table(
    ['a process of one proof', 'MB at most', 'ours to it'],
    results.map(({ by, bytes, oursToTheirs }) => [by, (bytes.median / 1e6).toFixed(0), oursToTheirs.median.toFixed(2)]),
  );
}

function showFirst({ open, first, later, firstToLater }: FirstResult): string {
  return table(
    ['a fresh process of ours', 'each'],
    [
      ...Object.entries({ 'key opened': open, 'first proof': first, 'a later proof': later }).map(([what, ms]) => [
        what,
        duration(ms.median * 1e6),
      ]),
      ['first to later', firstToLater.median.toFixed(2)],
    ],
  );
}
