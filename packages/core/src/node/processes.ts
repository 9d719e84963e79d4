import { readFileSync } from 'node:fs';

/**
 * Whether a process of this machine runs, also one of another user.
 *
 * @param pid what is no whole number from 1 is no process
 */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another code: it belongs to another user, or this program may not ask.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** What Linux says of a process; both are empty where nothing says it, as of one that has gone and on other systems. */
export interface ProcessState {
  /** A letter of proc(5): `T` and `t` are stopped, `Z` and `X` have ended. */
  readonly state: string;
  /** When it began, in ticks since the machine did. With the number it names one process of a start of the machine. */
  readonly started: string;
}

/** Reads fields 3 and 22 of proc(5), counted behind the program's name, which may have anything in it. */
export function processState(pid: number): ProcessState {
  let stat = '';
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It is no process any more, or this system has no such file.
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}
