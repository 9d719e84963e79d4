// A thread that does tasks, one at a time.

import type { Work } from '@fedzk/core/crew';
import { GLUES } from '../glue/both.js';
import { instantiate } from '../instance.js';
import type { LoadedHeader } from '../key/key.js';
import { type Task, work } from '../work/tasks.js';
import type { Start } from './messages.js';

/** How often a thread tells of its progress, in milliseconds. */
const TELL_MS = 50;

/** What a thread does, whose first message brings the key's header. A task that is to be cancelled ends with its thread. */
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
  // The calling thread has read it before.
  if (header === undefined) throw new Error('the header of the key could not be read');
  return { engine, header };
}
