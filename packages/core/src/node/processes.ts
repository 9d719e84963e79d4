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
