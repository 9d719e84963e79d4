/** FORMAT.md's tables are what the sources say: problems, message kinds and lengths. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { MessageKind } from '../src/http/body.js';
import { type ProblemName, problemBody } from '../src/http/problems.js';
import { announcementLength, RECEIPT_BYTES } from '../src/protocol/announcement.js';
import { geometry } from '../src/protocol/geometry.js';
import { prepareLength, reportLength } from '../src/protocol/report.js';
import { LEVELS, setting } from './support/round.js';

const format = readFileSync(new URL('../FORMAT.md', import.meta.url), 'utf8');

const [, messages = ''] = /^## Other messages\n(.*?)^## /ms.exec(format) ?? [];

/** All of them: the compiler asks for each. */
const PROBLEMS: Readonly<Record<ProblemName, true>> = {
  invalidMessage: true,
  invalidBatchSize: true,
  'not-authentic': true,
  'not-authorised': true,
  unrecognizedTask: true,
  'not-found': true,
  'method-not-allowed': true,
  'body-timeout': true,
  duplicate: true,
  'round-closed': true,
  'round-not-open': true,
  'round-open': true,
  'batch-full': true,
  'other-document': true,
  batchMismatch: true,
  batchOverlap: true,
  'result-signed': true,
  'too-many-omitted': true,
  'round-forgotten': true,
  'round-abandoned': true,
  'too-large': true,
  'unsupported-media-type': true,
  refused: true,
  internal: true,
  unavailable: true,
};

const MESSAGES: Readonly<Record<MessageKind, true>> = {
  report: true,
  announcement: true,
  receipt: true,
  job: true,
  answers: true,
  collect: true,
  release: true,
  share: true,
  record: true,
  signature: true,
  sums: true,
  ids: true,
};

it('has each problem with its status, its type, and whether the same bytes may come again', () => {
  const rows = [...format.matchAll(/^\| (\d{3}) \| `([\w-]+)`( D)? \|.*\| (never|yes)[^|]*\|$/gm)];
  const said = Object.fromEntries(
    rows.map(([, status, name = '', dap, again]) => [name, [Number(status), dap !== undefined, again === 'yes']]),
  );
  const names = Object.keys(PROBLEMS) as ProblemName[];
  const right = names.map((name) => {
    const { status, retry, text } = problemBody(name, {});
    return [name, [status, text.includes('urn:ietf:params:ppm:dap:error:'), retry]];
  });
  expect(said).toEqual(Object.fromEntries(right));
});

it('has each kind of message', () => {
  const named = [...messages.matchAll(/^\| `(\w+)` \| (?!bytes)/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(MESSAGES).sort());
});

it.each(LEVELS)('has the lengths of messages, of the level %s', (level) => {
  for (const [n, parts] of [
    [5, 1],
    [64, 2],
  ] as const) {
    const { task } = setting({ level, n, parts });
    const { elements } = geometry(task);
    const values = { i: 64, T: parts, L: elements };
    const lengthOf = (text: string): number => {
      const sum = text.replaceAll(/[iTL]/g, (name) => String(values[name as keyof typeof values])).replaceAll('·', '*');
      return sum.split(' + ').reduce((total, term) => total + productOf(term), 0);
    };
    const said = (row: RegExp, text = messages): number => lengthOf(row.exec(text)?.[1] ?? '');
    expect(said(/^\| \*in all\* \| (.*) \|$/m, format)).toBe(reportLength(task));
    expect(said(/^\| `announcement` \|.*\| (.*) \|$/m)).toBe(announcementLength(task));
    expect(said(/^\| \| a \*prepare\*.*\| (.*) \|$/m)).toBe(prepareLength(task));
    expect(said(/^\| `receipt` \|.*\| (.*) \|$/m)).toBe(RECEIPT_BYTES);
  }
});

/** Of a term such as `32*2*5`. */
function productOf(term: string): number {
  return term.split('*').reduce((product, factor) => product * Number(factor), 1);
}
