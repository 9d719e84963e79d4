// Reads bodies up to a limit, and tells which message they are: agg-service.md, §3.

import { onAbort } from '@fedzk/core';
import { type Bytes, join } from '../protocol/encoding.js';

/** Why a body is not read: it is larger than the limit, or incomplete. */
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

/** Tells whether a Content-Type names this message. Names of types and parameters are case-insensitive. */
export function isMediaType(field: string | null, message: MessageKind | 'json'): boolean {
  const [type, ...parameters] = (field ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (message === 'json') return type === 'application/json';
  return type === 'application/fedzk-agg' && parameters.length === 1 && parameters[0] === `message=${message}`;
}

/**
 * Reads a body up to a limit in bytes.
 *
 * If Content-Length is larger, the result is `too-large`, and nothing is read. Without one, reading stops one byte past the
 * limit. The result is `cut` if the body ends before its Content-Length, its sender disconnects, or `signal` is aborted.
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

/** Returns Content-Length, unless the body is encoded and its length as read is another. */
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
