// A client's reports: the task that both aggregators serve, the values, the proof, and the bytes that are sent again as they were.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@fedzk/agg';
import type { Reporter, Verdict } from '@fedzk/agg/http';
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
import { readBody } from '../http/body.js';
import { writeDurably, writeOnce } from '../stores/durable.js';
import { makeFolders } from '../stores/layout.js';
import type { ClientHome } from './home.js';
import { type Patience, patiently, paused, Unfinished } from './patience.js';
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
  /** How many values were beyond the task's clip. */
  readonly clipped: number;
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
async function fetchTask(home: ClientHome, id: string, patience: Patience): Promise<ServedTask> {
  const [leader, helper] = [await shownBy(home, 'leader', id, patience), await shownBy(home, 'helper', id, patience)];
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

/** What {@link answerOf} got. */
interface Answered {
  readonly status: number;
  readonly text: string;
}

/** Asks an aggregator. @throws {Unfinished} it takes the connection, and gives no answer; what `home.ask` throws */
function answerOf(home: ClientHome, role: Role, path: string, patience: Patience): Promise<Answered> {
  const who = `The ${role} at ${home.membership(role).answer.card.clients}`;
  const words = {
    waitsFor: () => `${who} does not answer yet.`,
    late: () => `${who} gave no answer within ${ANSWER_MS / 1000} s. Try again later, or ask its operator.`,
  };
  return patiently({ ...patience, ms: ANSWER_MS }, words, async (signal) => {
    const response = await home.ask(role, path, signal);
    const bytes = await readBody(response, MOST_ANSWER_BYTES);
    if (bytes === 'too-large')
      throw new FedzkError('not-authentic', `${who} answers with more than ${MOST_ANSWER_BYTES} bytes.`);
    if (bytes === 'cut') {
      signal.throwIfAborted();
      throw new FedzkError('unavailable', `${who} ended its answer too early. Try again later, or ask its operator.`);
    }
    return { status: response.status, text: new TextDecoder().decode(bytes) };
  });
}

async function shownBy(
  home: ClientHome,
  role: Role,
  id: string,
  patience: Patience,
): Promise<v.InferOutput<typeof shownSchema>> {
  const { status, text } = await answerOf(home, role, `/tasks/${encodeURIComponent(id)}`, patience);
  if (status === 404)
    throw new FedzkError('not-found', `The ${role} serves no task ${quoted(id)}. Ask both operators for its id.`);
  if (status !== 200) throw refusedBy(home, role, status, text);
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), shownSchema), text);
  if (!found.success) throw new FedzkError('not-authentic', `The ${role} answers with something else than a task.`);
  return found.output;
}

/** What to do after a status, where it is known. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'The client was revoked, or its certificate has ended: ask the operator, and be enrolled again.',
  429: 'Try again in a minute.',
  503: 'Try again later.',
};

function refusedBy({ id }: ClientHome, role: Role, status: number, text: string): FedzkError {
  const remedy = REMEDIES[status] ?? `Ask the operator of the ${role}.`;
  return new FedzkError(
    status === 401 || status === 403 ? 'not-authentic' : 'unavailable',
    `The ${role} refused ${quoted(id)}: ${titleIn(text) ?? `status ${status}.`} ${remedy}`,
  );
}

const titleSchema = v.pipe(v.string(), v.parseJson(), v.object({ title: v.string() }));

/** Returns the title of a problem, with a full stop. */
function titleIn(text: string): string | undefined {
  const found = v.safeParse(titleSchema, text);
  return found.success ? found.output.title.replace(/\.?$/, '.') : undefined;
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
  /** Whether the update may be shorter than the task's; zeros take the rest. */
  readonly pad: boolean;
  /** The proving key; in development, left out, the one of @fedzk/circuits. */
  readonly key?: string | undefined;
  /** For the round to be open, and then for the verdict. */
  readonly patience: Patience;
}

/** How long an aggregator may take for an answer. */
const ANSWER_MS = 30_000;
/** A task file, the longest of what is asked for, comes to an aggregator in 16 MiB at most. */
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * Reports values, and waits for the verdict. Called again with the same values, it sends the same bytes, and gets the same
 * verdict.
 *
 * @throws {FedzkError} `already-reported`: other values were reported in that round; what a client and a reporter throw
 * @throws {Unfinished} no round was open, or no verdict came, within the time
 */
export async function report(home: ClientHome, options: ReportOptions): Promise<Reported> {
  const { signal } = options.patience;
  const stage = { isSent: false };
  try {
    return await reportOnce(home, options, stage);
  } catch (error) {
    if (!signal?.aborted) throw error;
    const what = stage.isSent
      ? 'The report was sent, and may be counted. Run the same command again for the verdict: it sends the same bytes.'
      : 'Nothing was sent.';
    throw new Unfinished(`Ended. ${what}`);
  }
}

