// A command's progress on standard error: a bar on a terminal's last line, elsewhere a line now and then.

const WIDTH = 30;
/** Between two lines, where standard error is no terminal. */
const LINE_MILLISECONDS = 10_000;

export interface ProgressBar {
  show(done: number): void;
  /** Takes the bar off the terminal. */
  clear(): void;
}

interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Shows progress. @param now a clock in milliseconds that only goes forward */
export function progressBar(output: Output = process.stderr, now: () => number = () => performance.now()): ProgressBar {
  return output.isTTY ? onTerminal(output) : inLines(output, now);
}

function onTerminal(output: Output): ProgressBar {
  let shown = -1;
  return {
    show(done) {
      const percent = Math.floor(100 * done);
      if (percent === shown) return;
      shown = percent;
      const full = Math.round(WIDTH * done);
      output.write(`\r[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${percent} %`);
    },
    clear: () => void (shown >= 0 && output.write(`\r${' '.repeat(WIDTH + 8)}\r`)),
  };
}

/** A short run says nothing, and no line says that all is done: the result that follows does. */
function inLines(output: Output, now: () => number): ProgressBar {
  let last = now();
  return {
    show(done) {
      if (done >= 1 || now() - last < LINE_MILLISECONDS) return;
      last = now();
      output.write(`fedzk-prove: ${Math.floor(100 * done)} % done\n`);
    },
    clear: () => {},
  };
}
