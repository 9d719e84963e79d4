/**
 * For Node, and other runtimes with its file system.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FedzkError, type KeySource, quoted, unexpected } from '@fedzk/core';

export { fileSink } from './ceremony/file-sink.node.js';
export type { CeremonySink } from './ceremony/sink.js';

/** A proving key in an open file. */
export interface KeyFile extends KeySource, AsyncDisposable {
  /** Closes the file. */
  close(): Promise<void>;
}

/** Opens without waiting for the other end of a pipe. Windows has no such flag. */
const NO_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a proving key as a file. Each proof reads the parts that it uses, so a key of hundreds of megabytes is never in
 * memory as a whole.
 *
 * @throws {FedzkError} `invalid-argument`: no path or `file:` URL; `storage`: the file can't be opened, with Node's error as
 *   `cause`, or is a folder, a pipe or a device
 *
 * @example
 * ```ts
 * await using zkey = await openKeyFile('circuit.zkey');
 * await using prover = await createProver({ zkey, circuitWasm });
 * ```
 */
export async function openKeyFile(path: string | URL): Promise<KeyFile> {
  // Node accepts bytes as a path; here they are more likely a key.
  if (!isPath(path)) throw notAPath(path);
  const file = await open(path, NO_WAIT).catch((error: unknown) => {
    throw notOpened(path, error);
  });
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw notOpened(path, Object.assign(new Error('It is a folder.'), { code: 'EISDIR' }));
  }
  if (!stats.isFile()) {
    await file.close();
    throw notOpened(path, new Error('it is a pipe or a device, not a file'));
  }
  return {
    size: stats.size,
    read: (offset, length) => readAll(file, offset, length),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function isPath(path: unknown): boolean {
  if (typeof path === 'string') return path !== '';
  try {
    return typeof (path as URL).href === 'string' && typeof fileURLToPath(path as URL) === 'string';
  } catch {
    return false;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
};

function notAPath(path: unknown, options?: ErrorOptions): FedzkError {
  return unexpected('path', 'the path of a proving key, or its file: URL', path, options);
}

/** Makes the error for an invalid path, or a file that can't be opened. */
function notOpened(path: string | URL, cause: unknown): FedzkError {
  const { code, name, message } = cause as NodeJS.ErrnoException;
  const reason = code ?? (name === 'Error' ? message : name);
  // Codes of Node's errors for arguments; the system's have other codes.
  if (reason.startsWith('ERR_')) {
    return notAPath(path, { cause });
  }
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  return new FedzkError('storage', `${quoted(file)} cannot be opened: ${REASONS[reason] ?? reason}.`, { cause });
}

async function readAll(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0)
      throw new FedzkError(
        'invalid-proving-key',
        '"zkey" expected a key file that does not change, but it became shorter.',
      );
    read += bytesRead;
  }
  return bytes;
}
