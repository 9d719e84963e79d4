// Judges the negative vectors of packages/vectors by each engine, for the table in the README of
// @fedzk/verify.

import { readFileSync } from 'node:fs';
import type { VerificationKeyJson } from '@fedzk/verify';
import { CURVE_NAMES, CURVES, type Curve } from './curves.js';
import type { Engine, Instance, Prepared } from './engine.js';
import { fedzk } from './engines/fedzk.js';
import { mclOrder } from './engines/mcl.js';
import { noble } from './engines/noble.js';
import { snarkjsSingleThread } from './engines/snarkjs.js';
import { versionOf } from './record.js';

/** The fields of a test that are read here. `proof` and the others may be any JSON. */
interface Test {
  readonly flags: readonly string[];
  readonly result: 'valid' | 'acceptable' | 'invalid';
  readonly proof?: unknown;
  readonly proofHex?: string;
  readonly publicSignals?: unknown;
  readonly publicSignalsHex?: string;
}

interface KeyTest {
  readonly result: Test['result'];
  readonly verificationKey?: unknown;
  readonly verificationKeyHex?: string;
}

interface Group extends Instance {
  readonly verificationKey: VerificationKeyJson;
  readonly tests: readonly Test[];
}

interface NegativeFile {
  readonly testGroups: readonly [Group, ...Group[]];
  readonly keyTests: readonly KeyTest[];
}

/** An engine's verdicts on the tests of a row. */
interface Count {
  /** Invalid tests that it accepted, or valid tests that it refused. */
  readonly wrong: number;
  /** Tests on which it threw instead of returning a verdict. */
  readonly thrown: number;
}

/** A row: tests of one kind, and their number. */
export interface Row {
  readonly title: string;
  readonly tests: number;
  readonly counts: readonly Count[];
}

/**
 * Returns the engines of the table. snarkjs is in it once, since its code is the same with and
 * without threads.
 */
function compared(): readonly Engine[] {
  return [fedzk(), snarkjsSingleThread(), noble(), mclOrder()];
}

const ROWS = [
  ['soundness', 'a statement that nobody proved'],
  ['aliasing', 'a second value for the same proof or signal'],
  ['encoding', 'a second spelling, or nonsense'],
  ['robustness', 'other types and shapes'],
] as const;

const KEYS = 'keys that are none';
const VALID = 'valid ones, refused';

/** Judges the tests of a curve that are in JSON. */
export async function strictness(curve: Curve, engines: readonly Engine[]): Promise<Row[]> {
  const file = new URL(`../../packages/vectors/negative/${curve}.json`, import.meta.url);
  const { testGroups, keyTests } = JSON.parse(readFileSync(file, 'utf8')) as NegativeFile;
  const titles = [...ROWS.map(([, title]) => title), KEYS, VALID];
  const rows = new Map(titles.map((title) => [title as string, { title, tests: 0, counts: [] as Count[] }]));
  for (const [i, engine] of engines.entries()) {
    const tally = new Map<string, { tests: number; wrong: number; thrown: number }>(
      titles.map((title) => [title, { tests: 0, wrong: 0, thrown: 0 }]),
    );
    const add = (title: string, verdict: Verdict, wrong: Verdict): void => {
      const entry = tally.get(title);
      if (entry === undefined) return;
      entry.tests++;
      entry.wrong += Number(verdict === wrong);
      entry.thrown += Number(verdict === 'throws');
    };
    for (const group of testGroups) {
      const prepared = await engine.prepare(group.verificationKey);
      for (const test of group.tests.filter(isJson)) {
        if (test.result === 'acceptable') continue;
        const title = ROWS.find(([flag]) => test.flags.includes(flag))?.[1] ?? VALID;
        const verdict = await verdictOf(prepared, { ...group, ...test } as Instance);
        add(title, verdict, test.result === 'valid' ? 'refuses' : 'accepts');
      }
    }
    for (const { verificationKey, verificationKeyHex, result } of keyTests) {
      if (verificationKeyHex !== undefined || result !== 'invalid') continue;
      const accepted = await acceptsKey(engine, verificationKey as VerificationKeyJson, testGroups[0]);
      add(KEYS, accepted ? 'accepts' : 'refuses', 'accepts');
    }
    for (const [title, { tests, wrong, thrown }] of tally) {
      const row = rows.get(title);
      if (row === undefined || (i > 0 && row.tests !== tests)) throw new Error(`"${title}" has lost tests`);
      row.tests = tests;
      row.counts.push({ wrong, thrown });
    }
  }
  return [...rows.values()];
}

/** Makes the table in Markdown, with a column for each engine. */
export async function strictnessTable(engines: readonly Engine[] = compared()): Promise<string> {
  try {
    const heads = engines.map(({ name, package: from }) =>
      from === '@fedzk/verify' ? 'this package' : `${name.split(',')[0]} ${versionOf(from)}`,
    );
    const lines = [`| | tests | ${heads.join(' | ')} |`, `|---|---|${heads.map(() => '---|').join('')}`];
    for (const curve of CURVE_NAMES) {
      lines.push(`| **${CURVES[curve].title}** | |${' |'.repeat(heads.length)}`);
      for (const { title, tests, counts } of await strictness(curve, engines)) {
        lines.push(`| ${title} | ${tests} | ${counts.map(cell).join(' | ')} |`);
      }
    }
    return lines.join('\n');
  } finally {
    for (const engine of engines) await engine.close?.();
  }
}

function cell({ wrong, thrown }: Count): string {
  return thrown === 0 ? `${wrong}` : `${wrong}, ${thrown} thrown`;
}

/** Returns whether a test is in JSON. Tests in bytes are for our package only. */
function isJson({ proofHex, publicSignalsHex }: Test): boolean {
  return proofHex === undefined && publicSignalsHex === undefined;
}

type Verdict = 'accepts' | 'refuses' | 'throws';

async function verdictOf(prepared: Prepared, { proof, publicSignals }: Instance): Promise<Verdict> {
  try {
    return (await prepared({ proof, publicSignals })()) ? 'accepts' : 'refuses';
  } catch {
    return 'throws';
  }
}

/**
 * Returns whether a proof of the right key is valid under this one. An engine may refuse a key by
 * throwing.
 */
async function acceptsKey(engine: Engine, key: VerificationKeyJson, instance: Instance): Promise<boolean> {
  try {
    return (await verdictOf(await engine.prepare(key), instance)) === 'accepts';
  } catch {
    return false;
  }
}
