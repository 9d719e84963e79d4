// The greatest memory of this process so far.

import { readFileSync } from 'node:fs';

/**
 * Returns bytes, by Linux's count for this program. `getrusage`, which Node calls, would start from
 * the memory of the parent process.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('/proc/self/status has no VmHWM');
  return 1024 * Number(kilobytes);
}
