// Reads a log from a web server.

import { asOptions, FedzkError, signalOf } from '@fedzk/core';
import { requireWhole, unexpected } from '../argument.js';
import { mostBytesAt } from '../storage/sizes.js';
import type { LogReader } from '../storage/storage.js';
import { wholeBody } from './body.js';

const TIMEOUT_MS = 30_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 5;

/** How a request is made. */
interface HttpRequest {
  readonly signal: AbortSignal;
  /** Redirects are followed by the reader, within the log's own origin. */
  readonly redirect: 'manual';
}

/** What {@link httpReader} takes beside the address. */
export interface HttpReaderOptions {
  /** Ends requests that are under way, and refuses new ones. */
  readonly signal?: AbortSignal;
  /** How long one request with its answer may take, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** Default: the runtime's own. */
  readonly fetch?: (url: string, options: HttpRequest) => Promise<Response>;
}

/**
 * Reads a log from a web server, such as an `AuditLog`'s folder that is served as it is.
 *
 * Reading throws `FedzkError` `storage` if the server answers neither 200 nor 404, sends more than the file can have,
 * can't be reached in time, or redirects to another origin; or the reason of `signal`.
 *
 * @param url of the folder that has `checkpoint` and `tile/`
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const report = await verifyLog(httpReader('https://example.com/audit/'), { verifierKey });
 * ```
 */
export function httpReader(url: string | URL, options: HttpReaderOptions = {}): LogReader {
  const base = addressOf(url);
  if (base === undefined) {
    throw unexpected('url', 'an address with http or https, without a query, a fragment and a password', url);
  }
  const given = asOptions(options);
  const { fetch: request = fetch, timeoutMs = TIMEOUT_MS } = given;
  const signal = signalOf(given.signal);
  requireWhole(timeoutMs, 'timeoutMs', 1, 2 ** 31 - 1);
  return {
    async read(path) {
      // `.state` is for the log's writer, and never published.
      if (path === '.state' || path.startsWith('.state/')) return undefined;
      try {
        const timeout = AbortSignal.timeout(timeoutMs);
        const within = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
        return await bodyOf(await answerTo(base + path, request, within), path);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof FedzkError) throw error;
        const why = error instanceof Error ? error.message : 'an unknown fault';
        throw new FedzkError('storage', `${base + path} can't be read: ${why}`, { cause: error });
      }
    },
  };
}

function addressOf(url: unknown): string | undefined {
  try {
    return baseOf(String(url));
  } catch {
    return undefined; // it has no text
  }
}

/** Returns a base address with a slash at its end; undefined for one with a query, a fragment, a user or a password. */
export function baseOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.search + url.hash + url.username + url.password === '';
  if (!plain || !/^https?:$/.test(url.protocol)) return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** Makes a request, and follows redirects within the same origin. */
async function answerTo(
  url: string,
  request: NonNullable<HttpReaderOptions['fetch']>,
  signal: AbortSignal,
): Promise<Response> {
  const { origin } = new URL(url);
  for (let at = url, hops = 0; ; hops++) {
    const response = await request(at, { signal, redirect: 'manual' });
    // Of one who has followed it already.
    if (response.redirected && new URL(response.url).origin !== origin) throw await redirected(response, url);
    if (!REDIRECTS.has(response.status) && response.type !== 'opaqueredirect') return response;
    const location = response.headers.get('location') ?? '';
    const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
    if (next?.origin !== origin || hops === MOST_REDIRECTS) throw await redirected(response, url);
    await response.body?.cancel();
    at = next.href;
  }
}

async function redirected(response: Response, url: string): Promise<FedzkError> {
  await response.body?.cancel();
  return new FedzkError(
    'storage',
    `${url} leads to another origin, or on and on, which is not followed; give the address that the log is at.`,
  );
}

async function bodyOf(response: Response, path: string): Promise<Uint8Array | undefined> {
  if (response.status === 200) return wholeBody(response, mostBytesAt(path), path);
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw new FedzkError('storage', `The server answered ${response.status} for ${path}.`);
}
