/**
 * Does an engine's tasks, in threads or in the calling one.
 */
import { nextTurn } from '@fedzk/core';
import { type CrewWorker, type Packed, WorkerCrew } from '@fedzk/core/crew';
import type { Instance } from './instance.js';
import type { Start } from './messages.js';
import { type Answer, type Task, work } from './tasks.js';

export interface Executor {
  /** The number of tasks at a time. */
  readonly threads: number;
  /** Does a task when it is its turn. Its data must not change before. */
  run(task: Task): Promise<Answer>;
  /** Ends it. */
  close(): Promise<void>;
}

/** Makes an executor without threads. Between tasks it lets other code run. */
export function here({ glue }: Instance): Executor {
  let before: Promise<unknown> = Promise.resolve();
  return {
    threads: 1,
    run(task) {
      const done = before.then(async () => {
        await nextTurn();
        return work(glue, task);
      });
      before = done.catch(() => {}); // the caller gets the error from `done`
      return done;
    },
    close: async () => {},
  };
}

/** Makes an executor of threads that each do one task at a time. If a thread ends, another one repeats its task. */
export function onThreads(threads: number, { curve, module }: Instance, start: () => CrewWorker): Executor {
  const first: Start = { curve, module };
  const crew = new WorkerCrew<Task, Answer>({
    name: 'ceremony engine',
    help: 'the README of @fedzk/verify, under "Pool"',
    start,
    first,
    size: threads,
    pack,
  });
  return {
    threads,
    async run(task) {
      const [answer] = await crew.ask([task]);
      return answer as Answer;
    },
    close: () => crew.close(),
  };
}

/** Copies a task's data. */
function pack(task: Task, isWanted: () => boolean): Packed | undefined {
  if (!isWanted()) return undefined;
  const points = new Uint8Array(task.points); // the slice of a Buffer is no copy
  const transfer = [points.buffer];
  if (!('seed' in task)) return { question: { ...task, points }, transfer };
  const seed = new Uint8Array(task.seed);
  return { question: { ...task, points, seed }, transfer: [...transfer, seed.buffer] };
}
