// Node: folders too, and its threads.

import type { Worker } from 'node:worker_threads';
import { directoryReader } from '../storage/reader.js';
import type { LogReader } from '../storage/storage.js';
import { httpReader } from '../verify/http.js';
import type { LogPlace } from './messages.js';
import type { Thread } from './threads.js';

export function nodeReader(place: LogPlace): LogReader {
  return 'url' in place ? httpReader(place.url) : directoryReader(place.directory);
}

export function nodeThread(worker: Worker): Thread {
  return {
    post: (message) => worker.postMessage(message),
    listen(answered, ended) {
      worker.on('message', answered);
      for (const name of ['error', 'messageerror']) worker.on(name, ended);
      worker.on('exit', (code) => ended(new Error(`it exited with code ${code}`)));
    },
    end: () => void worker.terminate(),
  };
}
