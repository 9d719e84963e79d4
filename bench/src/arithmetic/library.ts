import type { Curve } from '../curves.js';
import type { Operands, Operation, Value } from './operation.js';

/** An operation with its operands, ready to be repeated. */
export interface Loop {
  /**
   * Repeats the operation. Products and sums continue from their last value. Each library writes
   * out its own loop, since a call of a passed function would cost a visible part of a product of
   * 50 ns.
   */
  run(times: number): void;
  /** Returns the last value, in the library's own form. */
  value(): Value;
}

/** Operations that a library offers. */
export type Loops = Readonly<Partial<Record<Operation, Loop>>>;

/** The arithmetic of a library, used in one way. */
export interface Arithmetic {
  /** Name in tables. */
  readonly name: string;
  /** The npm package whose version tables and records give. */
  readonly package: string;
  /** Describes the call, and its cost beside the arithmetic. */
  readonly how: string;
  /** Starts the library for a curve. */
  start(curve: Curve, operands: Operands): Promise<Loops>;
}
