// Reads a body up to a limit.

/** Reads the whole body of a request or an answer. `too-large`: longer than `most`, in which case the rest is not read. `cut`: the sender has gone. */
export async function readBody(
  message: Request | Response,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | 'too-large' | 'cut'> {
  const announced = message.headers.get('content-length');
  if (announced !== null && Number(announced) > most) return 'too-large';
  if (message.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of message.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > most) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'cut';
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
