// A log on a web server.

import { asOptions, FedzkError } from '@fedzk/core';
import { optionalSignal, unexpected } from '../argument.js';
import { mostBytesAt } from '../storage/sizes.js';
import type { LogReader } from '../storage/storage.js';
import { wholeBody } from './body.js';

/** What {@link httpReader} takes beside the address. */
export interface HttpReaderOptions {
  /** Ends requests that are under way, and refuses new ones. */
  readonly signal?: AbortSignal;
  /** Default: the runtime's own. */
  readonly fetch?: (url: string, options: { readonly signal?: AbortSignal }) => Promise<Response>;
}

/**
 * Reads a log from a web server, such as an `AuditLog`'s folder that is served as it is.
 *
 * Reading throws `FedzkError` `storage` where the server answers neither 200 nor 404, sends more than there can be, or
 * can't be reached; and the reason of `signal`.
 *
 * @param url of the folder that has `checkpoint` and `tile/`
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const report = await verifyLog(httpReader('https://example.com/audit/'), { verifierKey });
 * ```
 */
export function httpReader(url: string | URL, options: HttpReaderOptions = {}): LogReader {
  const base = baseOf(String(url));
  if (base === undefined) {
    throw unexpected('url', 'an address with http or https, without a query, a fragment and a password', url);
  }
  const { fetch: request = fetch } = asOptions(options);
  const signal = optionalSignal(options.signal);
  return {
    async read(path) {
      try {
        const response = await request(base + path, signal === undefined ? {} : { signal });
        return await bodyOf(response, path);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof FedzkError) throw error;
        const why = error instanceof Error ? error.message : 'an unknown fault';
        throw new FedzkError('storage', `${base + path} can't be read: ${why}`, { cause: error });
      }
    },
  };
}

/** An address below which paths are, with a slash at its end; undefined for one that has more than a path, such as a password. */
export function baseOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.search + url.hash + url.username + url.password === '';
  if (!plain || !/^https?:$/.test(url.protocol)) return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

async function bodyOf(response: Response, path: string): Promise<Uint8Array | undefined> {
  if (response.status === 200) return wholeBody(response, mostBytesAt(path), path);
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw new FedzkError('storage', `The server answered ${response.status} for ${path}.`);
}
