// The program of the thread that writes files, in Node.

import { parentPort } from 'node:worker_threads';
import type { Answer, Task } from './file-thread.js';
import { codeOf } from './files.js';
import { nodeFiles } from './node-files.js';
import { Pace } from './pace.js';
import { pacedFiles } from './paced-files.js';
import { writeWhole } from './whole-files.js';

/** Nothing else waits for this thread. */
class Always extends Pace {
  override get inPlace(): boolean {
    return true;
  }
}

const layer = pacedFiles(nodeFiles, new Always());

async function answerTo({ id, files }: Task): Promise<Answer> {
  try {
    await writeWhole(layer, files);
    return { id };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { message, cause, code: codeOf(cause) } };
  }
}

const post = (answer: Answer): void => parentPort?.postMessage(answer);

parentPort?.on('message', (task: Task) => void answerTo(task).then(post));
post('ready');
