/** What a crew uses of a worker: a Web Worker has it, and so has the `Worker` of `node:worker_threads`. */
export interface CrewWorker {
  postMessage(message: unknown): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** What both kinds have beside {@link CrewWorker}: events in Node's way or the web's. */
export type WorkerEvents = CrewWorker & {
  on?(name: string, listener: (value: unknown) => void): void;
  addEventListener?(name: string, listener: (event: Event) => void): void;
  /** Node's: whether the worker keeps the process alive. */
  ref?(): void;
  unref?(): void;
};

/**
 * Listens to a worker. In Node a worker that fails ends. On the web it may go on in an unknown state, so it counts as
 * ended.
 */
export function listen(
  worker: WorkerEvents,
  { message, end }: { message(data: unknown): void; end(reason: unknown): void },
): void {
  if (worker.on !== undefined) {
    worker.on('message', message);
    for (const name of ['error', 'messageerror']) worker.on(name, end);
    worker.on('exit', (code) => end(new Error(`it exited with code ${code}`)));
    return;
  }
  worker.addEventListener?.('message', (event) => message((event as MessageEvent).data));
  for (const name of ['error', 'messageerror']) {
    worker.addEventListener?.(name, (event) => {
      // Else it counts as an error of the page as well.
      event.preventDefault();
      end(new Error((event as ErrorEvent).message || `its event was "${name}"`));
    });
  }
}
