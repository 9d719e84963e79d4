// The program of a pool's Web Worker. It has its own module: sharing the pool's would save some milliseconds once, and not
// every runtime can post modules.
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

const take = answering(begin, (reply, transfer) => postMessage(reply, { transfer }));

addEventListener('message', ({ data }) => take(data));
