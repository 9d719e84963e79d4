// The program of a Web Worker.
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

const take = answering(begin, (reply, transfer) => postMessage(reply, { transfer }));

addEventListener('message', ({ data }) => take(data));
