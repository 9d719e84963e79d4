// Refusals as problem details (RFC 9457), of a closed list.

import { unexpected } from '@fedzk/core';

/** What is refused, and why as far as anyone may know. */
export type ProblemType =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'step-up-required'
  | 'blocked'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported-type'
  | 'invalid'
  | 'rate-limited'
  | 'challenge'
  | 'overloaded'
  | 'draining'
  | 'log-unavailable'
  | 'disk-full'
  | 'storage-unavailable'
  | 'control-stale'
  | 'issuer-unavailable'
  | 'peer-unavailable';

/** Status and title by type; the type's URI is `urn:fedzk:problem:` and its name. */
const PROBLEMS: Readonly<Record<ProblemType, readonly [status: number, title: string]>> = {
  malformed: [400, 'The request is malformed.'],
  unauthenticated: [401, 'A valid key is needed.'],
  forbidden: [403, 'The key does not permit this.'],
  'step-up-required': [403, 'A second factor is needed.'],
  blocked: [403, 'Requests are blocked for a time.'],
  'not-found': [404, 'There is nothing here.'],
  conflict: [409, 'The state does not permit this.'],
  'too-large': [413, 'The body is too large.'],
  'unsupported-type': [415, 'The type of the body is not supported.'],
  invalid: [422, 'The body is invalid.'],
  'rate-limited': [429, 'There were too many requests.'],
  challenge: [429, 'Solve the challenge, and send the request again.'],
  overloaded: [503, 'The service is overloaded.'],
  draining: [503, 'The service is about to stop.'],
  'log-unavailable': [503, 'The audit log is not available.'],
  'disk-full': [503, 'There is no room left.'],
  'storage-unavailable': [503, 'The storage is not available.'],
  'control-stale': [503, 'The state of the service is too old.'],
  'issuer-unavailable': [503, 'The issuer is not available.'],
  'peer-unavailable': [503, 'The other aggregator is not available.'],
};

/** What a problem says besides its type. It must say nothing of why a key, proof or sign-in was refused. */
export interface ProblemDetails {
  /** Seconds after which to try again, for 429 and 503. Default: 5. Up to a tenth more is added, so that not all come at once. */
  readonly retryAfterSeconds?: number;
  /** Header fields to send along. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Members of the body, such as `path` and `code` of `invalid`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Makes the response of a refusal.
 *
 * @throws {FedzkError} `invalid-argument`: no type of the list
 */
export function problem(type: ProblemType, details: ProblemDetails = {}): Response {
  if (typeof type !== 'string' || !Object.hasOwn(PROBLEMS, type)) {
    throw unexpected('type', `one of ${Object.keys(PROBLEMS).join(', ')}`, type);
  }
  const [status, title] = PROBLEMS[type];
  const { retryAfterSeconds = 5, fields = {}, members = {} } = details;
  const retryAfter = status === 429 || status === 503 ? jittered(retryAfterSeconds) : undefined;
  const body = {
    ...members,
    type: `urn:fedzk:problem:${type}`,
    title,
    status,
    ...(retryAfter !== undefined && { retryAfter }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...fields,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  });
}

/** Adds up to a tenth, and a second at least. */
function jittered(seconds: number): number {
  const [draw = 0] = crypto.getRandomValues(new Uint32Array(1));
  const least = Math.max(1, Math.ceil(seconds));
  return least + (draw % (Math.max(1, Math.floor(least / 10)) + 1));
}
