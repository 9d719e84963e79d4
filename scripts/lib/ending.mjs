// @ts-check
// Ends commands with all that they started: their process group, and on Linux also what has left it.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that marks processes, also those that left their group: a word for each enclosing piece of work. */
const MARK = 'FEDZK_RUN';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM']);

/** The work that is running. @type {Set<Ending>} */
const running = new Set();

/** The commands of one piece of work, which end together. A signal of the terminal does not reach them. */
export class Ending {
  #mark = randomUUID();
  /** @type {Set<number>} */
  #groups = new Set();

  /** Has a signal that ends this process end the commands too, until {@link release}. */
  hold() {
    if (running.size === 0) for (const name of SIGNALS) process.on(name, endAll);
    running.add(this);
  }

  release() {
    running.delete(this);
    if (running.size === 0) for (const name of SIGNALS) process.off(name, endAll);
  }

  /** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} what a command is to be started with */
  marked(env) {
    return { ...env, [MARK]: [env[MARK], this.#mark].filter(Boolean).join(' ') };
  }

  /** @param {number} group */
  add(group) {
    this.#groups.add(group);
  }

  /** @param {number} group whose leader has ended */
  forget(group) {
    this.#groups.delete(group);
  }

  end() {
    for (const group of this.#groups) kill(-group);
    // A process that is killed may have started another before.
    for (let round = 0; round < 10; round++) {
      const left = processesWith(this.#mark);
      if (left.length === 0) return;
      for (const pid of left) kill(pid);
    }
  }
}

/** @param {NodeJS.Signals} name */
function endAll(name) {
  for (const ending of running) ending.end();
  process.exit(name === 'SIGINT' ? 130 : 143);
}

/** @param {number} pid or a group, negative */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Lists the machine's processes with a mark; none where there is no /proc. @param {string} mark */
function processesWith(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && environmentOf(pid).includes(mark));
}

/** @param {number} pid @returns {string} '' for one that has ended, or that is another user's */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch (error) {
    if (/^(ENOENT|EACCES|EPERM|ESRCH)$/.test(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) return '';
    throw error;
  }
}
