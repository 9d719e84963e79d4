// What a thread of Node runs that writes files.

import { parentPort } from 'node:worker_threads';
import type { Answer, Task } from '../storage/file-thread.js';
import { codeOf } from '../storage/files.js';
import { nodeFiles } from '../storage/node-files.js';
import { Pace } from '../storage/pace.js';
import { pacedFiles } from '../storage/paced-files.js';
import { writeWhole } from '../storage/whole-files.js';

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