async function reportOnce(home: ClientHome, options: ReportOptions, stage: { isSent: boolean }): Promise<Reported> {
  const { patience } = options;
  const { signal } = patience;
  const task = await fetchTask(home, options.task, patience);
  const { n, parts, bits, file } = task;
  const { clip, scale } = file.quantization ?? {};
  const read = readValues(options.values, options.format, { n, parts, bits, clip, scale }, options.pad);
  const { values, clipped } = read;
  if (clipped > 0)
    patience.tell(`${clipped} of ${values.length} values are beyond the task's clip of ±${clip}: they count as it.`);
  const heard: Heard = new Map();
  const reporter = home.reporter(task, (role, status) => heard.set(role, status));
  const round = await openRound(home, reporter, options);
  const path = pathOf(home, options.task, round);
  const digest = home.digestOf(values);
  // Once it is made it is kept: these values are never proved again.
  const kept =
    keptAt(path) ??
    (await keep(path, { v: 1, values: digest, report: await made(home, task, round, values, options) }));
  if (kept.values !== digest) throw await reportedBefore(home, options, round);
  signal?.throwIfAborted();
  stage.isSent = true;
  const verdict = await sent(home, reporter, fromBase64url(kept.report) ?? new Uint8Array(), patience, heard);
  const receipt = verdict.receipt === undefined ? kept.receipt : toBase64url(verdict.receipt);
  if (receipt !== undefined && kept.receipt === undefined) await writeDurably(path, textOf({ ...kept, receipt }));
  const problem = verdict.problem?.name ?? verdict.announcement?.name;
  return {
    ...{ taskid: options.task, round: String(round), status: verdict.status, clipped },
    ...(problem !== undefined && { problem }),
    ...(receipt !== undefined && { receipt }),
  };
}

async function reportedBefore(
  home: ClientHome,
  { task, round, patience }: ReportOptions,
  found: bigint,
): Promise<FedzkError> {
  const message = `Other values were reported in round ${found}. A round is reported once.`;
  const { text } = await answerOf(home, 'leader', `/tasks/${encodeURIComponent(task)}/rounds/${found}`, patience);
  const isOver = round === undefined && stateIn(text)?.state !== 'open';
  const next = isOver ? ` It is the newest, and takes no more: for the next one pass --round ${found + 1n}.` : '';
  return new FedzkError('already-reported', message + next);
}

/** How the leader shows a round. */
const roundSchema = v.object({
  round: v.string(),
  state: v.string(),
  record: v.optional(v.object({ signatures: v.object({ helper: v.optional(v.string()) }) })),
});
const newestSchema = v.object({ newest: v.optional(roundSchema) });

function stateIn(text: string): v.InferOutput<typeof roundSchema> | undefined {
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), roundSchema), text);
  return found.success ? found.output : undefined;
}

function newestIn(text: string): v.InferOutput<typeof roundSchema> | undefined {
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), newestSchema), text);
  return found.success ? found.output.newest : undefined;
}

const FIRST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 10_000;

/** Waits until both aggregators have signed a round's record. @returns the round */
function openRound(home: ClientHome, reporter: Reporter, { task, round, patience }: ReportOptions): Promise<bigint> {
  const { ms } = patience;
  let lack = `No round of the task is open.`;
  const words = {
    waitsFor: () => `${lack} Waits for it, ${ms / 1000} s at most.`,
    late: () =>
      `${lack} Gave up after ${ms / 1000} s, and sent nothing. Ask both operators when it opens (fedzk round open), or pass a longer --wait SECONDS.`,
  };
  const until = performance.now() + ms;
  return patiently({ ...patience, ms: ms + ANSWER_MS }, words, async (signal) => {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, MOST_PAUSE_MS)) {
      const found = await lackOf(home, task, round, { ...patience, tell: () => {} });
      // Checked by their signatures there.
      if (found === undefined) return (await reporter.record(round, { signal })).round;
      lack = found;
      const left = until - performance.now();
      if (left <= 0) throw new Unfinished(words.late());
      await paused(Math.min(Math.max(pause, home.restMs), left), signal);
    }
  });
}

