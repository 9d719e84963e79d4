// Downloads a file to contribute to. A later run goes on where an earlier one stopped.

import type { FileHandle } from 'node:fs/promises';
import { type AfterSilence, afterSilence, MOST_BYTES } from '../../../ceremony/download-limits.js';
import { cannot, quoted, Trouble } from '../../files.js';
import { requireAddress } from './address.js';
import { Parts } from './parts.js';
import { waited } from './silence.js';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Says something to the user. */
  readonly tell: (line: string) => void;
  /** Takes what to say of the files that stay if the run is cancelled. */
  readonly kept: string[];
  /** The largest file in bytes. */
  readonly most?: number;
  readonly after?: AfterSilence;
}

const OTHERWISE = 'Check the address, or download the file in another way, and give its name';

const LATER = 'Run this again later, or download the file in another way, and give its name';

/**
 * Downloads an address to a file. What an earlier run downloaded is used again if the server says that it is unchanged: it goes
 * on with a part (RFC 9110 §13.1.5, If-Range), and keeps the whole (§13.1.2, If-None-Match).
 *
 * @returns the files of the download
 * @throws {Trouble} with what stays, if anything does
 * @throws the signal's reason
 */
export async function downloaded(address: string, file: string, options: DownloadOptions): Promise<Parts> {
  requireAddress(address);
  const parts = new Parts(file, address);
  const request = new AbortController();
  const run = { ...options, address, parts, request };
  try {
    await (parts.isWhole ? renewed(run) : completed(run));
  } catch (error) {
    request.abort();
    // A part that no mark ties to a version can't be gone on with.
    if (!parts.isWhole && parts.length === 0) parts.remove();
    if (parts.length > 0) options.kept.push(`${quoted(parts.part)} stays, and the same command goes on from there`);
    if (parts.isWhole) options.kept.push(staysWhole(parts));
    options.signal.throwIfAborted();
    throw error;
  }
  options.kept.push(staysWhole(parts));
  return parts;
}

const staysWhole = ({ file }: Parts): string => `${quoted(file)} stays, and the same command uses it again`;

interface Run extends DownloadOptions {
  readonly address: string;
  readonly parts: Parts;
  /** Aborted if the server is silent. */
  readonly request: AbortController;
}

/** Asks whether the file that is there is the newest, and downloads it otherwise. */
async function renewed(run: Run): Promise<void> {
  const { parts, tell } = run;
  const { etag } = parts;
  const response = await asked(run, etag === undefined ? {} : { 'if-none-match': etag });
  if (etag !== undefined && (response.status === 304 || (response.status === 200 && etagOf(response) === etag))) {
    run.request.abort();
    tell(`${quoted(parts.file)} is used again: it is unchanged since an earlier run downloaded it.`);
    return;
  }
  await whole(run, response);
}

/** Downloads the file, or what is missing of it. */
async function completed(run: Run): Promise<void> {
  const { parts, tell } = run;
  const { etag, length } = parts;
  if (etag === undefined || length === 0) return whole(run, await asked(run, {}));
  const response = await asked(run, { range: `bytes=${length}-`, 'if-range': etag });
  const range = rangeOf(response);
  const fits = response.status === 206 && etagOf(response) === etag && range?.from === length;
  if (fits) {
    tell(`${quoted(parts.part)} goes on after ${length} bytes, which an earlier run downloaded.`);
    return stored(run, response, await parts.goOn(), { at: length, total: range.total });
  }
  if (response.status !== 206 && response.status !== 416) {
    if (response.status === 200) tell(anew(parts));
    return whole(run, response);
  }
  // Another version's part, or not the part that was asked for.
  tell(anew(parts));
  await response.body?.cancel();
  return whole(run, await asked(run, {}));
}

const anew = ({ part }: Parts): string =>
  `${quoted(part)} begins anew: the server has another version of the file than an earlier run began to download, or sends no parts.`;

/** Stores an answer that is the whole file. */
async function whole(run: Run, response: Response): Promise<void> {
  const { status, headers } = response;
  if (status !== 200 || response.body === null) {
    const what = status === 206 ? ', a part of the file where all of it was asked for' : '';
    const advice = status >= 500 ? `: the server has a trouble of its own. ${LATER}` : `${what}. ${OTHERWISE}`;
    throw new Trouble(`${quoted(run.address)} answered with status ${status}${advice}.`);
  }
  const length = headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  if (total !== undefined) requireShort(run, total);
  await stored(run, response, await run.parts.begin(etagOf(response)), { at: 0, total });
}

