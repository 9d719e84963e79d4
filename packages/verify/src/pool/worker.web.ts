// What a pool's Web Worker runs. It has a module of its own: to take over the pool's would save some ms once, and not every
// runtime passes modules on.
import { answering } from '@fedzk/core/crew';
import { begin } from './answer.js';

const take = answering(begin, (reply, transfer) => postMessage(reply, { transfer }));

addEventListener('message', ({ data }) => take(data));
