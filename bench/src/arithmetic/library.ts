import type { Curve } from '../curves.js';
import type { Operands, Operation, Value } from './operation.js';

/** An operation on its operands, ready to be repeated. */
export interface Loop {
  /**
   * Repeats it. Products and sums go on from their last value. Each loop is written out, since a loop that were given
   * its step would call it at a price that shows beside a product of 50 ns.
   */
  run(times: number): void;
  /** The last value, whatever form the library keeps it in. */
  value(): Value;
}

/** What a library, used in one way, can be measured at. */
export type Loops = Readonly<Partial<Record<Operation, Loop>>>;

/** The arithmetic of a library, used in one way. */
export interface Arithmetic {
  /** What the tables call it. */
  readonly name: string;
  /** The npm package whose version the tables and records give. */
  readonly package: string;
  /** What is called, and what that costs beside the arithmetic. */
  readonly how: string;
  /** Starts it for a curve. */
  start(curve: Curve, operands: Operands): Promise<Loops>;
}
