// What a Web Worker runs.
import { answering } from './answer.js';

const take = answering((answer, transfer) => postMessage(answer, { transfer }));

addEventListener('message', ({ data }) => take(data));
