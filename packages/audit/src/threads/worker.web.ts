// The program of a Web Worker.
import { answering } from '@fedzk/core/crew';
import { beginning } from './answer.js';
import { webReader } from './web.js';

const take = answering(beginning(webReader), (reply) => postMessage(reply));

addEventListener('message', ({ data }) => take(data));
