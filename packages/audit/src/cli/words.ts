// Messages of the package and of the system, in the words of the command line.

import { FedzkError } from '@fedzk/audit';

/** The command line's name of each argument of the package. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  verifierKey: '--key',
  policy: '--policy',
  since: '--since',
  minimum: '--minimum',
  threads: '--threads',
  format: '--format',
  sdId: '--sd-id',
  hostname: '--hostname',
  retention: '--retention',
  before: 'N',
};

/** Replaces the names of arguments and functions in a message by options and commands. */
export function inOptions(text: string): string {
  return text
    .replace(/^"(\w+)"/, (quoted, name: string) => (Object.hasOwn(ARGUMENTS, name) ? `${ARGUMENTS[name]}` : quoted))
    .replace('rebuildTiles', 'fedzk-audit recover')
    .replace('with AuditLog.newEpoch', 'in a program, with AuditLog.newEpoch of @fedzk/audit')
    .replace('pass "since"', 'pass --since FILE')
    .replace('given as "since"', 'given as --since');
}

/** Returns an error's message in the words of the command line. */
export function messageOf(error: unknown): string {
  if (error instanceof FedzkError) return inOptions(error.message);
  return error instanceof Error ? error.message : 'an unknown error';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ELOOP: 'its links lead to each other',
  ENAMETOOLONG: 'the name is too long',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was closed',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
};

/** Says why a file or a server failed: the system's code in words, the code itself, or the error's own message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the reason is unknown';
  const code = 'code' in error ? String(error.code) : undefined;
  return code === undefined ? error.message : (REASONS[code] ?? code);
}
