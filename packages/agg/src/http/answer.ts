// What a handler answers, before it is signed and becomes a Response.

import type { Bytes } from '../protocol/encoding.js';
import { utf8 } from '../protocol/encoding.js';
import { type MessageKind, mediaType } from './body.js';
import { type ProblemMembers, type ProblemName, problemBody } from './problems.js';

/** An answer with a complete body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** Answers with JSON, which no cache keeps. */
export function json(status: number, value: object, headers: Readonly<Record<string, string>> = {}): Answer {
  const fields = { 'content-type': 'application/json', ...NO_STORE, ...headers };
  return { status, headers: fields, body: utf8(JSON.stringify(value)) };
}

/** Answers with a message of bytes, which no cache keeps unless `headers` say so. */
export function message(kind: MessageKind, body: Bytes, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, headers: { 'content-type': mediaType(kind), ...NO_STORE, ...headers }, body };
}

/** Answers with a problem. */
export function problem(
  name: ProblemName,
  members: ProblemMembers = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const { status, retry, text } = problemBody(name, members);
  const fields = { 'content-type': 'application/problem+json', ...NO_STORE, ...(retry && { 'retry-after': '5' }) };
  return { status, headers: { ...fields, ...headers }, body: utf8(text) };
}

/** Ends a request with an answer. */
export class Ended extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`The request ends with ${answer.status}.`);
    this.answer = answer;
  }
}

/** Ends a request with a problem. */
export function refuse(name: ProblemName, members: ProblemMembers = {}): never {
  throw new Ended(problem(name, members));
}

/** Makes the Response of an answer. */
export function responseOf({ status, headers, body }: Answer): Response {
  // An answer of 204 has no body, not even an empty one.
  return new Response(status === 204 ? null : body, { status, headers: { ...headers } });
}
