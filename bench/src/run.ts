// npm run bench -- <case> … [--quick] [--record]

import { parseArgs } from 'node:util';
import type { BenchCase } from './case.js';
import { batch } from './cases/batch.js';
import { cold } from './cases/cold.js';
import { curves } from './cases/curves.js';
import { size } from './cases/size.js';
import { verify } from './cases/verify.js';
import { environment, writeRecord } from './record.js';

const CASES: readonly BenchCase[] = [verify, batch, cold, size, curves];

const USAGE = `npm run bench -- <case> … [--quick] [--record]

${CASES.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

  --quick   few rounds: whether it works, not what it says
  --record  writes bench/record/<case>.json`;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0, 1 where a limit was broken, 2 for wrong use */
async function main(args: string[]): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    console.error(`${parsed}\n\n${USAGE}`);
    return 2;
  }
  const { chosen, quick, record } = parsed;
  if (chosen.length === 0) console.log(USAGE);

  let code = 0;
  for (const { name, run } of chosen) {
    const surroundings = environment();
    const { node, cpu, cores, loadBefore } = surroundings;
    console.log(`${name}: Node ${node}, ${cpu}, ${cores} cores, load ${loadBefore}`);
    const outcome = await run({ quick });
    if (outcome.failed) code = 1;
    if (record) console.log(`\nwritten: ${writeRecord(name, { ...surroundings, ...outcome.record })}`);
    console.log('');
  }
  return code;
}

interface Parsed {
  readonly chosen: readonly BenchCase[];
  readonly quick: boolean;
  readonly record: boolean;
}

/** What is to be run, or what is wrong with the arguments. */
function parse(args: string[]): Parsed | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { quick: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
    });
    const unknown = positionals.find((name) => !CASES.some((known) => known.name === name));
    if (unknown !== undefined) return `There is no case "${unknown}".`;
    if (values.quick && values.record) return 'A record needs all rounds: --quick or --record, not both.';
    return { ...values, chosen: CASES.filter(({ name }) => positionals.includes(name)) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
