// Where a log is: a folder, or what a web server has of one.

import { statSync } from 'node:fs';
import { type LogReader, readMinimum } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { Trouble } from './trouble.js';

/** The most that a file of a log has: a bundle of the longest entries. */
const MOST_BYTES = 256 * (2 + 65_535);
const TIMEOUT_MS = 60_000;

export function readerOf(place: string): LogReader {
  if (/^https?:\/\//.test(place)) return urlReader(place.endsWith('/') ? place : `${place}/`);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Trouble(`${JSON.stringify(place)} is not a folder.`);
  }
  return directoryStorage(place);
}

/** Before which entry bundles may be gone, where a reader may know: a web server has no such file. */
export async function minimumOf(reader: LogReader): Promise<number> {
  return readMinimum(reader).catch(() => 0);
}

function urlReader(base: string): LogReader {
  return {
    async read(path) {
      try {
        const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(TIMEOUT_MS) });
        if (response.status === 404 || response.status === 410) return undefined;
        if (!response.ok) throw new Error(`status ${response.status}`);
        return await bodyOf(response);
      } catch (error) {
        throw new Trouble(`${base}${path} cannot be read (${why(error)}).`);
      }
    },
  };
}

async function bodyOf({ body }: Response): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      throw new Error('longer than it can be');
    }
    parts.push(part.value);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** What `fetch` threw is in its cause. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unreachable';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
