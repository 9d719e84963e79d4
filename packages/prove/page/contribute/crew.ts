/** Starts the page's workers, and ends them with all the secrets in their memory. */
import type { Asked, Serve, Told } from './messages.js';

/** The workers' program. */
declare const WORKER: string;

/** More than this many compute no faster, and each takes memory. */
const MOST_THREADS = 16;

const program = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));

/** Runs one contribution. */
export class Crew {
  readonly #workers: Worker[] = [];

  /** @param tell gets what the first worker says, and that a worker failed */
  constructor(asked: Omit<Asked, 'kind' | 'threads'>, tell: (told: Told) => void) {
    const start = (): Worker => {
      const worker = new Worker(program);
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        tell({
          kind: 'failed',
          text: 'A worker of this page could not run. Close other tabs, or try another browser.',
        });
      });
      this.#workers.push(worker);
      return worker;
    };
    const first = start();
    first.addEventListener('message', ({ data }: MessageEvent<Told>) => tell(data));
    const cores = Math.min(navigator.hardwareConcurrency || 1, MOST_THREADS);
    const threads = Array.from({ length: cores === 1 ? 0 : cores }, () => {
      const { port1, port2 } = new MessageChannel();
      start().postMessage({ kind: 'serve', port: port1 } satisfies Serve, [port1]);
      return port2;
    });
    first.postMessage({ ...asked, kind: 'contribute', threads } satisfies Asked, threads);
  }

  end(): void {
    for (const worker of this.#workers.splice(0)) worker.terminate();
  }
}
