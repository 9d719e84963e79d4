/**
 * A round through the service that organisations run: `fedzk serve` with both aggregators, and ten clients with certificates and
 * API keys. All that happens is done by commands, as people or other programs give them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantize } from '@fedzk/verify/quant';
import { CIRCUIT } from '../demo.js';
import { type Digits, loadDigits, shareOf } from '../digits.js';
import { CLIENTS } from '../parties.js';
import { progressLine } from '../progress.js';
import type { ProvingKey } from '../prover.js';
import { accuracy, PARAMETERS } from '../softmax.js';
import { Stopwatch } from '../stopwatch.js';
import { table } from '../table.js';
import { BITS, CLIP, taskNumbers } from '../task.js';
import { difference, moved, split, train } from '../training.js';
import { Fedzk } from './fedzk.js';

/** Is revoked before the round. */
const REVOKED = 'client_009';
/** Reports twice in the round. */
const TWICE = 'client_010';
/** Seconds that a client waits for the result at most. */
const WAIT = '30';
const ROLES = ['leader', 'helper'] as const;

/** What the service is made of. */
export interface ServiceMeans {
  /** The script of the command line. */
  readonly fedzk: string;
  /** Of the circuit. */
  readonly key: ProvingKey;
  /** Whether the folder with all parties' files stays, and is named. */
  readonly keep?: boolean;
}

