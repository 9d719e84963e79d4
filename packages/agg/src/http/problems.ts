// The problems (RFC 9457) that services answer with, and after which a sender may try again: agg-service.md, §3.

import type { CollectCode, ReportCode } from '../aggregator/codes.js';
import { readJson } from './json.js';

/** The names of problems, each with its HTTP status. */
const STATUS = {
  invalidMessage: 400,
  invalidBatchSize: 400,
  'not-authentic': 401,
  'not-authorised': 403,
  unrecognizedTask: 404,
  'not-found': 404,
  'method-not-allowed': 405,
  duplicate: 409,
  'round-closed': 409,
  'round-not-open': 409,
  'round-open': 409,
  'batch-full': 409,
  'other-document': 409,
  batchMismatch: 409,
  batchOverlap: 409,
  'result-signed': 409,
  'too-many-omitted': 409,
  'body-timeout': 408,
  'round-forgotten': 410,
  'round-abandoned': 410,
  'too-large': 413,
  'unsupported-media-type': 415,
  refused: 422,
  internal: 500,
  unavailable: 503,
} as const;

/** The name of a problem: the end of its `type`. */
export type ProblemName = keyof typeof STATUS;

/** The names that draft-ietf-ppm-dap-18 defines. */
const DAP: readonly ProblemName[] = [
  'invalidMessage',
  'unrecognizedTask',
  'invalidBatchSize',
  'batchMismatch',
  'batchOverlap',
];
const DAP_PREFIX = 'urn:ietf:params:ppm:dap:error:';
const PREFIX = 'urn:fedzk:problem:';

const TITLE: Readonly<Record<ProblemName, string>> = {
  invalidMessage: 'The message is malformed, or made for another task.',
  invalidBatchSize: 'The round has too few reports for a sum, or too many.',
  'not-authentic': 'The message is not signed by whom it has to be, or not of now.',
  'not-authorised': 'The sender may not do this.',
  unrecognizedTask: 'There is no such task here.',
  'not-found': 'There is nothing here.',
  'method-not-allowed': 'This can not be done here; see Allow.',
  duplicate: "Another report has this client's place in the round.",
  'round-closed': 'The round takes no more reports.',
  'round-not-open': 'The round is not open yet; send the same later.',
  'round-open': 'The round is not settled yet; send the same later.',
  'batch-full': 'The round has no room for more reports.',
  'other-document': 'Another record or result of the round is signed here already.',
  batchMismatch: 'The set is not that of the reports accepted here.',
  batchOverlap: 'The round is collected with another set.',
  'result-signed': 'The round has a result that both have signed.',
  'too-many-omitted': 'More announced clients have no accepted report than the task allows.',
  'round-forgotten': 'The round was collected so long ago that its report ids are gone.',
  'round-abandoned': 'The round was given up.',
  'body-timeout': 'The body did not come in time; send the same later.',
  'too-large': 'The body is longer than the longest message of this kind.',
  'unsupported-media-type': 'The body is of another type than is taken here.',
  refused: 'The report is refused.',
  internal: 'The server failed.',
  unavailable: 'The server can not do this now; send the same later.',
};

/** What a problem is about, as far as it is known. Hashes and ids are in base64url. */
export interface ProblemMembers {
  readonly taskid?: string | undefined;
  readonly report?: string | undefined;
  /** A decimal number. */
  readonly round?: string | undefined;
  /** For a duplicate: the report that holds the place, and its status. */
  readonly holder?: { readonly report: string; readonly status: string } | undefined;
  /** For people: what was wrong with an operator's step and what was expected, or what is not there. */
  readonly detail?: string | undefined;
}

/** A problem that a sender has received. */
export interface Problem extends ProblemMembers {
  readonly status: number;
  /** The end of its `type`, which may be a name that this version does not know; empty if there is none. */
  readonly name: string;
}

/** The status and title of a problem, and whether the same bytes may be sent again later. */
export function problemBody(
  name: ProblemName,
  members: ProblemMembers,
): { readonly status: number; readonly retry: boolean; readonly text: string } {
  const status = STATUS[name];
  const type = (DAP.includes(name) ? DAP_PREFIX : PREFIX) + name;
  const text = JSON.stringify({ type, title: TITLE[name], status, ...members });
  return { status, retry: mayRetry({ status, name }), text };
}

/** Reads a problem. For any other answer, only the status is known. */
export function readProblem(status: number, text: string): Problem {
  const body = readJson(text);
  if (body === undefined) return { status, name: '' };
  const { type, taskid, report, round, holder, detail } = body;
  const name = typeof type === 'string' ? (/[^:]*$/.exec(type)?.[0] ?? '') : '';
  const own: Record<string, unknown> = { status, name };
  for (const [key, value] of Object.entries({ taskid, report, round, detail }))
    if (typeof value === 'string') own[key] = value;
  if (typeof holder === 'object' && holder !== null) {
    const { report: held, status: stands } = holder as Record<string, unknown>;
    if (typeof held === 'string' && typeof stands === 'string') own['holder'] = { report: held, status: stands };
  }
  return own as unknown as Problem;
}

/** Whether the same bytes may be sent again: they came too early or unauthenticated, or the server failed. */
export function mayRetry({ status, name }: Pick<Problem, 'status' | 'name'>): boolean {
  if (name === 'round-not-open' || name === 'round-open') return true;
  return status === 401 || status === 408 || status === 429 || status >= 500;
}

/** Returns the problem that a sender is told: the reason if it follows from the report and public state, else `refused`. */
export function problemOfReport(code: ReportCode | undefined): ProblemName {
  switch (code) {
    case 'malformed':
    case 'wrong-task':
      return 'invalidMessage';
    case 'unknown-client':
    case 'bad-signature':
      return 'not-authorised';
    case 'duplicate':
    case 'round-closed':
    case 'batch-full':
      return code;
    default:
      return 'refused';
  }
}

const COLLECT: Readonly<Record<CollectCode, ProblemName>> = {
  malformed: 'invalidMessage',
  'wrong-task': 'invalidMessage',
  'round-closed': 'round-not-open',
  'set-mismatch': 'batchMismatch',
  collected: 'batchOverlap',
  'round-open': 'round-open',
  'round-abandoned': 'round-abandoned',
  'round-forgotten': 'round-forgotten',
  'too-many-omitted': 'too-many-omitted',
  'batch-small': 'invalidBatchSize',
  'batch-full': 'invalidBatchSize',
  'aggregate-malformed': 'invalidMessage',
};

/** Returns the problem of a round that is not collected. */
export function problemOfCollect(code: CollectCode): ProblemName {
  return COLLECT[code];
}

/** Whether a name is in the table. */
export function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(STATUS, name);
}
