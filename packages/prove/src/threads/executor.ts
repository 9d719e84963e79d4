// The threads of one prover. They start when there is work, and stay until it is closed.

import { type CrewWorker, type Packed, WorkerCrew } from '@fedzk/core/crew';
import type { ProvingKey } from '../key/key.js';
import type { Executor } from '../work/executor.js';
import type { Part, Task } from '../work/tasks.js';
import type { Start } from './messages.js';

/** Makes an executor of threads that each do one task at a time. If a thread ends, another one repeats its task. */
export function onThreads(
  threads: number,
  { curve, engine, headerBytes }: ProvingKey,
  start: () => CrewWorker,
): Executor {
  const first: Start = { curve, module: engine.module, header: headerBytes };
  const crew = new WorkerCrew<Task, Uint8Array>({
    name: 'prover',
    help: 'the README of @fedzk/verify, under "Pool"',
    start,
    first,
    size: threads,
    pack,
    interrupts: true,
  });
  return {
    threads,
    async run(task, { signal, onProgress }) {
      const [result] = await crew.ask([task], { signal, progressed: (done) => onProgress(done as number) });
      return result as Uint8Array;
    },
    close: () => crew.close(),
  };
}

/** Copies a task's data, unless it is in shared memory. */
async function pack(task: Task, isWanted: () => boolean): Promise<Packed | undefined> {
  const transfer: ArrayBuffer[] = [];
  const copy = (bytes: Uint8Array): Uint8Array => {
    const own = new Uint8Array(bytes); // the slice of a Buffer is no copy
    transfer.push(own.buffer);
    return own;
  };
  const all = async (part: Part): Promise<Uint8Array> => {
    const bytes = part instanceof Uint8Array ? part : await part.read(0, part.length);
    return typeof SharedArrayBuffer === 'function' && bytes.buffer instanceof SharedArrayBuffer ? bytes : copy(bytes);
  };
  // Secrets are always copied, and only if a thread takes them: it overwrites its copy.
  if (task.kind === 'sum') {
    const points = await all(task.points);
    return isWanted() ? { question: { ...task, points, scalars: copy(task.scalars) }, transfer } : undefined;
  }
  const coefficients = await all(task.coefficients);
  if (!isWanted()) return undefined;
  return { question: { ...task, coefficients, witness: copy(task.witness) }, transfer };
}