/** Runs the round, prints what happens, and returns whether everything was as expected. */
export async function runService({ fedzk: script, key: { zkey }, keep = false }: ServiceMeans): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-demo-'));
  const watch = new Stopwatch();
  const fedzk = new Fedzk(script, join(folder, 'data'), watch);
  // However this process ends, by Ctrl-C too: nothing of it goes on.
  const cleanUp = (): void => {
    fedzk.killNow();
    if (keep) console.log(`\nThe files of all parties are in ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const interrupt = (): void => process.exit(130);
  process.once('exit', cleanUp).once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const key = join(folder, 'circuit.zkey');
    writeFileSync(key, zkey);
    const faults = await playRound(fedzk, folder, key);
    await fedzk.stop();
    printCommands(watch);
    for (const fault of faults) console.error(fault);
    return faults.length === 0;
  } finally {
    process.off('exit', cleanUp).off('SIGINT', interrupt).off('SIGTERM', interrupt);
    cleanUp();
  }
}

/** @returns what is not as expected */
async function playRound(fedzk: Fedzk, folder: string, key: string): Promise<string[]> {
  console.log(
    'A round through fedzk serve: two aggregators over mutual TLS, and clients with certificates and API keys.\n' +
      `Each step is a command of a process of its own. ${REVOKED} is revoked before the round, ${TWICE} reports twice.`,
  );
  const progress = progressLine('round 1 through fedzk serve');
  const { leader, helper } = await fedzk.serve();
  console.log(`leader  ${leader}\nhelper  ${helper}`);
  const homes = await enrolAll(fedzk, folder, progress.show);
  progress.show('both sign the task');
  const task = await signedTask(fedzk, folder);
  // In this order: whom the leader accepts, the helper must take.
  for (const role of ['helper', 'leader']) await fedzk.must('round open', [task, '1', '--role', role]);

  const digits = split(loadDigits());
  const sums = new Int32Array(PARAMETERS);
  const [accepted, refused]: [string[], string[]] = [[], []];
  await someAtOnce([...homes].entries(), async ([i, [id, home]]) => {
    progress.show(`${id} trains and proves`);
    const update = updateOf(digits.train, i);
    const args = ['--home', home, '--task', task, '--values', '-', '--key', key];
    const report = (values: Float32Array) => fedzk.ask('client report', args, littleEndian(values));
    const { ok } = await report(update);
    (ok ? accepted : refused).push(id);
    if (ok) for (const [j, value] of quantized(update).entries()) sums[j] = (sums[j] ?? 0) + value;
    if (id === TWICE && !(await report(update.map((value) => -value))).ok) refused.push(id);
  });

  progress.show('the aggregators add up');
  for (const role of ROLES) await fedzk.must('round close', [task, '1', '--role', role]);
  await fedzk.must('round collect', [task, '1']);
  const asked = ['--home', homes.get('client_001') ?? '', '--task', task, '--round', '1', '--wait', WAIT];
  const result = (await fedzk.must('client result', asked)) as unknown as Result;
  const score = accuracy(moved(new Float64Array(PARAMETERS), Float32Array.from(result.mean)), digits.test);
  await fedzk.must('round note', [task, '1', '--accuracy', String(score)]);

  const faults: string[] = [];
  const isRight = result.count === accepted.length && result.sums.every((sum, i) => sum === sums[i]);
  progress.done(
    `${accepted.length} accepted, ${refused.length} refused, accuracy ${(100 * score).toFixed(1)} %, the sum is ${isRight ? 'right' : 'WRONG'}`,
  );
  if (!isRight) faults.push('through fedzk serve: the sum is not that of the accepted updates');
  if (accepted.length !== CLIENTS - 1 || refused.sort().join() !== `${REVOKED},${TWICE}`)
    faults.push(`through fedzk serve: expected ${CLIENTS - 1} accepted, got ${accepted.length}, refused ${refused}`);
  return faults;
}

interface Result {
  readonly count: number;
  readonly sums: readonly number[];
  readonly mean: readonly number[];
}

/** Has each client make its keys, and both operators enrol it; one of them is revoked. @returns the clients' folders */
async function enrolAll(fedzk: Fedzk, folder: string, show: (text: string) => void): Promise<Map<string, string>> {
  const ids = Array.from({ length: CLIENTS }, (_, i) => `client_${String(i + 1).padStart(3, '0')}`);
  const homes = new Map(ids.map((id) => [id, join(folder, id)]));
  await someAtOnce(homes, async ([id, home]) => {
    show(`${id} is enrolled at both`);
    const { fingerprint } = await fedzk.must('client init', ['--id', id, '--home', home]);
    for (const role of ROLES) {
      const out = join(folder, `${id}.${role}.json`);
      // People compare fingerprints by voice. Here one program plays all of them.
      const enrol = ['--fingerprint', String(fingerprint), '--out', out, '--role', role];
      const answer = await fedzk.must('client enrol', [join(home, 'request.json'), ...enrol]);
      const joining = ['--home', home, '--fingerprint', String(answer['fingerprint']), '--development'];
      await fedzk.must('client join', [out, ...joining]);
    }
  });
  return homes;
}

/** Does the work for all, for two of them at a time. */
async function someAtOnce<T>(all: Iterable<T>, work: (each: T) => Promise<void>): Promise<void> {
  const left = all[Symbol.iterator]();
  const take = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
  };
  await Promise.all([take(), take()]);
}

/** Makes the task of all enrolled clients, which both sign, and revokes one of them. @returns its id */
async function signedTask(fedzk: Fedzk, folder: string): Promise<string> {
  const [description, file] = [join(folder, 'description.json'), join(folder, 'task.json')];
  const { quantization, maxNormSq, ...numbers } = taskNumbers();
  const described = { ...numbers, circuit: CIRCUIT, maxNormSq: Number(maxNormSq), quantization };
  writeFileSync(description, JSON.stringify(described));
  const { taskid } = await fedzk.must('task create', [description, '--out', file]);
  for (const role of ['leader', 'helper', 'leader']) await fedzk.must('task sign', [file, '--role', role]);
  await fedzk.must('client revoke', [REVOKED]);
  return String(taskid);
}

/** What a client's rows make of the first weights. */
function updateOf(rows: Digits, client: number): Float32Array {
  const weights = new Float64Array(PARAMETERS);
  return difference(train(weights, shareOf(rows, client, CLIENTS)), weights);
}

function quantized(update: Float32Array): Int8Array | Int16Array {
  return quantize(update, { bits: BITS, clip: CLIP }).values;
}

function littleEndian(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

function printCommands(watch: Stopwatch): void {
  const rows = watch.summary().map(({ step, count, ms }) => [step, String(count), ms.toFixed(0)]);
  console.log(`\n${table(['command', 'times', 'ms'], rows, [1, 2])}`);
}
