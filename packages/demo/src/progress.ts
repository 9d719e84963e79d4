/**
 * Shows a long step's progress: one line that is rewritten in a terminal, and only its last text elsewhere. An event
 * meanwhile may have a line of its own.
 */
export function progressLine(title: string): {
  readonly show: (doing: string) => void;
  readonly note: (event: string) => void;
  readonly done: (outcome: string) => void;
} {
  const { stdout } = process;
  const started = performance.now();
  const show = (doing: string): void => {
    if (stdout.isTTY) stdout.write(`\r\x1b[K${title}: ${doing} …`);
  };
  const note = (event: string): void => {
    stdout.write(`${stdout.isTTY ? '\r\x1b[K' : ''}${title}: ${event}\n`);
  };
  const done = (outcome: string): void => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    stdout.write(`${stdout.isTTY ? '\r\x1b[K' : ''}${title}: ${outcome} (${seconds} s)\n`);
  };
  return { show, note, done };
}
