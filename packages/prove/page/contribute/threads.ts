/** Threads of a page: workers that the page has started, since a page opened from disk lets no worker start another. */
import { answering, type CrewWorker } from '@fedzk/core/crew';
import type { Curve } from '@fedzk/verify';
import { begin } from '../../src/ceremony/engine/answer.js';
import { engineOf } from '../../src/ceremony/engine/engine.js';
import { here, onThreads } from '../../src/ceremony/engine/executor.js';
import { instanceOf } from '../../src/ceremony/engine/instance.js';
import type { Start } from '../../src/ceremony/engine/messages.js';
import type { Answer, Task } from '../../src/ceremony/engine/tasks.js';
import type { CeremonyEngine } from '../../src/ceremony/engine/types.js';

/** Makes what opens engines, whose tasks the workers at the ports do. Without ports this worker does them. */
export function openerOn(ports: readonly MessagePort[]): (curve: Curve) => Promise<CeremonyEngine> {
  return async (curve) => {
    const instance = await instanceOf(curve);
    if (ports.length === 0) return engineOf(instance, here(instance));
    const free = [...ports];
    return engineOf(
      instance,
      onThreads(ports.length, instance, () => workerAt(free.shift())),
    );
  };
}

function workerAt(port: MessagePort | undefined): CrewWorker {
  if (port === undefined) throw new Error('a thread of the page has ended');
  port.start();
  const worker: CrewWorker & { readonly addEventListener: MessagePort['addEventListener'] } = {
    addEventListener: port.addEventListener.bind(port),
    postMessage: (message: unknown, transfer: ArrayBuffer[] = []) => port.postMessage(withoutModule(message), transfer),
    terminate: () => port.close(),
  };
  return worker;
}

/** Leaves out the compiled module, which can't be sent between the workers of a page opened from disk. Each has its own. */
function withoutModule(message: unknown): unknown {
  const { module, ...rest } = message as Partial<Start>;
  return module === undefined ? message : rest;
}

/** Does the tasks that come through a port. */
export function serve(port: MessagePort): void {
  port.onmessage = async ({ data }: MessageEvent<Pick<Start, 'curve'>>) => {
    try {
      const instance = await instanceOf(data.curve);
      const take = answering<Start, Task, Answer>(begin, (reply, transfer) => port.postMessage(reply, transfer));
      port.onmessage = (event) => take(event.data);
      take(instance);
    } catch (error) {
      reportError(error); // the page gets it as the worker's error
    }
  };
}
