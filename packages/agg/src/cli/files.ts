// The files that the command line reads.

import { FedzkError, readSignatures, readTaskFile, type Signatures, type Task, type TaskFile } from '@fedzk/agg/task';
import { quoted } from '@fedzk/core';
import { readFile, readPrivateFile, reasonOf } from '@fedzk/core/node';

/** Thrown if a run comes to no verdict. */
export class Trouble extends Error {}

export const SEE_HELP = 'See fedzk-agg --help.';

/** The most bytes of a file: more than any task file, signatures, sums or ids need. */
const MOST_BYTES = 2 ** 26;
/** The most bytes of a key file: more than 32 bytes in hexadecimal and an end of line. */
const MOST_KEY_BYTES = 128;
const KEY_BYTES = 32;

export function read(file: string, most: number = MOST_BYTES, readAs: typeof readFile = readFile): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readAs(file, most);
  } catch (error) {
    throw new Trouble(`${quoted(file)} cannot be read: ${reasonOf(error)}.`);
  }
  if (bytes !== undefined) return bytes;
  throw new Trouble(`${quoted(file)} is longer than ${most} bytes.`);
}

/** A task, and the bytes of its file. */
export interface Named {
  readonly bytes: Uint8Array;
  readonly task: Task & { readonly file: TaskFile };
}

export function readTask(file: string): Named {
  const bytes = read(file);
  return { bytes, task: within(file, () => readTaskFile(bytes)) };
}

/** Reads the signatures of several files together. */
export function readSigned(files: readonly string[]): Signatures {
  const texts = files.map((file) => {
    const text = new TextDecoder().decode(read(file));
    within(file, () => readSignatures(text));
    return text;
  });
  return within(files.join(', '), () => readSignatures(texts.join('\n')));
}

/** Reads a private key, 32 bytes or their hexadecimal, from a file that only its owner can read. The caller wipes it. */
export function readKey(file: string): Uint8Array {
  const bytes = read(file, MOST_KEY_BYTES, (name, most) => readPrivateFile(name as string, most));
  if (bytes.length === KEY_BYTES) return bytes;
  const digits = new TextDecoder().decode(bytes).trim();
  bytes.fill(0);
  if (/^[0-9a-f]{64}$/i.test(digits)) return new Uint8Array(Buffer.from(digits, 'hex'));
  throw new Trouble(`${quoted(file)} expected ${KEY_BYTES} bytes or their hexadecimal.`);
}

/** Reads sums as they are published, four bytes each, big-endian. */
export function readSums(file: string): Int32Array {
  const bytes = read(file);
  if (bytes.length % 4 !== 0) throw new Trouble(`${quoted(file)} expected sums, of four bytes each.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i));
}

/** Adds the file's name to an error of the package. */
function within<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FedzkError) throw new Trouble(`${quoted(file)}: ${error.message}`);
    throw error;
  }
}
