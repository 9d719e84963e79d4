/** Resolves once waiting events have run: input, timers, requests. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Neither of the first two has the delay of 4 ms that browsers give nested timers.
    const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
    } else if (typeof MessageChannel === 'function') {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
