// A storage whose writer is gone after so many steps: what it did before is there, and nothing of what comes after.

import {
  FedzkError,
  type Journal,
  type LockOptions,
  type LogLock,
  type LogStorage,
  type StoredFile,
} from '@fedzk/audit';

export class Stopping implements LogStorage {
  readonly #on: LogStorage;
  readonly #after: number;
  /** Steps that were taken, or begun. */
  steps = 0;
  /** What was done, in order. */
  readonly done: string[] = [];

  constructor(on: LogStorage, after: number) {
    this.#on = on;
    this.#after = after;
  }

  get stopped(): boolean {
    return this.steps > this.#after;
  }

  async #step(what: string, work: () => Promise<void>): Promise<void> {
    this.steps++;
    if (this.stopped) throw new FedzkError('storage', 'Stopped.');
    this.done.push(what);
    await work();
  }

  close(): Promise<void> {
    return this.#on.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  lock(options?: LockOptions): Promise<LogLock> {
    return this.#on.lock(options);
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return this.#on.read(path);
  }

  list(folder: string): Promise<string[]> {
    return this.#on.list(folder);
  }

  async create(files: readonly StoredFile[]): Promise<void> {
    for (const file of files) await this.#step(`create ${file.path}`, () => this.#on.create([file]));
  }

  replace(file: StoredFile): Promise<void> {
    return this.#step(`replace ${file.path}`, () => this.#on.replace(file));
  }

  async remove(paths: readonly string[], durable?: boolean): Promise<void> {
    for (const path of paths) await this.#step(`remove ${path}`, () => this.#on.remove([path], durable));
  }

  async openJournal(file: StoredFile): Promise<Journal> {
    let journal: Journal | undefined;
    await this.#step(`journal ${file.path}`, async () => {
      journal = await this.#on.openJournal(file);
    });
    const opened = journal;
    if (opened === undefined) throw new Error('no journal was opened');
    return {
      append: (bytes) => this.#step('append', () => opened.append(bytes)),
      close: () => opened.close(),
    };
  }
}
