import { readFileSync } from 'node:fs';

/** Whether this machine multiplies and adds with one rounding, by what the system says of it. */
function machineFuses(): boolean {
  if (process.arch === 'arm64') return true;
  if (process.platform !== 'linux') throw new Error(`whether a ${process.platform} machine has FMA3 is not asked yet`);
  return /^flags\s*:.*\bfma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

/** The build that a runtime with relaxed SIMD chooses here. */
export const FASTEST = machineFuses() ? 'fma' : 'portable';
