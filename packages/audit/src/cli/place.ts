// Where a log is: a folder, or a URL.

import { statSync } from 'node:fs';
import { FedzkError, httpReader, type LogReader, type LogStorage, readMinimum, type Trust } from '@fedzk/audit';
import { directoryReader, directoryStorage } from '@fedzk/audit/node';
import { isDenied } from '../verify/freshness.js';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

const TIMEOUT_MS = 60_000;
/** The statuses that a reader handles. */
const KNOWN: ReadonlySet<number> = new Set([200, 301, 302, 303, 307, 308, 404]);

export function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place);
}

export function readerOf(place: string): LogReader {
  if (isUrl(place)) return urlReader(place.endsWith('/') ? place : `${place}/`);
  return directoryReader(requireFolder(place, true));
}

/** Opens the storage of a log in an existing folder. */
export function storageIn(folder: string): LogStorage {
  return directoryStorage(requireFolder(folder));
}

function requireFolder(place: string, orUrl = false): string {
  const name = JSON.stringify(place);
  if (isUrl(place)) throw new Trouble(`${name} is not a folder: a log at a URL can be read, not changed.`);
  const kind = kindOf(place);
  if (kind === 'folder') return place;
  const advice = `Give the folder${orUrl ? ' or URL' : ''} of a log.`;
  throw new Trouble(
    kind === 'missing' ? `There is no folder ${name}. ${advice}` : `${name} is not a folder. ${advice}`,
  );
}

function kindOf(place: string): 'folder' | 'other' | 'missing' {
  try {
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return 'missing';
    return stat.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    throw new Trouble(`${JSON.stringify(place)} cannot be read: ${reasonOf(error)}.`);
  }
}

/** From which entry on a log has its bundles, as `.state/minimum` says. A web server has no such file. */
export interface Kept {
  /** The first entry with a bundle, as the log's key signed it; 0 without that. */
  readonly from: number;
  /** The same, as the file says it, whoever wrote it. */
  readonly claimed: number;
  /** Why that is not believed, if it was checked. */
  readonly forged?: string;
}

/** Reads the minimum that the log's key signed. Without a key it is 0, so that nobody hides entries by writing a number. */
export async function keptBy(reader: LogReader, trust: Trust | undefined): Promise<Kept> {
  const claimed = await readMinimum(reader).catch(() => 0);
  if (trust === undefined) return { from: 0, claimed };
  try {
    return { from: await readMinimum(reader, trust), claimed };
  } catch (error) {
    // Only the writer may read a log's state: another user learns nothing from it.
    if (isDenied(error)) return { from: 0, claimed };
    if (error instanceof FedzkError) return { from: 0, claimed, forged: error.message };
    throw error;
  }
}

function urlReader(base: string): LogReader {
  const reader = httpReader(base, { fetch: request });
  return {
    async read(path) {
      try {
        return await reader.read(path);
      } catch (error) {
        throw new Trouble(`${base}${path} cannot be read (${whyOf(error)}).`);
      }
    },
  };
}

/** Makes one request. The reader follows redirects, within the log's own origin. */
async function request(url: string, { redirect }: { readonly redirect: 'manual' }): Promise<Response> {
  const response = await fetch(url, { redirect, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status === 410) return new Response(null, { status: 404 });
  if (!KNOWN.has(response.status)) throw new Error(`status ${response.status}`);
  return response;
}

/** Says why a file can't be read. Without a cause there was an answer: a redirect elsewhere, or one that is too long. */
function whyOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (cause !== undefined) return why(cause);
  return message.includes('another origin')
    ? 'it leads to another origin, or on and on; give the address that the log is at'
    : 'longer than it can be';
}

/** Says why `fetch` failed, which is in the cause of its error. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unreachable';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? reasonOf(cause) : cause.message;
}
