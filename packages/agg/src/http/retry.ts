// When to send again: after Retry-After if the server gives it, else 1 s doubling to 60 s. agg-service.md, §3.

/** The timer, random numbers and clock of retries. */
export interface Pace {
  /** Resolves after a number of milliseconds; rejects with the signal's reason once it is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A random number from 0 to 1. */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

const FIRST = 1000;
const MOST = 60_000;
/** The longest wait that a server may ask for, in milliseconds. */
const MOST_ASKED = 3_600_000;

/**
 * Returns the milliseconds to wait before the next attempt.
 *
 * @param failures the number of failed attempts before, from 0
 * @param retryAfter the field Retry-After of the last answer: seconds or a date, RFC 9110 §10.2.3
 */
export function delay(failures: number, retryAfter: string | null, { random, now }: Omit<Pace, 'wait'>): number {
  const asked = millisecondsOf(retryAfter, now());
  // Half of it is random, so that senders who failed together do not come back together.
  if (asked === undefined) return Math.min(MOST, FIRST * 2 ** Math.min(failures, 16)) * (0.5 + random() / 2);
  return Math.min(MOST_ASKED, asked) + FIRST * random();
}

function millisecondsOf(field: string | null, now: number): number | undefined {
  if (field === null) return undefined;
  if (/^\d{1,9}$/.test(field)) return 1000 * Number(field);
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Draws a number from 0 to 1 from the system's generator. */
export function random(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}

/** Waits by the system's timer. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
