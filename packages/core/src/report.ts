/**
 * Reports an error of a caller's function if no call can reject with it. It goes to `reportError` (HTML §8.1.7.5), or
 * becomes an uncaught exception in Node, which has no `reportError`.
 */
export function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') {
    reportError(error);
  } else {
    queueMicrotask(() => {
      throw error;
    });
  }
}
