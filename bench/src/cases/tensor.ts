import { tensorSchema } from '@fedzk/verify/quant';
import * as v from 'valibot';
import { z } from 'zod';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Contender, measureSubject, type Subject, type SubjectResult } from '../contenders.js';
import { fresh } from '../quant/loops.js';
import { rounded, versionsOf } from '../record.js';
import { duration, table } from '../report.js';

const LENGTH = 10_000;
const BOUND = 1e6;

const [EFFORT, QUICK] = [
  { rounds: 40, warmUp: 5 },
  { rounds: 3, warmUp: 1 },
];

export const tensor: BenchCase = {
  name: 'tensor',
  summary: `validation of a gradient of ${LENGTH.toLocaleString('en')} numbers, beside a loop, valibot and zod`,
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: SubjectResult[] = [];
  for (const subject of subjects()) results.push(await measureSubject(subject, effort));
  console.log(`\n${shown(results)}`);
  return { record: rounded({ versions: versionsOf(['valibot', 'zod']), ...effort, results }) };
}

/** The tasks, after each contender has taken what is valid and refused what is not. */
export function subjects(): Subject[] {
  const numbers = Array.from({ length: LENGTH }, (_, i) => Math.sin(i + 1));
  const schema = tensorSchema({ shape: [LENGTH], numbers: 'floats' })['~standard'].validate;
  const ofValibot = v.pipe(
    v.array(v.pipe(v.number(), v.finite(), v.minValue(-BOUND), v.maxValue(BOUND))),
    v.length(LENGTH),
  );
  const ofZod = z.array(z.number().min(-BOUND).max(BOUND)).length(LENGTH);
  const ours = { name: 'fedzk', isValid: (value: Numbers) => schema(value).issues === undefined };
  const loop = (): Validator => {
    const isValid = fresh(isWithin);
    return { name: 'loop', isValid: (value) => isValid(value, LENGTH, BOUND) };
  };
  return [
    { name: 'Float32Array', contenders: contenders(Float32Array.from(numbers), [ours, loop()]) },
    {
      name: 'array of numbers',
      contenders: contenders(numbers, [
        ours,
        loop(),
        { name: 'valibot', isValid: (value) => v.safeParse(ofValibot, value).success },
        { name: 'zod', isValid: (value) => ofZod.safeParse(value).success },
      ]),
    },
  ];
}

type Numbers = number[] | Float32Array;

interface Validator {
  readonly name: string;
  isValid(value: Numbers): boolean;
}

function contenders(value: Numbers, all: readonly Validator[]): Contender[] {
  const wrong = value.slice();
  wrong[LENGTH - 1] = Number.NaN;
  return all.map(({ name, isValid }) => {
    if (isValid(wrong)) throw new Error(`${name} takes NaN`);
    const check = (): void => {
      if (!isValid(value)) throw new Error(`${name} refuses what is valid`);
    };
    check();
    return { name, run: check };
  });
}

/** What a program has that trusts the type. */
function isWithin(value: Numbers, length: number, bound: number): boolean {
  for (let i = 0; i < length; i++) if (!(Math.abs(value[i] as number) <= bound)) return false;
  return value.length === length;
}

function shown(results: readonly SubjectResult[]): string {
  const rows = results.flatMap(({ subject, contenders: all }) =>
    all.map(({ contender: name, ms, toOurs }) => [
      subject,
      name,
      duration(ms.median * 1e6),
      toOurs['fedzk']?.median.toFixed(2) ?? '',
    ]),
  );
  return table(['what', 'by', 'each', 'times ours'], rows);
}
