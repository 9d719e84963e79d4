// A reader's side: fetches and checks the result of a round, its sums and its report ids. agg-service.md, §4.

import { callbackOf, FedzkError, optionsOf, signalOf, unexpected } from '@fedzk/core';
import { readPrivateKey, readRound } from '../protocol/argument.js';
import { type Bytes, readUtf8, utf8 } from '../protocol/encoding.js';
import { compareResult } from '../protocol/evidence.js';
import type { Role } from '../protocol/hpke.js';
import { type RoundResult, readSums } from '../protocol/result.js';
import { openResult, type Signatures } from '../protocol/signed.js';
import type { Task } from '../protocol/task.js';
import { fileOf } from '../protocol/task-file.js';
import { limitOf, within } from './deadline.js';
import { answerTo, type Send } from './peer.js';
import { mayRetry, readProblem } from './problems.js';
import { MOST_IDS_BYTES, MOST_RESULT_BYTES } from './published.js';
import { baseOf, idOf } from './served.js';
import { signedIn } from './shown.js';
import { signRead } from './signatures.js';

/** The options of {@link fetchResult}. */
export interface ReadingOptions {
  /** The aggregator to ask; default the leader. */
  readonly from?: Role;
  /** Ed25519, 32 bytes: the private key of a reader that the task's file names. Not used if results are public. */
  readonly signingKey?: Uint8Array;
  /** The value of the field Authorization, if the operator asks for one. */
  readonly authorization?: string;
  /** Sends a request; default `fetch`. */
  readonly fetch?: Send;
  /** Milliseconds within which each answer must arrive; default 30,000. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

/** A result that both aggregators have signed, with its sums and report ids. */
export interface ReadResult {
  readonly result: RoundResult;
  /** n·T sums. */
  readonly sums: Int32Array;
  /** The ids of the summed reports, 32 bytes each in ascending order; `undefined` once the aggregator has deleted them. */
  readonly set?: Uint8Array;
  /** The bytes that both have signed, to be kept. */
  readonly document: Uint8Array;
  readonly signatures: Signatures;
}

const OPTIONS = ['from', 'signingKey', 'authorization', 'fetch', 'timeoutMs', 'now', 'signal'] as const;
const TIMEOUT_MS = 30_000;

/**
 * Reads the result of a round, its sums and the ids of its reports from an aggregator. Returns only what both aggregators have
 * signed.
 *
 * @param task from `readTaskFile`
 * @throws {FedzkError} `invalid-argument`; `not-found`: the round has no result, yet or at all; `wrong-key`: the task's file
 *   does not name this reader, or the clocks differ; `not-authentic`: the aggregator's data is not what both have signed;
 *   `unavailable`: the aggregator gives no answer, ask later
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const { result, sums } = await fetchResult(task, 7, { signingKey });
 * const mean = dequantize(sums, { scale, count: result.count });
 * ```
 */
export async function fetchResult(
  task: Task,
  round: number | bigint,
  options: ReadingOptions = {},
): Promise<ReadResult> {
  const number = readRound(round);
  const { ask, end } = asker(task, number, options);
  try {
    return await readWhole(task, number, ask);
  } finally {
    end();
  }
}

type Ask = (part: 'result' | 'sums' | 'set', most: number) => Promise<Bytes | undefined>;

async function readWhole(task: Task, round: bigint, ask: Ask): Promise<ReadResult> {
  const { n, parts } = task;
  const shown = signedIn(readUtf8((await ask('result', MOST_RESULT_BYTES)) ?? new Uint8Array()) ?? '');
  if (shown === undefined) throw notAuthentic(round, 'a result with signatures');
  const document = utf8(shown.document);
  const result = await openResult(task, document, shown.signatures);
  if ('refused' in result) throw new FedzkError('not-authentic', result.message);
  if (result.round !== round) throw notAuthentic(round, 'the result of that round');
  const sumBytes = (await ask('sums', 4 * n * parts)) ?? new Uint8Array();
  const sums = readSums(sumBytes);
  const set = await ask('set', MOST_IDS_BYTES);
  const faults = await compareResult(task, result, { sums, ...(set && { set }) });
  if (sumBytes.length % 4 !== 0 || faults.length > 0)
    throw notAuthentic(round, 'the sums and ids of the signed result');
  return { result, sums, ...(set && { set }), document, signatures: shown.signatures };
}

/** Makes two functions: one asks for a part of a round, `undefined` if it is deleted; the other wipes the key. */
function asker(task: Task, round: bigint, options: ReadingOptions): { readonly ask: Ask; readonly end: () => void } {
  const given = optionsOf(options, OPTIONS);
  const { from = 'leader', authorization } = given;
  if (from !== 'leader' && from !== 'helper') throw unexpected('from', '"leader" or "helper"', from);
  if (authorization !== undefined && typeof authorization !== 'string') {
    throw new FedzkError(
      'invalid-argument',
      '"authorization" expected the value of the field Authorization, a string.',
    );
  }
  const file = fileOf(task);
  const key = given.signingKey && readPrivateKey('signingKey', given.signingKey);
  const send = callbackOf(given.fetch, 'fetch') ?? ((request: Request) => fetch(request));
  const now = callbackOf(given.now, 'now') ?? Date.now;
  const timeoutMs = limitOf(given.timeoutMs, 'timeoutMs', TIMEOUT_MS);
  const signal = signalOf(given.signal);
  const base = baseOf({ file, id: idOf(file) }, from);
  const ask: Ask = async (part, most) => {
    signal?.throwIfAborted();
    const url = `${base}/rounds/${round}/${part}`;
    const signed = key && file.readers !== 'public' ? await signRead(url, { signingKey: key, now: now() }) : {};
    const headers = { ...signed, ...(authorization !== undefined && { authorization }) };
    const init = { headers, redirect: 'manual' } as const;
    const answer = await within(
      timeoutMs,
      (own) => answerTo(new Request(url, { ...init, signal: own }), send, Math.max(most, MOST_RESULT_BYTES), own),
      signal,
    );
    signal?.throwIfAborted();
    if (answer === undefined) throw refusal(from, round, 0, '');
    const { response, body } = answer;
    if (response.status === 200) return body;
    const { status, name } = readProblem(response.status, readUtf8(body) ?? '');
    if (part === 'set' && status === 410) return undefined;
    throw refusal(from, round, status, name);
  };
  return { ask, end: () => key?.fill(0) };
}

function refusal(from: Role, round: bigint, status: number, name: string): FedzkError {
  const why = name || (status === 0 ? 'no answer' : `status ${status}`);
  const of = `the result of round ${round}`;
  if (status === 401 || status === 403) {
    const hint = 'The task names its readers: sign with the key of one, by a clock that is right.';
    return new FedzkError('wrong-key', `The ${from} does not give ${of}: ${why}. ${hint}`);
  }
  if (status === 0 || status < 400 || mayRetry({ status, name })) {
    return new FedzkError('unavailable', `The ${from} does not give ${of} now: ${why}. Ask again later.`);
  }
  return new FedzkError('not-found', `The ${from} has not ${of}: ${why}.`);
}

function notAuthentic(round: bigint, expected: string): FedzkError {
  return new FedzkError('not-authentic', `What the aggregator gives of round ${round} is not ${expected}.`);
}
