// What became of many changed messages, in few words.

/** The codes that changes in each field have led to. */
export class Outcomes {
  readonly #byField: Record<string, Set<string>> = {};
  /** One change and its codes; none stands for acceptance. The verifier's status is left out. */
  add(field: string, codes: readonly string[]): void {
    this.#byField[field] ??= new Set();
    for (const code of codes.length > 0 ? codes : ['ACCEPTED']) {
      this.#byField[field]?.add(code.split(' ').slice(0, 2).join(' '));
    }
  }

  /** The fields whose outcomes are not among the expected, and the expected fields that are missing. */
  unlike(expected: Record<string, readonly string[]>): Record<string, string[]> {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(this.#byField)])];
    const odd = names.map((name) => {
      const found = [...(this.#byField[name] ?? ['MISSING'])];
      return [name, found.filter((code) => !expected[name]?.includes(code))] as const;
    });
    return Object.fromEntries(odd.filter(([, codes]) => codes.length > 0));
  }
}
