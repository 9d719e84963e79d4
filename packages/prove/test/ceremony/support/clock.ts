/** The time that a ceremony of testkit's round lives in: while it is open, and after it closed. */
import { vi } from 'vitest';

/** Before the only round of drand that there is a signature of, and the end of its ceremony. */
export const OPEN = '2023-08-23T12:00:00Z';
/** After both. */
export const OVER = '2023-08-23T16:00:00Z';

/** Sets this process's clock. `vi.useRealTimers()` ends it. */
export function setClock(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(time) });
}

/** The environment of a child process whose clock starts at a time. */
export function clockOf(time: string): NodeJS.ProcessEnv {
  const code = `const { now } = Date, Real = Date, shift = ${Date.parse(time)} - now();
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(now() + shift) : super(...given); }
      static now() { return now() + shift; }
    };`;
  return { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}
