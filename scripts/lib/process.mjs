// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { Ending } from './ending.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the repository's root unless given
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] hears each line of output as it comes, without colours
 */

/** @typedef {{ signal: AbortSignal, ending: Ending }} Limit of the work that is being done */

/** @type {AsyncLocalStorage<Limit>} */
const limit = new AsyncLocalStorage();

/**
 * Runs work under a time limit. When the limit has passed, the running command is ended with all that it started, and no other
 * command starts; both give code 124, as timeout(1) does.
 *
 * @template T
 * @param {number} ms
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(ms, work) {
  const late = new AbortController();
  const ending = new Ending();
  const timer = setTimeout(() => late.abort(`not ended within ${Math.round(ms / 60_000)} minutes`), ms);
  ending.hold();
  try {
    return await limit.run({ signal: late.signal, ending }, work);
  } finally {
    clearTimeout(timer);
    ending.release();
  }
}

/**
 * Runs a command to its end, without standard input. A command that isn't there ends with code 127, as in a shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>} output: both streams, in the order in which they came
 */
export function run(command, args, { cwd = root, env = process.env, onLine } = {}) {
  const { signal, ending } = { signal: undefined, ending: undefined, ...limit.getStore() };
  return new Promise((resolve) => {
    let output = '';
    let stdout = '';
    if (signal?.aborted) {
      resolve({ code: 124, output: `${command}: not started, since the time was over`, stdout });
      return;
    }
    const child = spawn(command, args, {
      cwd,
      env: ending?.marked(env) ?? env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ending !== undefined,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output += text;
        if (stream === child.stdout) stdout += text;
        const line = lines(text).at(-1);
        if (line) onLine?.(line);
      });
    }
    const end = () => {
      ending?.end();
      // Where there is no /proc, a process that left the group may hold them open for ever.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      finish(124, `${output}\n${command}: ${signal?.reason}; it was ended`);
    };
    /** @param {number} code @param {string} said */
    const finish = (code, said) => {
      signal?.removeEventListener('abort', end);
      if (child.pid !== undefined) ending?.forget(child.pid);
      resolve({ code, output: said, stdout });
    };
    signal?.addEventListener('abort', end);
    if (child.pid !== undefined) ending?.add(child.pid);
    child.on('error', (error) => finish(127, `${command}: ${error.message}`));
    child.on('close', (code, ended) =>
      finish(code ?? 128, ended ? `${output}\n${command} was ended by ${ended}` : output),
    );
  });
}

/**
 * Runs a command that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { failed: string, remedy?: string }} options what to say when it fails
 * @returns {Promise<string>} its standard output
 */
export async function must(command, args, { failed, remedy, ...options }) {
  const { code, output, stdout } = await run(command, args, options);
  if (code !== 0) throw new Problem(`${failed} The end of what ${command} said:\n\n${tail(output)}`, remedy);
  return stdout;
}

/** @param {string} text @returns {string[]} its lines, trimmed, without colours and without empty ones */
export function lines(text) {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** @param {string} text @param {number} [count] */
export function tail(text, count = 20) {
  return lines(text)
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n');
}
