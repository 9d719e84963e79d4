/** The methods that a crew uses, which Web Workers and the `Worker` of `node:worker_threads` have. */
export interface CrewWorker {
  postMessage(message: unknown): void;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): unknown;
}

/** A worker with its events, Node's or the web's. */
export type WorkerEvents = CrewWorker & {
  on?(name: string, listener: (value: unknown) => void): void;
  addEventListener?(name: string, listener: (event: Event) => void): void;
  /** In Node: makes the worker keep the process alive, or not. */
  ref?(): void;
  unref?(): void;
};

/**
 * Listens to a worker. In Node a worker that fails ends. On the web it may continue in an unknown state, so it counts as
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
      // Otherwise the page reports it too.
      event.preventDefault();
      end(new Error((event as ErrorEvent).message || `its event was "${name}"`));
    });
  }
}
