/** A program that writes a file of 20,000 bytes, and is killed before a step: `killed-writer FILE STEP`. */
import { fileSinkOn } from '../../../src/ceremony/file-sink.node.js';
import { into } from '../../../src/ceremony/sink.js';
import { aroundFiles } from './around-files.js';

const [path = '', last = '0'] = process.argv.slice(2);
let steps = 0;
const files = aroundFiles(async (_, run) => {
  if (steps++ === Number(last)) process.kill(process.pid, 'SIGKILL');
  return run();
});
const sink = fileSinkOn(files, path);
await into(sink, undefined, async () => {
  for (let i = 0; i < 20; i++) await sink.write(new Uint8Array(1000).fill(i));
});
