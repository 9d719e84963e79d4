import type { Spread } from './measure.js';

/**
 * Formats rows under a head, in columns. Aligns columns of numbers to the right, others to the
 * left.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length), title.length),
  );
  const right = head.map((_, column) => rows.every((row) => /^(?:[\d−-]|$)/.test(row[column] ?? '')));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** Formats quartiles, as "1.98 – 2.10". */
export function range({ q1, q3 }: Spread, digits: number = 2): string {
  return `${q1.toFixed(digits)} – ${q3.toFixed(digits)}`;
}

/** Formats nanoseconds with three digits, as "48.2 ns", "1.23 µs", "1.45 ms" or "2.10 s". */
export function duration(ns: number): string {
  const [value, unit] =
    ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
  return `${value.toPrecision(3)} ${unit}`;
}

/** A lower limit of a ratio to a peer. */
export interface Target {
  /** The engine's name. */
  readonly peer: string;
  /** Lower limit of the peer's time divided by ours. 1 means strictly faster. */
  readonly times: number;
  /** Marks an aim. It is "open" and not "missed" if it isn't reached. */
  readonly aim?: true;
}

/** Returns one line on a target, such as "≥ 8× snarkjs: 9.1× met". */
export function targetLine({ peer, times, aim }: Target, ratio: number): string {
  const reached = times === 1 ? ratio > 1 : ratio >= times;
  const verdict = reached ? 'met' : aim ? 'open' : 'missed';
  return `${times === 1 ? '> 1×' : `≥ ${times}×`} ${peer}: ${ratio.toFixed(2)}× ${verdict}`;
}

/** Returns one line on an upper limit, such as "≤ 45 KB, wasm as a file: 44.0 KB met". */
export function limitLine(what: string, value: number, limit: number, unit: string): string {
  return `≤ ${limit} ${unit}, ${what}: ${value.toFixed(1)} ${unit} ${value <= limit ? 'met' : 'missed'}`;
}
