// A progress bar on a terminal's last line.

const WIDTH = 30;

/** Makes a progress bar on standard error. If that is no terminal, the bar does nothing. */
export function progressBar(): { show(done: number): void; clear(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shown = -1;
  return {
    show(done) {
      const percent = Math.floor(100 * done);
      if (percent === shown) return;
      shown = percent;
      const full = Math.round(WIDTH * done);
      stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${percent} %`);
    },
    clear: () => void (shown >= 0 && stderr.write(`\r${' '.repeat(WIDTH + 8)}\r`)),
  };
}
