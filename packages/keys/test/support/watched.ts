// A storage between a store and another storage: it tells what was asked for, and fails where a test wants it to.

import type { CommitOutcome, KeyStorage, KnownHead } from '../../src/storage/storage.js';

export type Operation = keyof KeyStorage;

export interface Call {
  readonly operation: Operation;
  /** How many bytes it writes. */
  readonly bytes: number;
  readonly names: readonly string[];
}

/** Whether an operation fails instead of what it does, or after it. */
export type Failure = 'before' | 'after';

/** What a storage fails with on purpose. */
export class Injected extends Error {}

export class Watched implements KeyStorage {
  readonly calls: Call[] = [];
  readonly #inner: KeyStorage;
  #failing: { readonly call: number; readonly failure: Failure } | undefined;
  /** Runs before each operation; a test lets others in here. */
  pause: (operation: Operation) => Promise<void> = async () => undefined;

  constructor(inner: KeyStorage) {
    this.#inner = inner;
  }

  /** Forgets what was asked for, and fails at the call of a number, from 0, once. */
  failAt(call: number, failure: Failure): void {
    this.calls.length = 0;
    this.#failing = { call, failure };
  }

  count(operation: Operation): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  readHead(): ReturnType<KeyStorage['readHead']> {
    return this.#call({ operation: 'readHead', bytes: 0, names: [] }, () => this.#inner.readHead());
  }

  commitHead(
    generation: number,
    bytes: Uint8Array,
    first?: boolean,
    needs?: readonly string[],
  ): Promise<CommitOutcome> {
    return this.#call({ operation: 'commitHead', bytes: bytes.length, names: [] }, () =>
      this.#inner.commitHead(generation, bytes, first, needs),
    );
  }

  get(name: string, most?: number): Promise<Uint8Array | undefined> {
    return this.#call({ operation: 'get', bytes: 0, names: [name] }, () => this.#inner.get(name, most));
  }

  put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void> {
    const bytes = objects.reduce((sum, object) => sum + object.bytes.length, 0);
    return this.#call({ operation: 'put', bytes, names: objects.map(({ name }) => name) }, () =>
      this.#inner.put(objects),
    );
  }

  delete(names: readonly string[], head?: KnownHead | 'none'): Promise<void> {
    return this.#call({ operation: 'delete', bytes: 0, names }, () => this.#inner.delete(names, head));
  }

  list(): ReturnType<KeyStorage['list']> {
    return this.#call({ operation: 'list', bytes: 0, names: [] }, () => this.#inner.list());
  }

  async #call<T>(call: Call, run: () => Promise<T>): Promise<T> {
    await this.pause(call.operation);
    const number = this.calls.push(call) - 1;
    const failure = this.#failing?.call === number ? this.#failing.failure : undefined;
    if (failure === undefined) return run();
    this.#failing = undefined;
    if (failure === 'after') await run();
    throw new Injected(`${call.operation} fails, ${failure} it is done`);
  }
}
