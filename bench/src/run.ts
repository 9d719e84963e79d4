// npm run bench -- <case> … [--quick] [--runtime <name>] … [--record]

import { parseArgs } from 'node:util';
import type { BenchCase, Outcome } from './case.js';
import { agg } from './cases/agg.js';
import { audit } from './cases/audit.js';
import { batch } from './cases/batch.js';
import { ceremony } from './cases/ceremony.js';
import { cold } from './cases/cold.js';
import { curves } from './cases/curves.js';
import { guard } from './cases/guard.js';
import { keys } from './cases/keys.js';
import { pool } from './cases/pool.js';
import { prove } from './cases/prove.js';
import { quant } from './cases/quant.js';
import { server } from './cases/server.js';
import { size } from './cases/size.js';
import { tensor } from './cases/tensor.js';
import { train } from './cases/train.js';
import { verify } from './cases/verify.js';
import { environment, writeRecord } from './record.js';
import { open } from './runtimes/open.js';
import { RUNTIME_NAMES, type RuntimeName } from './runtimes/runtime.js';

const CASES: readonly BenchCase[] = [
  verify,
  batch,
  pool,
  cold,
  size,
  curves,
  quant,
  tensor,
  train,
  keys,
  audit,
  prove,
  ceremony,
  agg,
  guard,
  server,
];

const USAGE = `npm run bench -- <case> … [--quick] [--runtime <name>] … [--record]

${CASES.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

  --quick    few rounds: whether it works, not what it says
  --runtime  ${RUNTIME_NAMES.join(', ')}: where to run; each name adds one, "node" is the one at hand
             and what is meant unless said, or with --record all
  --record   writes bench/record/<case>.json`;

process.exitCode = await main(process.argv.slice(2));

/**
 * Runs the cases that the arguments name.
 *
 * @returns the exit code: 0, 1 if a limit was exceeded, 2 for invalid arguments
 */
async function main(args: string[]): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    console.error(`${parsed}\n\n${USAGE}`);
    return 2;
  }
  const { chosen, quick, record, runtimes } = parsed;
  if (chosen.length === 0) console.log(USAGE);

  let code = 0;
  for (const each of chosen) {
    const names = runtimes.filter((name) => name === 'node' || each.runtimes?.includes(name));
    if (names.length === 0) console.log(`${each.name} runs in the Node at hand alone\n`);
    const parts: object[] = [];
    for (const name of names) {
      const outcome = await runIn(name, each, quick);
      if (outcome.failed) code = 1;
      parts.push(outcome.record);
    }
    if (record) console.log(`written: ${writeRecord(each.name, { runtimes: parts })}\n`);
  }
  return code;
}

/** Runs a case in a runtime. If the runtime is missing, the record gives the reason. */
async function runIn(name: RuntimeName, { name: caseName, run }: BenchCase, quick: boolean): Promise<Outcome> {
  const opened = await open(name);
  if ('missing' in opened) {
    console.log(`${caseName}: not in ${name}: ${opened.missing}\n`);
    return { record: { runtime: name, ...opened } };
  }
  await using runtime = opened;
  const surroundings = environment();
  const { cpu, cores, loadBefore } = surroundings;
  console.log(`${caseName}: ${runtime.title}, ${cpu}, ${cores} cores, load ${loadBefore}`);
  const outcome = await run({ quick, runtime });
  console.log('');
  return { ...outcome, record: { runtime: runtime.title, ...surroundings, ...outcome.record } };
}

interface Parsed {
  readonly chosen: readonly BenchCase[];
  readonly quick: boolean;
  readonly record: boolean;
  readonly runtimes: readonly RuntimeName[];
}

/** Reads the arguments. Returns a message if they are invalid. */
function parse(args: string[]): Parsed | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        runtime: { type: 'string', multiple: true },
        record: { type: 'boolean', default: false },
      },
    });
    const unknown = positionals.find((name) => !CASES.some((known) => known.name === name));
    if (unknown !== undefined) return `There is no case "${unknown}".`;
    if (values.quick && values.record) return 'A record needs all rounds: --quick or --record, not both.';
    const named = values.runtime ?? (values.record ? RUNTIME_NAMES : ['node']);
    const runtimes = RUNTIME_NAMES.filter((name) => named.includes(name));
    const other = named.find((name) => !runtimes.some((known) => known === name));
    if (other !== undefined) return `There is no runtime "${other}".`;
    return { ...values, runtimes, chosen: CASES.filter(({ name }) => positionals.includes(name)) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
