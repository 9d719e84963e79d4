// What a thread of Node runs.
import './load.inline.js';
import { parentPort } from 'node:worker_threads';
import { answering } from '../threads/answer.js';
import { nodeReader } from '../threads/node.js';

parentPort?.on(
  'message',
  answering(nodeReader, (answer) => parentPort?.postMessage(answer)),
);
