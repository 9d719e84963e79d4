// Preloaded into a process: kills it before its Nth change of the file system, as a power failure would. N is STOP_AT. Without it
// the number of changes is written to standard error in the end.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const stopAt = Number(process.env.STOP_AT ?? 0);
let count = 0;

function step() {
  count++;
  if (count === stopAt) process.kill(process.pid, 'SIGKILL');
  // The signal may come a moment later: nothing more is done.
  if (stopAt > 0 && count >= stopAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}

/** @param {any} target @param {readonly string[]} names */
function watch(target, names) {
  for (const name of names) {
    const own = target[name];
    target[name] = function (...args) {
      step();
      return own.apply(this, args);
    };
  }
}

const CHANGES = ['mkdir', 'writeFile', 'rename', 'rm', 'unlink', 'link', 'open', 'appendFile', 'chmod'];
watch(
  fs,
  CHANGES.map((name) => `${name}Sync`),
);
watch(fs, ['writeSync', 'ftruncateSync', 'fsyncSync']);
watch(fs.promises, CHANGES);
syncBuiltinESMExports();
if (stopAt === 0) process.on('exit', () => process.stderr.write(`changes: ${count}\n`));
