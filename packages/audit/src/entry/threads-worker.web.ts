// What a Web Worker runs.
import './load.inline.js';
import { answering } from '../threads/answer.js';
import { webReader } from '../threads/web.js';

const take = answering(webReader, (answer) => postMessage(answer));

addEventListener('message', ({ data }) => take(data));
