// What a thread of Node runs.
import { parentPort } from 'node:worker_threads';
import { answering } from './answer.js';

parentPort?.on(
  'message',
  answering((answer, transfer) => parentPort?.postMessage(answer, transfer)),
);
