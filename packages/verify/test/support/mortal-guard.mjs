// Ends its worker over some of its jobs. workerData says over which: { nth }, the job's number, from 1; or { signals },
// those of the job, in hex; and how: by an error, where { throwing } is true, else by an exit.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';

const { nth, signals, throwing } = workerData;
let jobs = 0;

parentPort.addEventListener('message', (event) => {
  const { question } = event.data;
  if (question === undefined) return;
  jobs++;
  const all = (question.batch ?? [question.statement]).map(([, bytes]) => Buffer.from(bytes).toString('hex'));
  if (jobs !== nth && !all.includes(signals)) return;
  event.stopImmediatePropagation();
  if (throwing) throw new Error('this worker was told to end');
  process.exit(7);
});
