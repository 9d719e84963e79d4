// The program of a thread, which does one task at a time.

import type { Work } from '@fedzk/core/crew';
import { GLUES } from '../glue/both.js';
import { instantiate } from '../instance.js';
import type { LoadedHeader } from '../key/key.js';
import { type Task, work } from '../work/tasks.js';
import type { Start } from './messages.js';

/** The interval between progress messages, in milliseconds. */
const TELL_MS = 50;

/** Makes a thread's work from its first message, which has the key's header. A task is cancelled by ending its thread. */
export function begin(start: Start): Work<Task, Uint8Array> {
  const key = load(start);
  return async (task, tell) => {
    let told = performance.now();
    try {
      const answer = await work(key, task, (done) => {
        if (performance.now() - told < TELL_MS) return undefined;
        told = performance.now();
        tell(done);
        return undefined;
      });
      return { answer, transfer: [answer.buffer as ArrayBuffer] };
    } finally {
      (task.kind === 'sum' ? task.scalars : task.witness).fill(0);
    }
  };
}

function load({ curve, module, header: section }: Start): LoadedHeader {
  const engine = instantiate(curve, { glue: GLUES[curve], module });
  const header = engine.glue.KeyHeader.read(section, new Uint32Array(1));
  // The calling thread has read the same header.
  if (header === undefined) throw new Error('the header of the key could not be read');
  return { engine, header };
}