function requireShort({ address, most = MOST_BYTES }: Run, length: number): void {
  if (length <= most) return;
  throw new Trouble(
    `${quoted(address)} has more than ${most} bytes, and no longer file is downloaded here. Download it in another way, and give its name.`,
  );
}

interface Extent {
  /** Where the answer begins in the file. */
  readonly at: number;
  /** The file's length, if the server tells it. */
  readonly total: number | undefined;
}

/** Appends an answer to the part, which then is the whole. */
async function stored(run: Run, response: Response, handle: FileHandle, { at, total }: Extent): Promise<void> {
  const { parts, address } = run;
  let length = at;
  try {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (;;) {
      const { done, value } = await next(run, reader);
      if (done) break;
      length += value.length;
      if (length > (run.most ?? MOST_BYTES)) parts.remove();
      requireShort(run, length);
      await written(parts.part, async () => handle.appendFile(value));
    }
    await written(parts.part, () => handle.sync());
  } finally {
    await handle.close();
  }
  if (total !== undefined && total !== length) {
    if (length > total) parts.remove();
    throw new Trouble(`${quoted(address)} broke off after ${length} of ${total} bytes. ${again(parts)}`);
  }
  await parts.finish();
}

async function next(run: Run, reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await waited(reader.read(), run.request, run.after ?? afterSilence);
  } catch (error) {
    run.signal.throwIfAborted();
    throw new Trouble(`${quoted(run.address)} broke off: ${reasonOf(error)}. ${again(run.parts)}`);
  }
}

async function written<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw cannot('written', file, error);
  }
}

/** Says what a later run does. */
function again({ etag, part }: Parts): string {
  return etag === undefined
    ? 'Run this again; it begins anew, since the server marks no version of the file (ETag).'
    : `Run this again, and it goes on with ${quoted(part)}.`;
}

async function asked(run: Run, conditions: Readonly<Record<string, string>>): Promise<Response> {
  const { address, request, signal, after = afterSilence } = run;
  const either = AbortSignal.any([signal, request.signal]);
  const headers = { 'accept-encoding': 'identity', ...conditions };
  let from = new URL(address);
  for (let left = MOST_REDIRECTS; ; left--) {
    let response: Response;
    try {
      response = await waited(fetch(from, { headers, signal: either, redirect: 'manual' }), request, after);
    } catch (error) {
      signal.throwIfAborted();
      throw new Trouble(`${quoted(address)} cannot be read: ${reasonOf(error)}. Check the address and the network.`);
    }
    const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
    if (location === null) return plain(run, response);
    await response.body?.cancel();
    if (left === 0)
      throw new Trouble(`${quoted(address)} leads from one address to another without an end. ${OTHERWISE}.`);
    from = redirected(run, from, location);
  }
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Returns the address that an answer leads to (RFC 9110 §15.4). Encryption is never given up. */
function redirected({ address, tell }: Run, from: URL, location: string): URL {
  if (!URL.canParse(location, from)) throw new Trouble(`${quoted(address)} leads to no address. ${OTHERWISE}.`);
  const to = new URL(location, from);
  requireAddress(to.href);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) {
    throw new Trouble(`${quoted(address)} leads to ${quoted(to.origin)}, which has no https://. ${OTHERWISE}.`);
  }
  if (to.host !== from.host) tell(`${quoted(from.origin)} leads to ${quoted(to.origin)}.`);
  return to;
}

/** Refuses an answer in an encoding that nobody asked for: it may be far longer than it seems. */
async function plain({ address }: Run, response: Response): Promise<Response> {
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  if (encoding === 'identity') return response;
  await response.body?.cancel();
  throw new Trouble(`${quoted(address)} answered with the file compressed (${quoted(encoding)}). ${OTHERWISE}.`);
}

function reasonOf(error: unknown): string {
  const { cause = error } = error as Error;
  // OpenSSL's message has codes and places around its reason.
  if (cause instanceof Error && 'reason' in cause && typeof cause.reason === 'string') return cause.reason;
  return cause instanceof Error ? cause.message : 'no answer';
}

/** The strong mark of the file's version, if there is one. A weak one doesn't promise equal bytes. */
function etagOf(response: Response): string | undefined {
  const etag = response.headers.get('etag');
  return etag === null || etag.startsWith('W/') ? undefined : etag;
}

/** What part of the file an answer is (RFC 9110 §14.4). */
function rangeOf({ headers }: Response): { readonly from: number; readonly total: number | undefined } | undefined {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (from === undefined) return undefined;
  return { from: Number(from), total: total === '*' ? undefined : Number(total) };
}
