/** Downloads a file, and goes on where the network broke off. */

const TRIES = 5;

/** @param tell gets the share that is done, from 0 to 1, where the server tells the length */
export async function downloaded(address: string, tell: (done: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let [length, total, etag] = [0, 0, null as string | null];
  for (let failed = 0; ; failed++) {
    try {
      // Only what a strong mark says to be unchanged can be gone on with (RFC 9110 §13.1.5).
      const goesOn = length > 0 && etag !== null;
      const headers: Record<string, string> = goesOn ? { range: `bytes=${length}-`, 'if-range': etag as string } : {};
      const response = await fetch(address, { headers });
      if (!response.ok || response.body === null)
        throw new Refused(`the server answered with status ${response.status}`);
      if (!(goesOn && response.status === 206)) {
        parts.length = length = 0;
        const mark = response.headers.get('etag');
        etag = mark?.startsWith('W/') ? null : mark;
        total = Number(response.headers.get('content-length') ?? 0);
      }
      const reader = response.body.getReader();
      for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
        if (value === undefined) continue;
        parts.push(value as Uint8Array<ArrayBuffer>);
        length += value.length;
        if (total > 0) tell(Math.min(1, length / total));
      }
      if (total === 0 || length >= total) return new Blob(parts);
      throw new Error(`it ended after ${length} of ${total} bytes`);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'no answer';
      if (cause instanceof Refused || failed >= TRIES) throw new Error(`The download failed: ${reason}.`, { cause });
    }
  }
}

/** An answer that another try won't change. */
class Refused extends Error {}
