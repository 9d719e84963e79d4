// @ts-check
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cargoOutcome, checkOutcome, skippedFor, total, vitestOutcome } from '../lib/counts.mjs';
import { root } from '../lib/paths.mjs';

describe('cargoOutcome', () => {
  const binary = (/** @type {string} */ verdict, passed = 0, failed = 0, ignored = 0) =>
    `test result: ${verdict}. ${passed} passed; ${failed} failed; ${ignored} ignored; 0 measured; 0 filtered out\n`;

  it('adds up all test binaries', () => {
    const output = binary('ok', 3, 0, 1) + binary('ok', 4);
    expect(cargoOutcome({ code: 0, output })).toEqual({ passed: 7, failed: 0, skipped: 1 });
  });

  it('names what is ignored, and why', () => {
    const output = `test a::slow ... ignored, takes hours\ntest b ... ignored\ntest c ... ok\n${binary('ok', 1, 0, 2)}`;
    expect(cargoOutcome({ code: 0, output }).skips).toEqual([
      { name: 'a::slow', reason: 'takes hours' },
      { name: 'b' },
    ]);
  });

  it('shows the output of a failure', () => {
    const output = binary('ok', 3) + binary('FAILED', 1, 2);
    expect(cargoOutcome({ code: 101, output })).toEqual({ passed: 4, failed: 2, skipped: 0, output });
  });

  it('counts a run that does not compile as one failure', () => {
    expect(cargoOutcome({ code: 101, output: 'error: could not compile' })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a binary that died beside others that passed', () => {
    expect(cargoOutcome({ code: 101, output: binary('ok', 3) })).toMatchObject({ passed: 3, failed: 1 });
  });

  it('does not take a run without a test for a pass', () => {
    expect(cargoOutcome({ code: 0, output: binary('ok') })).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe('vitestOutcome', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

  const file = (/** @type {string} */ name, /** @type {number} */ seconds) => ({
    ...{ name: join(root, name), status: 'passed', assertionResults: [], startTime: 1000 },
    endTime: 1000 + 1000 * seconds,
  });

  it('says how long files took, the longest first', () => {
    const timed = { ...report, testResults: [file('a.test.ts', 2), file('b/c.test.ts', 31.5)] };
    expect(vitestOutcome(timed, { code: 0, output: '' }).files).toEqual([
      { file: 'b/c.test.ts', seconds: 31.5 },
      { file: 'a.test.ts', seconds: 2 },
    ]);
  });

  it('shows failures without the list of all tests', () => {
    const output = '✓ a\n× b\n\n\x1b[31m⎯⎯⎯\x1b[39m Failed Tests 1 ⎯⎯⎯\n\nFAIL b\n';
    expect(vitestOutcome({ ...report, numFailedTests: 1 }, { code: 1, output }).output).toBe(
      '\x1b[31m⎯⎯⎯\x1b[39m Failed Tests 1 ⎯⎯⎯\n\nFAIL b\n',
    );
  });

  it("takes the reporter's counts", () => {
    expect(vitestOutcome(report, { code: 0, output: '' })).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('says what was skipped', () => {
    const skips = [{ name: 'a', reason: 'no browser' }, { name: 'b' }];
    expect(vitestOutcome(report, { code: 0, output: '' }, skips)).toMatchObject({ skipped: 2, skips });
  });

  it('counts a file that can not be loaded', () => {
    const broken = { ...report, testResults: [{ ...file('a', 1), status: 'failed' }] };
    expect(vitestOutcome(broken, { code: 1, output: 'x' })).toMatchObject({ passed: 5, failed: 1 });
  });

  it('counts an error outside of any test', () => {
    expect(vitestOutcome(report, { code: 1, output: 'x' })).toMatchObject({ passed: 5, failed: 1 });
  });

  it('counts a run that wrote no report', () => {
    expect(vitestOutcome(undefined, { code: 1, output: 'x' })).toMatchObject({ passed: 0, failed: 1 });
  });
});

it('a check is one test', () => {
  expect(checkOutcome({ code: 0, output: 'fine' })).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(checkOutcome({ code: 2, output: 'bad' })).toEqual({ passed: 0, failed: 1, skipped: 0, output: 'bad' });
});

it('the closing line has all outcomes', () => {
  const outcomes = [
    { passed: 2, failed: 0, skipped: 1 },
    { passed: 0, failed: 1, skipped: 0 },
  ];
  expect(total(outcomes)).toBe('2 passed, 1 failed, 1 skipped');
});

it('a suite that is skipped says why', () => {
  expect(skippedFor('no tool')).toEqual({ passed: 0, failed: 0, skipped: 1, skips: [{ name: '', reason: 'no tool' }] });
});
