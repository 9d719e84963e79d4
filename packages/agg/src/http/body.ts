// Bodies with a limit, and what kind of message they are: agg-service.md, §3.

import { onAbort } from '@fedzk/core';
import { type Bytes, join } from '../protocol/encoding.js';

/** Why a body is not read: larger than the limit, or not whole. */
export type BodyFault = 'too-large' | 'cut';

/** The messages that have a type of their own, `application/fedzk-agg;message=…`. */
export type MessageKind =
  | 'report'
  | 'announcement'
  | 'receipt'
  | 'job'
  | 'answers'
  | 'collect'
  | 'release'
  | 'share'
  | 'record'
  | 'signature'
  | 'sums'
  | 'ids';

/** The media type of a message. */
export function mediaType(message: MessageKind): string {
  return `application/fedzk-agg;message=${message}`;
}

/** Tells whether a Content-Type says that the body is such a message. Names of types and parameters have no case. */
export function isMediaType(field: string | null, message: MessageKind | 'json'): boolean {
  const [type, ...parameters] = (field ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (message === 'json') return type === 'application/json';
  return type === 'application/fedzk-agg' && parameters.length === 1 && parameters[0] === `message=${message}`;
}

/**
 * Reads a body of at most so many bytes.
 *
 * A larger Content-Length is `too-large`, and nothing is read. Without one, reading stops a byte past the limit. A body that
 * ends before its Content-Length, or whose sender goes away, is `cut`, and so is one that `signal` ends.
 */
export async function readBody(
  message: Request | Response,
  most: number,
  signal?: AbortSignal,
): Promise<Bytes | BodyFault> {
  const length = lengthOf(message.headers);
  if (length !== undefined && !(length >= 0)) return 'cut';
  if (length !== undefined && length > most) {
    await message.body?.cancel().catch(() => undefined);
    return 'too-large';
  }
  try {
    const bytes = message.body === null ? new Uint8Array() : await readStream(message.body, most, signal);
    if (bytes === 'too-large') return bytes;
    return !signal?.aborted && (length === undefined || length === bytes.length) ? bytes : 'cut';
  } catch {
    return 'cut';
  }
}

/** Content-Length, where it is that of the body as it is read. */
function lengthOf(headers: Headers): number | undefined {
  const field = headers.get('content-length');
  if (field === null || headers.has('content-encoding')) return undefined;
  return /^\d{1,15}$/.test(field) ? Number(field) : Number.NaN;
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Bytes | 'too-large'> {
  const reader = body.getReader();
  const cancel = (): Promise<void> => reader.cancel().catch(() => undefined);
  const forget = onAbort(signal, () => void cancel());
  try {
    return await readAll(reader, most, cancel);
  } finally {
    forget();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  most: number,
  cancel: () => Promise<void>,
): Promise<Bytes | 'too-large'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return join(...chunks);
    length += value.length;
    if (length > most) {
      await cancel();
      return 'too-large';
    }
    chunks.push(value);
  }
}
