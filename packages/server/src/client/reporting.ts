// A client's reports: the task that both aggregators serve, the values, the proof, and the bytes that are sent again as they were.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@fedzk/agg';
import { readSignatures, readTaskFile, type TaskFile, unsignedBy } from '@fedzk/agg/task';
import { CIRCUITS, developmentKey } from '@fedzk/circuits';
import { FedzkError, fromBase64url, fromHex, quoted, toBase64url } from '@fedzk/core';
import { createProver, type Prover } from '@fedzk/prove';
import { openKeyFile } from '@fedzk/prove/node';
import { dequantize } from '@fedzk/verify/quant';
import * as v from 'valibot';
import { circuitWith } from '../circuit.js';
import type { Role } from '../config.js';
import { isParty } from '../control/card.js';
import { writeDurably, writeOnce } from '../stores/durable.js';
import type { ClientHome } from './home.js';
import { readValues, type ValuesFormat } from './values.js';

type ServedTask = Task & { readonly file: TaskFile };

/** What an aggregator says of a task. */
const shownSchema = v.object({
  document: v.string(),
  signatures: v.object({ leader: v.optional(v.string()), helper: v.optional(v.string()) }),
});

/** What is kept of a report. */
interface Kept {
  readonly v: 1;
  /** A keyed hash of the values. */
  readonly values: string;
  /** The bytes that were or are sent, base64url. */
  readonly report: string;
  /** The helper's receipt, base64url. */
  readonly receipt?: string;
}

/** What became of a report. */
export interface Reported {
  readonly taskid: string;
  readonly round: string;
  readonly status: 'accepted' | 'refused';
  /** Why it was refused. */
  readonly problem?: string;
  /** The helper's receipt, base64url. */
  readonly receipt?: string;
}

/** The result of a round, as a client reads it. */
export interface ClientResult {
  readonly taskid: string;
  readonly round: string;
  /** How many reports were summed. */
  readonly count: number;
  readonly sums: readonly number[];
  /** The mean update, where the task says how values are quantized. */
  readonly mean?: readonly number[];
}

/**
 * Fetches a task from both aggregators, and checks that they serve the same, that both have signed it, and that it names the two
 * aggregators whose cards the client has.
 *
 * @param id base64url
 * @throws {FedzkError} `not-found`; `unavailable`; `not-authentic`
 */
async function fetchTask(home: ClientHome, id: string): Promise<ServedTask> {
  const [leader, helper] = [await shownBy(home, 'leader', id), await shownBy(home, 'helper', id)];
  if (leader.document !== helper.document)
    throw new FedzkError('not-authentic', 'The two aggregators serve different task files under the same id.');
  const bytes = new TextEncoder().encode(leader.document);
  const task = readTaskFile(bytes);
  if (toBase64url(fromHex(task.file.hash)) !== id)
    throw new FedzkError('not-authentic', 'The aggregators serve another task than was asked for.');
  const lines = [leader, helper].flatMap(({ signatures }) =>
    (['leader', 'helper'] as const).map((role) => signatures[role] && `${role} ${signatures[role]}\n`),
  );
  const missing = await unsignedBy(task, 'task-file', bytes, readSignatures(lines.join('')));
  if (missing.length > 0)
    throw new FedzkError('not-authentic', `The task is not signed by the ${missing.join(' and the ')}.`);
  for (const role of ['leader', 'helper'] as const) requireCard(home, task, role);
  return task;
}

async function shownBy(home: ClientHome, role: Role, id: string): Promise<v.InferOutput<typeof shownSchema>> {
  const response = await home.ask(role, `/tasks/${encodeURIComponent(id)}`);
  const text = await response.text();
  if (response.status === 404) throw new FedzkError('not-found', `The ${role} serves no task ${quoted(id)}.`);
  if (response.status !== 200) throw new FedzkError('unavailable', `The ${role} refused: ${titleIn(text)}.`);
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), shownSchema), text);
  if (!found.success) throw new FedzkError('not-authentic', `The ${role} answers with something else than a task.`);
  return found.output;
}

function titleIn(text: string): string {
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ title: v.string() })), text);
  return found.success ? found.output.title : 'for no reason that it gives';
}

/** The card was compared by its fingerprint; the task file was not. */
function requireCard(home: ClientHome, task: ServedTask, role: Role): void {
  const { card } = home.membership(role).answer;
  if (!isParty(task, card))
    throw new FedzkError('not-authentic', `The task names another ${role} than the one that was joined.`);
}

/** What a report is made of. */
export interface ReportOptions {
  /** The task's id. */
  readonly task: string;
  /** The newest round if left out. */
  readonly round?: bigint | undefined;
  readonly values: Uint8Array;
  readonly format: ValuesFormat;
  /** The proving key; in development, left out, the one of @fedzk/circuits. */
  readonly key?: string | undefined;
}

