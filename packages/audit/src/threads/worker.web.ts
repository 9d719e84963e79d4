// What a Web Worker runs.
import { answering } from './answer.js';
import { webReader } from './web.js';

const take = answering(webReader, (answer) => postMessage(answer));

addEventListener('message', ({ data }) => take(data));
