import { readFileSync } from 'node:fs';

/** Asks the system whether this machine has fused multiply-add. */
function machineFuses(): boolean {
  if (process.arch === 'arm64') return true;
  if (process.platform !== 'linux')
    throw new Error(`this test can't tell whether a ${process.platform} machine has FMA3`);
  return /^flags\s*:.*\bfma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

/** Names the build that a runtime with relaxed SIMD chooses here. */
export const FASTEST = machineFuses() ? 'fma' : 'portable';
