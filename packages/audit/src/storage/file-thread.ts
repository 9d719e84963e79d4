// Another thread that writes files, so that the calling one has no part in the steps of each.
//
// It is no crew of @fedzk/core: a crew gives what a worker had that ended to the next one, and a file may be half written under
// its unfinished name by then, so that the end of this thread is a fault of the storage. Nor does a call wait for its start:
// until then the calling thread writes. It works at several tasks at a time, since each waits for the disk, and hands on the
// system's own error with its code, by which a log tells a full disk from another.

import type { Worker } from 'node:worker_threads';
import { FedzkError } from '@fedzk/core';
import type { WholeFiles } from './whole-files.js';

/** What the thread is asked for; it may be at several. */
export interface Task {
  readonly id: number;
  readonly files: WholeFiles;
}

/** What it says when it can take tasks, and when one is done. An error of the system loses its code on the way. */
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
  /** Why it takes no more. */
  #ended: FedzkError | undefined;

  /** @param open what it throws counts as a thread that never becomes ready */
  constructor(open: () => Worker) {
    try {
      this.#worker = open();
    } catch {
      return;
    }
    // It keeps no process alive, but while it writes.
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    for (const name of ['error', 'messageerror']) this.#worker.on(name, (reason: unknown) => this.#end(reason));
    this.#worker.on('exit', (code) => this.#end(new Error(`it exited with code ${code}`)));
  }

  /** Whether it has started. Then it is as a disk is: that it has ended is a fault. */
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
    this.#ended ??= new FedzkError('storage', 'The thread that writes files has ended.', { cause });
    for (const { reject } of this.#asked.values()) reject(this.#ended);
    this.#asked.clear();
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}

function withCode(cause: unknown, code: unknown): unknown {
  return typeof cause === 'object' && cause !== null && code !== undefined ? Object.assign(cause, { code }) : cause;
}