/**
 * Reports values, and waits for the verdict. Called again with the same values, it sends the same bytes, and gets the same
 * verdict.
 *
 * @throws {FedzkError} `already-reported`: other values were reported in that round; what a client and a reporter throw
 */
export async function report(home: ClientHome, options: ReportOptions): Promise<Reported> {
  const task = await fetchTask(home, options.task);
  const { n, parts, bits, file } = task;
  const values = readValues(options.values, options.format, { n, parts, bits, clip: file.quantization?.clip });
  const reporter = home.reporter(task);
  const { round } = await reporter.record(options.round);
  const path = pathOf(home, options.task, round);
  const digest = home.digestOf(values);
  const kept =
    keptAt(path) ??
    (await keep(path, { v: 1, values: digest, report: await made(home, task, round, values, options) }));
  if (kept.values !== digest) {
    throw new FedzkError('already-reported', `Other values were reported in round ${round}. A round is reported once.`);
  }
  const verdict = await reporter.send(fromBase64url(kept.report) ?? new Uint8Array());
  const receipt = verdict.receipt === undefined ? kept.receipt : toBase64url(verdict.receipt);
  if (receipt !== undefined && kept.receipt === undefined) await writeDurably(path, textOf({ ...kept, receipt }));
  const problem = verdict.problem?.name ?? verdict.announcement?.name;
  return {
    ...{ taskid: options.task, round: String(round), status: verdict.status },
    ...(problem !== undefined && { problem }),
    ...(receipt !== undefined && { receipt }),
  };
}

async function made(
  home: ClientHome,
  task: ServedTask,
  round: bigint,
  values: Int8Array | Int16Array,
  { key }: ReportOptions,
): Promise<string> {
  const prover = await proverFor(home, task, key);
  try {
    return toBase64url(await home.client(task, prover).report(home.id, round, values));
  } finally {
    await prover.close();
  }
}

async function proverFor(home: ClientHome, task: ServedTask, key: string | undefined): Promise<Prover> {
  const { n, bits, headroom } = task;
  if (key !== undefined) {
    const zkey = await openKeyFile(key);
    return createProver({ zkey, gradientUpdate: { n, bits, headroom } });
  }
  const name = circuitWith(task);
  if (name === undefined || home.membership('leader').answer.card.mode !== 'development') {
    throw new FedzkError('invalid-argument', 'The proving key is missing. Give its file by --key FILE.');
  }
  const { zkey } = await developmentKey(name);
  return createProver({ zkey, gradientUpdate: CIRCUITS[name].gradientUpdate });
}

function pathOf(home: ClientHome, task: string, round: bigint): string {
  const folder = join(home.folder, 'reports');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${task}.${round}.json`);
}

function keptAt(path: string): Kept | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Kept) : undefined;
}

/** Keeps a report before it is sent. Of two at once the first counts. */
async function keep(path: string, kept: Kept): Promise<Kept> {
  return (await writeOnce(path, textOf(kept))) ? kept : (keptAt(path) ?? kept);
}

function textOf(kept: object): string {
  return `${JSON.stringify(kept)}\n`;
}

/**
 * Refuses another result of a round than came before. Two sums of one round differ by somebody's update: an aggregator that was put
 * back to an older state would make a second one.
 *
 * @throws {FedzkError} `rolled-back`
 */
async function requireFirst(home: ClientHome, task: string, round: bigint, result: object): Promise<void> {
  const folder = join(home.folder, 'results');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${task}.${round}.json`);
  const text = textOf({ v: 1, sha256: createHash('sha256').update(JSON.stringify(result)).digest('hex') });
  if ((await writeOnce(path, text)) || readFileSync(path, 'utf8') === text) return;
  throw new FedzkError(
    'rolled-back',
    `Another result of round ${round} came before (${quoted(path)}). A round has one: the difference of two may be somebody's update. Use neither, and ask both operators.`,
  );
}

/**
 * Fetches the result of a round, which both aggregators have signed, and remembers it.
 *
 * @throws {FedzkError} `not-found`: there is none, yet or at all; `wrong-key`: it is for others; `unavailable`; `not-authentic`;
 *   `rolled-back`: another one came before
 */
export async function result(home: ClientHome, id: string, round: bigint): Promise<ClientResult> {
  const task = await fetchTask(home, id);
  const found = await home.result(task, round);
  const { count } = found.result;
  await requireFirst(home, id, round, { count, sums: [...found.sums] });
  const { quantization } = task.file;
  const mean = quantization && count > 0 && dequantize(found.sums, { scale: quantization.scale, count });
  return {
    ...{ taskid: id, round: String(round), count, sums: [...found.sums] },
    ...(mean && { mean: [...mean] }),
  };
}
