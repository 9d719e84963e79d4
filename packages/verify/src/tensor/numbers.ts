// Numbers of an array, one after the other.

import type { Issues, Path, TensorIssueCode } from './issues.js';
import type { NumberRule } from './options.js';

/** Checks each number of an array, until there are enough issues. Throws what reading an element throws. */
export function checkNumbers(
  array: ArrayLike<unknown>,
  length: number,
  path: Path,
  rule: NumberRule,
  issues: Issues,
): void {
  // Most numbers are within both bounds, and need no closer look.
  const near = rule.numbers === 'integers' ? 0 : Math.min(rule.integerBound, rule.floatBound);
  for (let i = 0; i < length; i++) {
    const value = array[i];
    if (typeof value === 'number' && value < near && value > -near && value !== 0) continue;
    const code = codeOf(value, rule);
    if (code === undefined) continue;
    issues.add(code, [...path, i], expectedBy(code, value, rule), value);
    if (issues.full) return;
  }
}

function codeOf(value: unknown, rule: NumberRule): TensorIssueCode | undefined {
  if (typeof value !== 'number') return 'type';
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return 'infinite';
  if (Object.is(value, -0) && !rule.negativeZero) return 'negative-zero';
  if (rule.numbers === 'integers' && !Number.isInteger(value)) return 'fraction';
  return Math.abs(value) > boundOf(value, rule) ? 'range' : undefined;
}

function boundOf(value: number, { numbers, integerBound, floatBound }: NumberRule): number {
  return numbers !== 'floats' && Number.isInteger(value) ? integerBound : floatBound;
}

function expectedBy(code: TensorIssueCode, value: unknown, rule: NumberRule): string {
  if (code === 'range') {
    const bound = boundOf(Number(value), rule);
    return `a number from -${bound} to ${bound}`;
  }
  return code === 'fraction' ? 'an integer' : code === 'negative-zero' ? '0 without a sign' : 'a finite number';
}
