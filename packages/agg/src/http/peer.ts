// The leader's way to the helper: signed requests, and of what comes back only what is signed.

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

/** What the helper answered, signed: a body, or a problem. `undefined`: nothing that counts, so ask again later. */
export type PeerAnswer =
  | { readonly body: Bytes }
  | { readonly problem: Problem; readonly retryAfter: string | null }
  | undefined;

/** What to ask the helper. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the task. */
  readonly path: string;
  readonly message?: { readonly kind: MessageKind; readonly body: Bytes };
  /** The most bytes that the answer may have. */
  readonly most: number;
}

/** How the helper is reached. */
export interface Way {
  readonly send: Send;
  /** For the whole of an answer. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Learns how the helper is: why it gives nothing that counts, or `undefined`. */
  tell(why: string | undefined): void;
  /** Ends every question. */
  readonly stopped: AbortSignal;
}

const MOST_PROBLEM_BYTES = 2 ** 16;

/** Asks the helper of a task. */
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

/** What is wrong with an answer that the helper has not signed. */
function faultOf(status: number): string {
  if (status === 401) return "answers 401: the leader's signature is refused. Compare the clocks, then the task files";
  return `answers ${status}, not signed by its key or of another time. Compare the clocks, then the url`;
}

/** Tells each change for the worse once, and not again until the helper has answered. */
export function helperWatch(report: (error: unknown) => void): Way['tell'] {
  let last: string | undefined;
  return (why) => {
    if (why !== undefined && why !== last) report(new FedzkError('unavailable', `The helper ${why}.`));
    last = why;
  };
}

/** Sends a request. @returns the answer with its body; `undefined` where none came, or not a whole one */
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
