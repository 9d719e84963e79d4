import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Spread, spread } from '../measure.js';
import { programFolder, writeProgram } from '../programs.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { limitLine, range, table } from '../report.js';
import { updateSlice } from '../vectors.js';

/** Programs to start. Each names an engine and its file in src/engines. */
const PROGRAMS = [
  { name: 'fedzk', package: '@fedzk/verify', file: 'fedzk', engine: 'fedzk' },
  { name: 'snarkjs', package: 'snarkjs', file: 'snarkjs', engine: 'snarkjs' },
  { name: 'noble', package: '@noble/curves', file: 'noble', engine: 'noble' },
  { name: 'mcl', package: 'mcl-wasm', file: 'mcl', engine: 'mclOrder' },
  { name: 'ark', package: 'ark-groth16', file: 'ark', engine: 'ark' },
] as const;

const LIMIT_MS = 40;
const AIM_MS = 25;
/** Milliseconds after which a process is ended and counts as one that doesn't end by itself. */
const PATIENCE_MS = 5000;

export const cold: BenchCase = {
  name: 'cold',
  summary: 'the first verdict in a new process, over an empty one, and whether the process ends by itself',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const rounds = quick ? 2 : 7;
  const source = fileURLToPath(new URL('..', import.meta.url));
  const dir = programFolder('cold');
  try {
    const input = join(dir, 'input.json');
    writeFileSync(input, JSON.stringify(exampleInput()));
    const empty = join(dir, 'empty.mjs');
    writeFileSync(empty, "process.stdout.write('true');\n");
    const programs: string[] = [];
    for (const { file, engine } of PROGRAMS) programs.push(await compile(source, dir, file, engine));

    // The first start reads files from the disk and later ones from memory, so it doesn't count.
    const all = [empty, ...programs];
    const ends: (number | undefined)[] = [];
    for (const program of all) ends.push(await endOf(program, input));
    const times: number[][] = all.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, program] of all.entries()) times[i]?.push(await firstVerdict(program, input));
    }
    return report(times.map(spread), ends, rounds);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function exampleInput(): object {
  const { key, instances } = updateSlice();
  return { key, instance: instances[0] };
}

/**
 * Builds a program of plain JavaScript that contains our glue and imports the packages. The program
 * prints its verdict.
 */
async function compile(source: string, dir: string, file: string, engine: string): Promise<string> {
  const outfile = join(dir, `${file}.mjs`);
  const contents = `
    import { readFileSync } from 'node:fs';
    import { ${engine} as engine } from './engines/${file}.ts';
    const { key, instance } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
    const prepared = await engine().prepare(key);
    process.stdout.write(String(await prepared(instance)()));`;
  await writeProgram({ contents, resolveDir: source }, outfile);
  return outfile;
}

function start(program: string, input: string): ChildProcess {
  // Leaves out the TypeScript loader's settings, which this process would pass on.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawn(process.execPath, [program, input], { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** Measures the milliseconds from the start of a process to its verdict, then ends the process. */
async function firstVerdict(program: string, input: string): Promise<number> {
  const began = performance.now();
  const child = start(program, input);
  const gone = new Promise((resolve) => child.once('close', resolve));
  await verdict(child);
  const time = performance.now() - began;
  child.kill();
  await gone;
  return time;
}

/**
 * Measures the milliseconds from a verdict to the end of its process. Returns `undefined` if the
 * process has to be ended.
 */
async function endOf(program: string, input: string): Promise<number | undefined> {
  const child = start(program, input);
  const gone = new Promise((resolve) => child.once('close', resolve));
  await verdict(child);
  const began = performance.now();
  const timer = setTimeout(() => child.kill(), PATIENCE_MS);
  await gone;
  clearTimeout(timer);
  return child.signalCode === null ? performance.now() - began : undefined;
}

async function verdict(child: ChildProcess): Promise<void> {
  const said = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('a program ended without a verdict')));
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
  });
  if (said !== 'true') throw new Error(`a program said "${said}" of a valid proof`);
}

function report([empty, ...times]: Spread[], [, ...ends]: (number | undefined)[], rounds: number): Outcome {
  const base = empty?.median ?? Number.NaN;
  const results = PROGRAMS.map(({ name }, i) => {
    const ms = times[i] ?? spread([]);
    return { engine: name, ms, overEmpty: ms.median - base, endsByItself: ends[i] !== undefined };
  });
  console.log(`\nan empty process: ${base.toFixed(0)} ms; medians of ${rounds} starts, in turn\n`);
  console.log(
    table(
      ['engine', 'version', 'first verdict ms', 'quartiles', 'over empty ms', 'ends by itself'],
      PROGRAMS.map(({ name, package: from }, i) => {
        const { ms, overEmpty, endsByItself } = results[i] as (typeof results)[number];
        const end = endsByItself ? 'yes' : `no, within ${PATIENCE_MS / 1000} s`;
        return [name, versionOf(from), ms.median.toFixed(0), range(ms, 0), overEmpty.toFixed(0), end];
      }),
    ),
  );
  const ours = results[0]?.overEmpty ?? Number.NaN;
  console.log(`\n${limitLine('over an empty process', ours, LIMIT_MS, 'ms')} (aim: ${AIM_MS})`);
  const versions = versionsOf(PROGRAMS.map((program) => program.package));
  return { record: rounded({ versions, rounds, emptyMs: empty ?? null, results }, 1) };
}
