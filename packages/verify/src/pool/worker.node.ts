// What a pool's worker thread runs, with a module of its own, as worker.web.ts says.
import { parentPort } from 'node:worker_threads';
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

parentPort?.on(
  'message',
  answering(begin, (reply, transfer) => parentPort?.postMessage(reply, transfer)),
);
