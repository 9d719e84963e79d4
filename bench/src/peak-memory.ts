// The most memory that this process has had.

import { readFileSync } from 'node:fs';

/**
 * Bytes. From Linux's own account of this program: `getrusage`, which Node asks, goes on counting from what the process that
 * started this one had then.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('/proc/self/status has no VmHWM');
  return 1024 * Number(kilobytes);
}