/** Says what a round lacks before it can be reported in; `undefined` for one that is open at both. @throws {FedzkError} for one that never will be */
async function lackOf(
  home: ClientHome,
  task: string,
  round: bigint | undefined,
  patience: Patience,
): Promise<string | undefined> {
  const place = `/tasks/${encodeURIComponent(task)}${round === undefined ? '' : `/rounds/${round}`}`;
  const { status, text } = await answerOf(home, 'leader', place, patience);
  if (round !== undefined && status === 409) return `Round ${round} is not open.`;
  if (round !== undefined && status === 404)
    throw new FedzkError(
      'not-found',
      `The leader has had no round ${round}, and newer ones. Leave --round out for the newest.`,
    );
  if (status === 429 || status >= 500)
    return `The leader takes no requests now: ${titleIn(text) ?? `status ${status}.`}`;
  if (status !== 200) throw refusedBy(home, 'leader', status, text);
  const shown = round === undefined ? newestIn(text) : stateIn(text);
  if (shown === undefined) return 'No round of the task is open.';
  if (shown.record?.signatures.helper !== undefined) return undefined;
  if (shown.state === 'open')
    return `Round ${shown.round} is open at the leader, and the helper has not signed that: is it open there too?`;
  throw new FedzkError(
    'not-found',
    `Round ${shown.round} is ${shown.state}, and was never open at both aggregators. For a later one pass its number by --round.`,
  );
}

/** The newest status that each aggregator has answered with, while a report is sent. */
export type Heard = Map<Role, number | undefined>;

/** Sends a report, and waits for its verdict. @throws {Unfinished} none came in time */
export function sent(
  home: ClientHome,
  reporter: Reporter,
  bytes: Uint8Array,
  patience: Patience,
  heard: Heard,
): Promise<Verdict> {
  heard.clear();
  const ms = Math.max(patience.ms, ANSWER_MS);
  const stands = (): string =>
    (['leader', 'helper'] as const).flatMap((role) => standsAt(home, role, heard)).join('; ');
  const words = {
    waitsFor: () => `The report is sent. Waits for the verdict: ${stands()}.`,
    late: () =>
      `The report is sent, and there is no verdict after ${ms / 1000} s: ${stands()}. It may be counted. Run the same command again: it sends the same bytes.`,
  };
  return patiently({ ...patience, ms }, words, (signal) => reporter.send(bytes, { signal }));
}

/** Says what an aggregator has not done yet. */
function standsAt(home: ClientHome, role: Role, heard: Heard): string[] {
  if (!heard.has(role)) return [];
  const status = heard.get(role);
  if (status === undefined) return [`the ${role} at ${home.membership(role).answer.card.clients} does not answer`];
  if (role === 'leader' && status === 202) return ['the leader has it, and has not heard from the helper'];
  return status < 400 ? [] : [`the ${role} answers with status ${status}`];
}

async function made(
  home: ClientHome,
  task: ServedTask,
  round: bigint,
  values: Int8Array | Int16Array,
  { key, patience: { signal } }: ReportOptions,
): Promise<string> {
  const prover = await proverFor(home, task, key);
  try {
    const options = signal === undefined ? {} : { signal };
    return toBase64url(await home.client(task, prover).report(home.id, round, values, options));
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
  makeFolders(folder);
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
  makeFolders(folder);
  const path = join(folder, `${task}.${round}.json`);
  const text = textOf({ v: 1, sha256: createHash('sha256').update(JSON.stringify(result)).digest('hex') });
  if ((await writeOnce(path, text)) || readFileSync(path, 'utf8') === text) return;
  throw new FedzkError(
    'rolled-back',
    `Another result of round ${round} came before (${quoted(path)}). A round has one: the difference of two may be somebody's update. Use neither, and ask both operators.`,
  );
}

/** Which result is asked for, and for how long. */
export interface ResultOptions {
  /** The task's id. */
  readonly task: string;
  readonly round: bigint;
  /** How long it asks while there is none. */
  readonly patience: Patience;
}

/**
 * Fetches the result of a round, which both aggregators have signed, and remembers it. While there is none it asks again, less and less
 * often, and not before a moment that an aggregator names.
 *
 * @throws {FedzkError} `not-found`: there is none, yet or at all; `wrong-key`: it is for others; `unavailable`; `not-authentic`;
 *   `rolled-back`: another one came before
 */
export async function result(home: ClientHome, { task: id, round, patience }: ResultOptions): Promise<ClientResult> {
  const { ms, tell } = patience;
  const until = performance.now() + ms;
  let task: ServedTask | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, MOST_PAUSE_MS)) {
    try {
      task ??= await fetchTask(home, id, { ms: ANSWER_MS, tell });
      return await resultOf(home, task, id, round);
    } catch (error) {
      const isLater = error instanceof FedzkError && (error.code === 'not-found' || error.code === 'unavailable');
      const left = until - performance.now();
      if (!isLater || left <= 0 || home.restMs > left) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, Math.max(pause, home.restMs))));
    }
  }
}

async function resultOf(home: ClientHome, task: ServedTask, id: string, round: bigint): Promise<ClientResult> {
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
