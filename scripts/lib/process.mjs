// @ts-check
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the repository's root unless given
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] hears each line of output as it comes, without colours
 */

/**
 * Runs a command to its end, without standard input. A command that isn't there ends with code 127, as in a shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>} output: both streams, in the order in which they came
 */
export function run(command, args, { cwd = root, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let stdout = '';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        output += text;
        if (stream === child.stdout) stdout += text;
        const line = lines(text).at(-1);
        if (line) onLine?.(line);
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}`, stdout }));
    child.on('close', (code, signal) => {
      if (signal) output += `\n${command} was ended by ${signal}`;
      resolve({ code: code ?? 128, output, stdout });
    });
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
