// Reads the bodies of answers up to a length, so that a server can't fill the memory.

import { FedzkError } from '@fedzk/core';

const FIRST_BYTES = 8192;

/**
 * Reads the body of an answer.
 *
 * @param most the most bytes that it may have
 * @param what what was asked for, for the message
 * @throws {FedzkError} `storage`: it is longer
 */
export async function wholeBody(response: Response, most: number, what: string): Promise<Uint8Array> {
  let body = new Uint8Array(Math.min(FIRST_BYTES, most));
  let length = 0;
  for (const reader = response.body?.getReader(); reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const end = length + value.length;
    if (end > most) {
      await reader.cancel();
      throw new FedzkError('storage', `The server sent more than ${most} bytes for ${what}.`);
    }
    if (end > body.length) {
      const larger = new Uint8Array(Math.max(end, 2 * body.length));
      larger.set(body.subarray(0, length));
      body = larger;
    }
    body.set(value, length);
    length = end;
  }
  return body.subarray(0, length);
}
