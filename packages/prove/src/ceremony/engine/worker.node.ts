// The program of a Node thread.
import { parentPort } from 'node:worker_threads';
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

parentPort?.on(
  'message',
  answering(begin, (reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
