/** Counts one key. Times are whole milliseconds that never decrease; costs are integers from 0. */
export interface Meter {
  /** Units left, rounded down; below zero while there is debt. */
  remaining(now: number): number;
  /** Takes a cost, which may be more than is left. */
  add(now: number, cost: number): void;
  /** Milliseconds until a cost is left. */
  wait(now: number, cost: number): number;
  /** When the whole limit is there again, so that nothing is lost if the meter is forgotten. */
  fullAt(now: number): number;
}
