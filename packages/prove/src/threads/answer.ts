// A thread that does tasks, one at a time.

import { FedzkError } from '@fedzk/core';
import { GLUES } from '../glue/both.js';
import { instantiate } from '../instance.js';
import type { LoadedHeader } from '../key/key.js';
import { type Task, work } from '../work/tasks.js';
import type { Answer, Message, Start } from './messages.js';

/** How often a thread tells of its progress, in milliseconds. */
const TELL_MS = 50;

/** Answers tasks. A task that is to be cancelled ends with its thread. */
export function answering(post: (answer: Answer, transfer: ArrayBuffer[]) => void): (message: Message) => void {
  let key: LoadedHeader | undefined;
  return (message) => {
    if ('header' in message) key = load(message);
    else if (key !== undefined) void answer(key, message, post);
  };
}

function load({ curve, module, header: section }: Start): LoadedHeader | undefined {
  const engine = instantiate(curve, { glue: GLUES[curve], module });
  const header = engine.glue.KeyHeader.read(section, new Uint32Array(1));
  return header && { engine, header };
}

async function answer(
  key: LoadedHeader,
  task: Task,
  post: (answer: Answer, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  let told = performance.now();
  try {
    const result = await work(key, task, (done) => {
      if (performance.now() - told < TELL_MS) return undefined;
      told = performance.now();
      post({ done }, []);
      return undefined;
    });
    post({ result }, [result.buffer as ArrayBuffer]);
  } catch (error) {
    post({ error: plain(error) }, []);
  } finally {
    (task.kind === 'sum' ? task.scalars : task.witness).fill(0);
  }
}

/** Errors lose their class on the way. */
function plain(error: unknown): Extract<Answer, { error: unknown }>['error'] {
  if (error instanceof FedzkError) return { code: error.code, message: error.message };
  return { code: 'worker', message: error instanceof Error ? error.message : 'A thread failed for an unknown reason.' };
}
