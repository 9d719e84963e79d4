/** Times and sizes of each kind of step, in the order in which the kinds first came. */
export class Stopwatch {
  readonly #times = new Map<string, number[]>();
  readonly #sizes = new Map<string, number[]>();

  time<T>(step: string, run: () => T): T {
    const start = performance.now();
    const result = run();
    this.#note(this.#times, step, performance.now() - start);
    return result;
  }

  async timeAsync<T>(step: string, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await run();
    this.#note(this.#times, step, performance.now() - start);
    return result;
  }

  /** Bytes that a step sends. */
  bytes(step: string, count: number): void {
    this.#note(this.#sizes, step, count);
  }

  /** Each step: how often, the median time in ms, the median of its bytes where it sends any. */
  summary(): { readonly step: string; readonly count: number; readonly ms: number; readonly bytes?: number }[] {
    return [...this.#times].map(([step, times]) => {
      const sizes = this.#sizes.get(step);
      return { step, count: times.length, ms: median(times), ...(sizes && { bytes: median(sizes) }) };
    });
  }

  #note(notes: Map<string, number[]>, step: string, value: number): void {
    const values = notes.get(step) ?? [];
    values.push(value);
    notes.set(step, values);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
