// Downloads a file to contribute to. A later run goes on where an earlier one stopped.

import { createWriteStream, existsSync, lstatSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallOptions } from '@fedzk/core';
import { quoted, Trouble } from '../files.js';

export function isAddress(name: string): boolean {
  return /^https?:\/\//.test(name);
}

/**
 * Downloads an address to a file, unless the file is there. While it is incomplete it is `FILE.part`, with the server's mark of
 * its version in `FILE.part.etag`: a changed file is downloaded from its start (RFC 9110 §13.1.5, If-Range).
 *
 * @returns the file's name
 * @throws {Trouble}
 */
export async function downloaded(address: string, file: string, { signal }: CallOptions): Promise<string> {
  if (existsSync(file)) return file;
  const [part, mark] = [`${file}.part`, `${file}.part.etag`];
  for (const own of [part, mark]) requirePlain(own);
  const etag = existsSync(part) && existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
  const at = etag === undefined ? 0 : statSync(part).size;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (etag !== undefined && at > 0) Object.assign(headers, { range: `bytes=${at}-`, 'if-range': etag });
  const response = await fetched(address, headers, signal);
  const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${at}-`) === true;
  if (response.status === 416 && at > 0) {
    for (const old of [part, mark]) rmSync(old, { force: true });
    return downloaded(address, file, { signal });
  }
  if (!goesOn && response.status !== 200)
    throw new Trouble(`${quoted(address)} answered with status ${response.status}.`);
  if (response.body === null) throw new Trouble(`${quoted(address)} answered without a file.`);
  const strong = response.headers.get('etag');
  // A weak mark doesn't promise equal bytes, so nothing can go on from it.
  if (strong !== null && !strong.startsWith('W/')) writeFileSync(mark, strong);
  else rmSync(mark, { force: true });
  const total = totalOf(response, goesOn ? at : 0);
  try {
    await pipeline(
      Readable.fromWeb(response.body as never),
      createWriteStream(part, { flags: goesOn ? 'a' : 'w' }),
      signal ? { signal } : {},
    );
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : 'an unknown reason';
    throw new Trouble(`${quoted(address)} broke off: ${reason}. Run this again, and it goes on.`);
  }
  const length = statSync(part).size;
  if (total !== undefined && total !== length) {
    throw new Trouble(
      `${quoted(address)} broke off after ${length} of ${total} bytes. Run this again, and it goes on.`,
    );
  }
  await rename(part, file);
  rmSync(mark, { force: true });
  return file;
}

/** Refuses a link or folder at a name that is to be written, such as one that somebody put into a shared folder. */
function requirePlain(name: string): void {
  if (lstatSync(name, { throwIfNoEntry: false })?.isFile() === false) {
    throw new Trouble(`${quoted(name)} is no file: it is a link, a folder or a device. Remove it, and run this again.`);
  }
}

async function fetched(address: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { headers, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const cause = (error as Error).cause;
    const reason = cause instanceof Error ? cause.message : 'no answer';
    throw new Trouble(`${quoted(address)} cannot be read: ${reason}. Check the address and the network.`);
  }
}

/** The whole file's length, if the server tells it. */
function totalOf({ headers }: Response, at: number): number | undefined {
  const length = headers.get('content-length');
  return length === null ? undefined : at + Number(length);
}
