// @ts-check

const TITLE_WIDTH = 20;

/** @typedef {(line: string) => void} Note tells what a step is busy with, to be shown while it runs */

/**
 * Runs one step and prints one line about it: its title, what it did, and the seconds it took. A step that takes long
 * shows that it is alive: every two seconds on one line of a terminal, every thirty as a line of its own elsewhere.
 *
 * @template T
 * @param {string} title
 * @param {(note: Note) => Promise<T>} work
 * @param {(result: T) => string} [describe] what to print of the result, which is a string unless this is given
 * @returns {Promise<T>}
 */
export async function step(title, work, describe = String) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const head = `  ${title.padEnd(TITLE_WIDTH)}`;
  const terminal = process.stdout.isTTY === true;
  let busyWith = '';

  const alive = () => {
    const text = `${head}${seconds().toFixed(0)} s … ${busyWith}`;
    if (terminal) process.stdout.write(`\r\x1b[K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
    else console.log(text.slice(0, 120));
  };
  const timer = setInterval(alive, terminal ? 2_000 : 30_000);
  const end = (/** @type {string} */ what) => {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[K');
    console.log(`${head}${what} (${seconds().toFixed(1)} s)`);
  };

  try {
    const result = await work((line) => {
      busyWith = line;
    });
    end(describe(result));
    return result;
  } catch (error) {
    end('failed');
    throw error;
  }
}
