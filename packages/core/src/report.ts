/**
 * Reports what a caller's function threw, where no call can reject with it: to `reportError` (HTML §8.1.7.5), or in Node,
 * which has none, as an uncaught exception.
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
