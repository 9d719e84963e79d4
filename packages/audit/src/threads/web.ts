// Where there are no folders, and Web Workers if any.

import type { LogReader } from '../storage/storage.js';
import { httpReader } from '../verify/http.js';
import type { LogPlace } from './messages.js';
import type { Thread } from './threads.js';
import { noFolders } from './verify.js';

export function webReader(place: LogPlace): LogReader {
  if ('url' in place) return httpReader(place.url);
  throw noFolders();
}

export function webThread(worker: Worker): Thread {
  return {
    post: (message) => worker.postMessage(message),
    listen(answered, ended) {
      worker.addEventListener('message', ({ data }) => answered(data));
      for (const name of ['error', 'messageerror']) {
        worker.addEventListener(name, (event) => {
          // Else it counts as an error of the page as well.
          event.preventDefault();
          ended(new Error((event as ErrorEvent).message || `its event was "${name}"`));
        });
      }
    },
    end: () => worker.terminate(),
  };
}
