// @ts-check

const TITLE_WIDTH = 26;

/** @typedef {(line: string) => void} Note tells what a step is busy with, to be shown while it runs */

/** Steps that run now, in the order in which they began. @type {Set<{ head: string, status: () => string }>} */
const running = new Set();

const terminal = process.stdout.isTTY === true;

/**
 * Runs one step and prints one line about it: its title, what it did, and the seconds it took. A step that takes long
 * shows that it is alive: every two seconds on the last line of a terminal, which steps that run at once share; every
 * thirty as a line of its own elsewhere.
 *
 * @template T
 * @param {string} title
 * @param {(note: Note) => Promise<T>} work
 * @param {(result: T) => string} [describe] what to print of the result, which is a string unless this is given
 * @param {(result: T) => readonly string[]} [details] lines to print below
 * @returns {Promise<T>}
 */
export async function step(title, work, describe = String, details = () => []) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const head = `  ${title.padEnd(TITLE_WIDTH)}`;
  let busyWith = '';
  const own = { head: `  ${title} `, status: () => `${seconds().toFixed(0)} s … ${busyWith}` };
  running.add(own);
  const alive = () => (terminal ? showRunning() : console.log(`${head}${own.status()}`.slice(0, 120)));
  const timer = setInterval(alive, terminal ? 2_000 : 30_000);
  const end = (/** @type {string} */ what, /** @type {readonly string[]} */ below) => {
    clearInterval(timer);
    running.delete(own);
    if (terminal) process.stdout.write('\r\x1b[K');
    console.log([`${head}${what} (${seconds().toFixed(1)} s)`, ...below].join('\n'));
  };

  try {
    const result = await work((line) => {
      busyWith = line;
    });
    end(describe(result), details(result));
    return result;
  } catch (error) {
    end('failed', []);
    throw error;
  }
}

/**
 * Waits for steps that run at once, to the end of each, also if one fails.
 *
 * @template {readonly unknown[]} T
 * @param {readonly [...T]} steps
 * @returns {Promise<{ -readonly [Each in keyof T]: Awaited<T[Each]> }>}
 * @throws the error of the first that failed
 */
export async function ended(steps) {
  const results = await Promise.allSettled(steps);
  const values = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return /** @type {any} */ (values);
}

/** Shows the running steps on one line, in equal parts. */
function showRunning() {
  const width = Math.floor(((process.stdout.columns || 80) - 1) / running.size);
  const parts = [...running].map(({ head, status }) => `${head}${status()}`.slice(0, width - 1).padEnd(width));
  process.stdout.write(`\r\x1b[K${parts.join('').trimEnd()}`);
}
