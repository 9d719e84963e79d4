import type { ManifestDetail, ManifestProblem } from './types.js';

/** The order in which a report names problems. */
const ORDER: readonly ManifestProblem[] = [
  'malformed',
  'unknown-level',
  'wrong-curve',
  'wrong-circuit',
  'wrong-vkey',
  'too-few',
  'unsigned',
  'unknown-signer',
  'duplicate-key',
  'duplicate-contribution',
  'broken-chain',
  'beacon-not-last',
  'beacon-wrong',
  'too-few-verifiers',
  'verifier-is-contributor',
  'development-key',
];

/** Collects the problems of a manifest. */
export class Found {
  readonly #details: ManifestDetail[] = [];

  add(problem: ManifestProblem, text: string, index?: number): void {
    this.#details.push({ problem, ...(index !== undefined && { index }), text });
  }

  addAll(details: readonly ManifestDetail[]): void {
    this.#details.push(...details);
  }

  /** Adds a problem if it is one. */
  addIf(condition: boolean, problem: ManifestProblem, text: string): void {
    if (condition) this.add(problem, text);
  }

  /** True if there is a problem that ends the checks. `development-key` doesn't. */
  get ends(): boolean {
    return this.#details.some(({ problem }) => problem !== 'development-key');
  }

  get problems(): ManifestProblem[] {
    return ORDER.filter((name) => this.#details.some(({ problem }) => problem === name));
  }

  /** The details in the same order. */
  get details(): ManifestDetail[] {
    return ORDER.flatMap((name) => this.#details.filter(({ problem }) => problem === name));
  }
}
