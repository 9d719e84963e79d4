// Another thread that writes files, so that the calling one has no part in the steps of each.
//
// It is no crew of @fedzk/core: a crew gives the work of a dead worker to the next one, but here a file may be half written
// under its unfinished name by then. So the end of this thread is a storage failure. No call waits for its start: until then
// the calling thread writes. The thread works at several tasks at a time, since each waits for the disk. It passes on the
// system's error with its code, by which a log recognises a full disk.

import type { Worker } from 'node:worker_threads';
import { FedzkError } from '@fedzk/core';
import type { WholeFiles } from './whole-files.js';

/** A task for the thread, which may work at several. */
export interface Task {
  readonly id: number;
  readonly files: WholeFiles;
}

/** A message that it can take tasks, or that one is done. An error of the system loses its code when it is sent. */
export type Answer =
  | 'ready'
  | {
      readonly id: number;
      readonly error?: { readonly message: string; readonly cause: unknown; readonly code: unknown };
    };

interface Asked {
  resolve(): void;
  reject(error: FedzkError): void;
}

export class FileThread {
  readonly #worker: Worker | undefined;
  readonly #asked = new Map<number, Asked>();
  #tasks = 0;
  #ready = false;
  /** Why it takes no more tasks. */
  #ended: FedzkError | undefined;

  /** @param open what it throws counts as a thread that never becomes ready */
  constructor(open: () => Worker) {
    try {
      this.#worker = open();
    } catch {
      return;
    }
    // It keeps the process alive only while it writes.
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    for (const name of ['error', 'messageerror']) this.#worker.on(name, (reason: unknown) => this.#end(reason));
    this.#worker.on('exit', (code) => this.#end(new Error(`it exited with code ${code}`)));
  }

  /** Whether it has started. Once it has, its end is a storage failure. */
  get ready(): boolean {
    return this.#ready;
  }

  /**
   * As {@link writeWhole}.
   *
   * @throws {FedzkError} `storage`: also when the thread has ended; some of them may be there
   */
  write(files: WholeFiles): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) throw this.#ended;
      const task: Task = { id: this.#tasks++, files };
      this.#worker?.postMessage(task);
      this.#asked.set(task.id, { resolve, reject });
      this.#worker?.ref();
    });
  }

  #take(answer: Answer): void {
    if (answer === 'ready') {
      this.#ready = true;
      return;
    }
    const { id, error } = answer;
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#worker?.unref();
    if (error === undefined) asked?.resolve();
    else asked?.reject(new FedzkError('storage', error.message, { cause: withCode(error.cause, error.code) }));
  }

  #end(cause: unknown): void {
    this.#ended ??= new FedzkError('storage', 'The thread that writes files has ended; open the log again.', { cause });
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }

  /** Resolves when no task is left. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function withCode(cause: unknown, code: unknown): unknown {
  return typeof cause === 'object' && cause !== null && code !== undefined ? Object.assign(cause, { code }) : cause;
}
