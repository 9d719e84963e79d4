// Sends the leader's signed requests to the helper. Only signed answers count.

import { FedzkError, unexpected } from '@fedzk/core';
import type { Leader } from '../aggregator/leader.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { type MessageKind, mediaType, readBody } from './body.js';
import { within } from './deadline.js';
import { type Problem, readProblem } from './problems.js';
import { baseOf, type Served } from './served.js';
import { isSignedAnswer, signRequest } from './signatures.js';

/** Sends a request, as `fetch` does. */
export type Send = (request: Request) => Promise<Response>;

/** The helper's signed answer: a body, or a problem. `undefined`: no valid answer came, so ask again later. */
export type PeerAnswer =
  | { readonly body: Bytes }
  | { readonly problem: Problem; readonly retryAfter: string | null }
  | undefined;

/** A question to the helper. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** The path below the task. */
  readonly path: string;
  readonly message?: { readonly kind: MessageKind; readonly body: Bytes };
  /** The most bytes that the answer may have. */
  readonly most: number;
}

/** The way to the helper. */
export interface Way {
  readonly send: Send;
  /** Milliseconds for a whole answer. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Gets the helper's state after each question: why it gave no valid answer, or `undefined`. */
  tell(why: string | undefined): void;
  /** Aborts every question. */
  readonly stopped: AbortSignal;
}

const MOST_PROBLEM_BYTES = 2 ** 16;

/** Asks a task's helper. */
export async function askHelper(
  served: Served<Leader>,
  { send, timeoutMs, now, tell, stopped }: Way,
  { method, path, message, most }: Question,
): Promise<PeerAnswer> {
  if (stopped.aborted) return undefined;
  const { signingKey, file } = served;
  const target = baseOf(served, 'helper') + path;
  const body = message?.body ?? new Uint8Array();
  const fields = await signRequest({ method, target, body }, { role: 'leader', signingKey, now: now() });
  const headers = { ...fields, ...(message && { 'content-type': mediaType(message.kind) }) };
  const init = { method, headers, ...(message && { body }), redirect: 'manual' } as const;
  const whole = await within(
    timeoutMs,
    (signal) => answerTo(new Request(target, { ...init, signal }), send, Math.max(most, MOST_PROBLEM_BYTES), signal),
    stopped,
  );
  if (stopped.aborted) return undefined;
  if (whole === undefined) {
    tell('gives no answer');
    return undefined;
  }
  const { response, body: answered } = whole;
  const parts = { status: response.status, body: answered, request: fields.signature };
  const expected = { role: 'helper', publicKey: file.helper.signingKey, now: now() } as const;
  if (!(await isSignedAnswer(parts, response.headers, expected))) {
    tell(faultOf(response.status));
    return undefined;
  }
  tell(response.status >= 500 ? `answers ${response.status}` : undefined);
  if (response.status === 200) return { body: answered };
  const retryAfter = response.headers.get('retry-after');
  return { problem: readProblem(response.status, readUtf8(answered) ?? ''), retryAfter };
}

/** Says what is wrong with an answer without a valid signature. */
function faultOf(status: number): string {
  if (status === 401) return "answers 401: the leader's signature is refused. Compare the clocks, then the task files";
  return `answers ${status}, not signed by its key or of another time. Compare the clocks, then the url`;
}

/** Reports each failure of the helper once, and not again until it has answered. */
export function helperWatch(report: (error: unknown) => void): Way['tell'] {
  let last: string | undefined;
  return (why) => {
    if (why !== undefined && why !== last) report(new FedzkError('unavailable', `The helper ${why}.`));
    last = why;
  };
}

/** Sends a request. @returns the answer with its body; `undefined` if none came, or only a part */
export async function answerTo(
  request: Request,
  send: Send,
  most: number,
  signal: AbortSignal,
): Promise<{ readonly response: Response; readonly body: Bytes } | undefined> {
  const sent = async (): Promise<Response> => send(request);
  const response = await sent().catch(() => undefined);
  if (response === undefined) return undefined;
  if (!(response instanceof Response)) throw unexpected('fetch', 'a function that resolves with a Response', response);
  const body = await readBody(response, most, signal);
  return typeof body === 'string' ? undefined : { response, body };
}
