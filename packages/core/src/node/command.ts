// What the command lines have in common where they end.

import { unexpected } from '../argument.js';
import { FedzkError } from '../errors.js';

const DENIED = 'permission is denied';
const BOTH: Readonly<Record<string, string>> = { EISDIR: 'it is a folder', EACCES: DENIED, EPERM: DENIED };

const REASONS: Readonly<Record<'read' | 'written', Readonly<Record<string, string>>>> = {
  read: {
    ...BOTH,
    ENOENT: 'there is none',
    ENOTDIR: 'there is none',
    EAGAIN: 'nothing comes from it',
    ENXIO: 'it is a socket',
    NotCapable: 'Deno reads it only with --allow-read',
  },
  written: {
    ...BOTH,
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  },
};

/**
 * Says in words why the system refused to read or write a file. A code without words stays as it is, such as `EIO`.
 *
 * @param error the system's error, or a {@link FedzkError} with that as its cause
 *
 * @example
 * ```ts
 * console.error(`${file} cannot be read: ${reasonOf(error)}.`);
 * ```
 */
export function reasonOf(error: unknown, what: 'read' | 'written' = 'read'): string {
  const words = REASONS[what === 'written' ? 'written' : 'read'];
  const reason = codeOf(error);
  return reason !== undefined && Object.hasOwn(words, reason) ? (words[reason] as string) : (reason ?? UNKNOWN);
}

const UNKNOWN = 'the reason is unknown';

/** Returns an error's code, or else what it has in its place; undefined if it is no error, or throws when it is read. */
function codeOf(error: unknown): string | undefined {
  try {
    const cause = error instanceof FedzkError ? error.cause : error;
    if (!(cause instanceof Error)) return undefined;
    const { code, name, message } = cause as NodeJS.ErrnoException;
    return code ?? (name === 'Error' ? message : name);
  } catch {
    return undefined;
  }
}

/**
 * Ends this process if its output can't be written. If the reader has closed a stream, as `head` does, it ends with
 * `process.exitCode` so far. For another fault of standard output it says why on standard error and exits with 2.
 *
 * @param name the command's, which begins the message
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * watchOutput('fedzk-verify');
 * ```
 */
export function watchOutput(name: string): void {
  if (typeof name !== 'string') throw unexpected('name', 'a string', name);
  process.stderr.on('error', ({ code }: NodeJS.ErrnoException) =>
    process.exit(code === 'EPIPE' ? process.exitCode : 2),
  );
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode);
    process.exitCode = 2;
    const message = `standard output cannot be written: ${reasonOf(error, 'written')}. Check where it goes.`;
    process.stderr.write(`${name}: ${message}\n`, () => process.exit(2));
  });
}
