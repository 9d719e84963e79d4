// The program of a thread in Node.
import { parentPort } from 'node:worker_threads';
import { answering } from '@fedzk/core/crew';
import { beginning } from './answer.js';
import { nodeReader } from './node.js';

parentPort?.on(
  'message',
  answering(beginning(nodeReader), (reply) => parentPort?.postMessage(reply)),
);
