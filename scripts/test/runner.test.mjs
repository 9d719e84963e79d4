// @ts-check
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkOutcome, skippedFor, total } from '../lib/counts.mjs';
import { run, within } from '../lib/process.mjs';
import { runSuites } from '../lib/runner.mjs';

const dir = mkdtempSync(join(tmpdir(), 'fedzk-runner-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** @type {string[]} */
let printed = [];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

/** @param {string} name @param {() => Promise<import('../lib/counts.mjs').Outcome>} work @param {number} [minutes] */
const suite = (name, work, minutes) => ({
  name,
  kind: /** @type {const} */ ('tests'),
  run: work,
  ...(minutes && { minutes }),
});

/** A shell that starts another process, writes both their ids, and waits for what does not end. */
const hanging = (/** @type {string} */ file) => ['-c', `sleep 1000 & echo "$$ $!" > ${file}; wait`];

/** Whether a process runs; one that has ended and that nobody has waited for does not. @param {number} pid */
function runs(pid) {
  const file = `/proc/${pid}/stat`;
  if (process.platform === 'linux') return existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a suite that hangs', { timeout: 60_000 }, () => {
  it('is ended with all that it started, fails, and the next ones run', async () => {
    const file = join(dir, 'pids');
    const hang = async () => checkOutcome(await run('sh', hanging(file)));
    const fine = async () => checkOutcome(await run('true', []));
    const outcomes = await runSuites([suite('hang', hang, 1 / 20), suite('fine', fine)], { ci: true });
    expect(total(outcomes)).toBe('1 passed, 1 failed, 0 skipped');
    expect(printed.join('\n')).toContain('it was ended');
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids.length).toBe(2);
    await expect.poll(() => pids.filter(runs)).toEqual([]);
  });

  it('starts no other command', async () => {
    const file = join(dir, 'second');
    const hang = async () => {
      await run('sleep', ['1000']);
      return checkOutcome(await run('sh', ['-c', `echo > ${file}`]));
    };
    const [outcome] = await runSuites([suite('hang', hang, 1 / 20)], { ci: false });
    expect([outcome?.failed, existsSync(file)]).toEqual([1, false]);
  });

  it('has its last line, though a process of another group holds its output', async () => {
    const file = join(dir, 'other');
    const escaping = `require('node:child_process').spawn('sh', ${JSON.stringify(hanging(file))}, { detached: true, stdio: 'inherit' })`;
    const { code } = await within(5_000, () => run(process.execPath, ['-e', escaping]));
    expect(code).toBe(124);
    for (const pid of readFileSync(file, 'utf8').split(' ').map(Number)) process.kill(pid, 'SIGKILL');
  });
});

it('a command that ends in time has its own code', async () => {
  expect((await within(60_000, () => run('sh', ['-c', 'exit 3']))).code).toBe(3);
});

it('a suite that throws is a failure, and the next ones run', async () => {
  const throws = async () => {
    throw new Error('a bug of the suite');
  };
  const outcomes = await runSuites(
    [suite('throws', throws), suite('fine', async () => checkOutcome({ code: 0, output: '' }))],
    {
      ci: false,
    },
  );
  expect(total(outcomes)).toBe('1 passed, 1 failed, 0 skipped');
  expect(printed.join('\n')).toContain('a bug of the suite');
});

it('says why something was skipped where nothing failed', async () => {
  const outcomes = await runSuites([suite('linter', async () => skippedFor('it could not be built'))], { ci: false });
  expect(total(outcomes)).toBe('0 passed, 0 failed, 1 skipped');
  expect(printed).toEqual([expect.stringContaining('1 skipped'), '    skipped: it could not be built']);
});

it('in CI that is a failure', async () => {
  const outcomes = await runSuites([suite('linter', async () => skippedFor('it could not be built'))], { ci: true });
  expect(total(outcomes)).toBe('0 passed, 1 failed, 0 skipped');
  expect(printed.join('\n')).toContain('linter: it could not be built');
});
