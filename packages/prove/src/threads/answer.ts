// A thread that does tasks, one at a time.

import { FedzkError } from '@fedzk/core';
import { KeyHeader } from '../../wasm/fedzk_prove.js';
import { type Task, work } from '../work/tasks.js';
import type { Answer, Message } from './messages.js';

/** How often a thread tells of its progress, in milliseconds. */
const TELL_MS = 50;

/** Answers tasks. A task that is to be cancelled ends with its thread. */
export function answering(post: (answer: Answer, transfer: ArrayBuffer[]) => void): (message: Message) => void {
  let header: KeyHeader | undefined;
  return (message) => {
    if ('header' in message) header = KeyHeader.read(message.header, new Uint32Array(1));
    else if (header !== undefined) void answer(header, message, post);
  };
}

async function answer(
  header: KeyHeader,
  task: Task,
  post: (answer: Answer, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  let told = performance.now();
  try {
    const result = await work(header, task, (done) => {
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
