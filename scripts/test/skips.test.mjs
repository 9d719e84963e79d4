// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { skippedFor } from '../lib/counts.mjs';
import { root } from '../lib/paths.mjs';
import { ALLOWED, judged, reasons } from '../lib/skips.mjs';
import { SUITES } from '../lib/suites.mjs';

const allowed = [
  { suite: 'tests', test: 'core slow.test.ts > ', why: 'waits for SLOW=1' },
  { suite: 'lint', reason: 'the lock is of other tools', why: 'it says so' },
  { suite: 'tests', test: 'core root.test.ts > ', why: 'for root alone', when: () => false },
];
const slow = { name: 'core slow.test.ts > long' };
const browser = { name: 'demo page.test.ts > opens', reason: 'no Chromium on PATH' };
const rooted = { name: 'core root.test.ts > owns' };
/** @param {import('../lib/counts.mjs').Skip[]} skips */
const run = (...skips) => ({ passed: 3, failed: 0, skipped: skips.length, skips });

describe('in CI', () => {
  it('a skip that the list names is one', () => {
    const reason = 'waits for SLOW=1';
    expect(judged('tests', run(slow), true, allowed)).toEqual({ ...run(slow), skips: [{ ...slow, reason }] });
    const lock = skippedFor('the lock is of other tools');
    expect(judged('lint', lock, true, allowed)).toEqual(lock);
  });

  it('a tool that is missing is one by default, and none where tools are installed', () => {
    const tool = { name: '@fedzk/testkit test/services.tools.test.ts > Redis > starts', reason: 'it is not installed' };
    expect([judged('typescript', run(tool), true).failed, judged('tools', run(tool), true).failed]).toEqual([0, 1]);
  });

  it.each([
    ['a test', 'tests', run(slow, browser), 1, 'demo page.test.ts > opens: no Chromium on PATH'],
    ['a test that the list names on other machines', 'tests', run(slow, rooted), 1, 'root.test.ts > owns: it gives no'],
    ['a test of another suite', 'runtimes', run(slow), 0, 'core slow.test.ts > long: it gives no reason'],
    ['a suite', 'circomspect', skippedFor('it could not be built'), 0, 'circomspect: it could not be built'],
    ['a suite, for another reason', 'lint', skippedFor('no Rust'), 0, 'lint: no Rust'],
    [
      'what the runner counts and does not name',
      'tests',
      { ...run(slow), skipped: 2 },
      1,
      'a test: it gives no reason',
    ],
  ])('%s that it does not name is a failure', (_, suite, outcome, skipped, said) => {
    const { failed, output, ...rest } = judged(suite, outcome, true, allowed);
    expect({ failed, passed: rest.passed, skipped: rest.skipped }).toEqual({
      failed: 1,
      passed: outcome.passed,
      skipped,
    });
    expect(output).toContain(said);
  });

  it('the output of what failed otherwise stays', () => {
    const { failed, output } = judged('tests', { ...run(browser), failed: 2, output: 'two' }, true, allowed);
    expect([failed, output]).toEqual([3, expect.stringMatching(/^two\n\nSkipped, which .*no Chromium on PATH$/s)]);
  });
});

it('elsewhere each skip is one, with its reason', () => {
  const { failed, skipped, skips = [] } = judged('tests', run(slow, browser), false, allowed);
  expect([failed, skipped, reasons(skips)]).toEqual([
    ...[0, 2],
    ['skipped: core slow.test.ts > long: waits for SLOW=1', 'skipped: demo page.test.ts > opens: no Chromium on PATH'],
  ]);
});

it('a reason is told once', () => {
  const skips = [1, 2, 3].map((i) => ({ name: `t${i}`, reason: 'no Chromium' }));
  expect(reasons([...skips, { name: '', reason: 'no Rust' }])).toEqual([
    'skipped: t1 and 2 more: no Chromium',
    'skipped: no Rust',
  ]);
});

describe('the committed list', () => {
  it('names suites that there are', () => {
    const names = SUITES.map(({ name }) => name);
    expect(ALLOWED.filter(({ suite }) => !names.includes(suite))).toEqual([]);
  });

  it('names tests that there are', () => {
    const tests = ALLOWED.flatMap(({ test }) => (test === undefined ? [] : [test]));
    expect(tests.length).toBeGreaterThan(5);
    for (const test of tests) {
      const [, name = '', file = ''] = /^@fedzk\/(\w+) (\S+)/.exec(test) ?? [];
      const path = ['packages', '.'].map((folder) => join(root, folder, name, file)).find(existsSync) ?? '';
      expect([test, path]).not.toEqual([test, '']);
      const source = readFileSync(path, 'utf8');
      // A title may be made of a loop's variable, so its beginning has to be there.
      for (const title of test.split(' > ').slice(1)) expect(source).toContain(title.split(' ')[0]);
    }
  });
});
