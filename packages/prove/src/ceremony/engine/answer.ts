// The program of a thread, which does one task at a time.

import type { Work } from '@fedzk/core/crew';
import { GLUES } from './glue/both.js';
import { instantiate } from './instance.js';
import type { Start } from './messages.js';
import { type Answer, type Task, work } from './tasks.js';

/** Makes a thread's work from its first message. */
export function begin({ curve, module }: Start): Work<Task, Answer> {
  const { glue } = instantiate(curve, { glue: GLUES[curve], module });
  return (task) => {
    try {
      const answer = work(glue, task);
      return typeof answer === 'number' ? { answer } : { answer, transfer: [answer.buffer as ArrayBuffer] };
    } finally {
      if ('seed' in task) task.seed.fill(0);
    }
  };
}
