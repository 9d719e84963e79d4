// What a thread of Node runs.
import { parentPort } from 'node:worker_threads';
import { answering } from './answer.js';
import { nodeReader } from './node.js';

parentPort?.on(
  'message',
  answering(nodeReader, (answer) => parentPort?.postMessage(answer)),
);
