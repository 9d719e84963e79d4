import { describe, type SchemaIssue } from '@fedzk/core';

/** What is wrong with a tensor or a number of it. */
export type TensorIssueCode =
  /** Another type, such as a boolean, a text, or a kind of array that is not expected. */
  | 'type'
  /** The memory is detached or shared, or the object throws when it is read. */
  | 'unreadable'
  | 'empty'
  /** More elements or layers than the limit. Nothing of them was read. */
  | 'too-long'
  /** Another length than the shape has. */
  | 'length'
  | 'nan'
  | 'infinite'
  | 'negative-zero'
  /** A number with a fraction in the place of an integer. */
  | 'fraction'
  /** A finite number whose magnitude is above its bound. */
  | 'range'
  | 'missing-layer'
  | 'unknown-layer'
  /** A layer whose name is empty, longer than 256 characters, `__proto__` or a symbol. */
  | 'layer-name';

export type Path = readonly (string | number)[];

/** So many say enough: a tensor of a million NaN makes no report of a million lines. */
const MOST_ISSUES = 20;

/** Collects what is wrong, up to a limit. */
export class Issues {
  readonly list: SchemaIssue<TensorIssueCode>[] = [];

  get full(): boolean {
    return this.list.length >= MOST_ISSUES;
  }

  add(code: TensorIssueCode, path: Path, expected: string, got?: unknown): void {
    if (this.full) return;
    this.list.push({ code, path, message: `Expected ${expected}, got ${kindOf(got)}.` });
  }
}

/** Describes what was there. A text is not repeated, since it may be anything that somebody sent. */
function kindOf(value: unknown): string {
  return typeof value === 'string' ? 'a text' : describe(value);
}
