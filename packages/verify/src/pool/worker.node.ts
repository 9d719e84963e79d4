// The program of a pool's worker thread, with its own module: see worker.web.ts.
import { parentPort } from 'node:worker_threads';
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

parentPort?.on(
  'message',
  answering(begin, (reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
