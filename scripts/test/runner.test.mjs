// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** @param {string} name @param {() => Promise<import('../lib/counts.mjs').Outcome>} how @param {number} [minutes] */
const suite = (name, how, minutes = 1) => ({
  ...{ name, how, minutes, needs: [] },
  kind: /** @type {const} */ ('tests'),
  lane: /** @type {import('../lib/suites.mjs').Lane} */ ('sources'),
});

/** @param {readonly import('../lib/suites.mjs').Suite[]} suites @param {{ ci: boolean }} options */
const runThem = (suites, { ci }) => runSuites(suites, { environments: { native: {}, wasm: {} }, ci });

/** A shell that starts another process, writes both their ids, and waits for what does not end. */
const hanging = (/** @type {string} */ file) => ['-c', `sleep 1000 & echo "$$ $!" > ${file}; wait`];

/** A program whose shell has a group of its own, and holds its output. @param {string} file */
const escaping = (file) =>
  `require('node:child_process').spawn('sh', ${JSON.stringify(hanging(file))}, { detached: true, stdio: 'inherit' })`;

/** @param {string} file that {@link hanging} writes */
const pidsIn = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split(' ').map(Number) : []);

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
    const outcomes = await runThem([suite('hang', hang, 1 / 20), suite('fine', fine)], { ci: true });
    expect(total(outcomes)).toBe('1 passed, 1 failed, 0 skipped');
    expect(printed.join('\n')).toContain('it was ended');
    expect(pidsIn(file).length).toBe(2);
    await expect.poll(() => pidsIn(file).filter(runs)).toEqual([]);
  });

  it('starts no other command', async () => {
    const file = join(dir, 'second');
    const hang = async () => {
      await run('sleep', ['1000']);
      return checkOutcome(await run('sh', ['-c', `echo > ${file}`]));
    };
    const [outcome] = await runThem([suite('hang', hang, 1 / 20)], { ci: false });
    expect([outcome?.failed, existsSync(file)]).toEqual([1, false]);
  });

  it.runIf(process.platform === 'linux')('is ended with what has left its group', async () => {
    const file = join(dir, 'other');
    const { code } = await within(5_000, () => run(process.execPath, ['-e', escaping(file)]));
    expect(code).toBe(124);
    await expect.poll(() => pidsIn(file).filter(runs)).toEqual([]);
  });
});

describe('two lanes', () => {
  it('run at once, each in its order, and a failure of one stops neither', async () => {
    /** @type {string[]} */
    const order = [];
    let meet = () => {};
    const met = new Promise((resolve) => {
      meet = () => resolve(undefined);
    });
    const does = (/** @type {string} */ name, /** @type {() => unknown} */ work) => async () => {
      await work();
      order.push(name);
      return checkOutcome({ code: name === 'a' ? 1 : 0, output: `${name} failed` });
    };
    const cargo = [
      suite(
        'a',
        does('a', () => met),
      ),
      suite(
        'b',
        does('b', () => undefined),
      ),
    ];
    const node = [
      suite(
        'c',
        does('c', () => meet()),
      ),
      suite(
        'd',
        does('d', () => undefined),
      ),
    ];
    const outcomes = await runThem(
      [...cargo.map((each) => ({ ...each, lane: /** @type {const} */ ('builds') })), ...node],
      {
        ci: false,
      },
    );
    expect(total(outcomes)).toBe('3 passed, 1 failed, 0 skipped');
    expect([order.indexOf('a') < order.indexOf('b'), order.indexOf('c') < order.indexOf('d')]).toEqual([true, true]);
    // A suite's output follows its line, whatever the other lane prints.
    expect(printed.find((text) => text.startsWith('  a '))).toContain('\na failed\n');
  });

  it('take the suites of either as they end, in their order', async () => {
    /** @type {string[]} */
    const order = [];
    /** @type {() => void} */
    let end = () => {};
    const long = new Promise((resolve) => {
      end = () => resolve(undefined);
    });
    /** @param {string} name @param {'builds' | 'sources' | 'either'} lane @param {() => unknown} [work] */
    const row = (name, lane, work = () => undefined) => ({
      ...suite(name, async () => {
        await work();
        order.push(name);
        return checkOutcome({ code: 0, output: '' });
      }),
      lane,
    });
    const suites = [
      row('long', 'builds', () => long),
      row('first', 'either'),
      row('second', 'either', end),
      row('own', 'sources'),
    ];
    expect(total(await runThem(suites, { ci: false }))).toBe('4 passed, 0 failed, 0 skipped');
    // The long one waits for the second: one lane ran both.
    expect(order.filter((name) => name !== 'long')).toEqual(['own', 'first', 'second']);
    order.length = 0;
    await runThem([row('first', 'either'), row('second', 'either')], { ci: false });
    expect(order).toEqual(['first', 'second']);
  });

  it('end with all that they started when the run is interrupted', async () => {
    const files = ['builds', 'sources'].map((name) => join(dir, `lane-${name}`));
    const program = `
      import { runSuites } from ${JSON.stringify(new URL('../lib/runner.mjs', import.meta.url).href)};
      import { run } from ${JSON.stringify(new URL('../lib/process.mjs', import.meta.url).href)};
      const [first, second] = ${JSON.stringify([hanging(files[0] ?? ''), escaping(files[1] ?? '')])};
      const row = { kind: 'tests', minutes: 1, needs: [] };
      await runSuites([
        { ...row, name: 'a', lane: 'builds', how: () => run('sh', first) },
        { ...row, name: 'b', lane: 'sources', how: () => run(process.execPath, ['-e', second]) },
      ], { environments: { native: {}, wasm: {} }, ci: false });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    await expect.poll(() => files.map((file) => pidsIn(file).length), { timeout: 60_000 }).toEqual([2, 2]);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    await expect.poll(() => files.flatMap(pidsIn).filter(runs), { timeout: 60_000 }).toEqual([]);
  });
});

it('a command that ends in time has its own code', async () => {
  expect((await within(60_000, () => run('sh', ['-c', 'exit 3']))).code).toBe(3);
});

it('a suite that throws is a failure, and the next ones run', async () => {
  const throws = async () => {
    throw new Error('a bug of the suite');
  };
  const outcomes = await runThem(
    [suite('throws', throws), suite('fine', async () => checkOutcome({ code: 0, output: '' }))],
    {
      ci: false,
    },
  );
  expect(total(outcomes)).toBe('1 passed, 1 failed, 0 skipped');
  expect(printed.join('\n')).toContain('a bug of the suite');
});

it('says why something was skipped where nothing failed', async () => {
  const outcomes = await runThem([suite('linter', async () => skippedFor('it could not be built'))], { ci: false });
  expect(total(outcomes)).toBe('0 passed, 0 failed, 1 skipped');
  expect(printed).toEqual([expect.stringMatching(/1 skipped .*\n {4}skipped: it could not be built$/)]);
});

it('in CI that is a failure', async () => {
  const outcomes = await runThem([suite('linter', async () => skippedFor('it could not be built'))], { ci: true });
  expect(total(outcomes)).toBe('0 passed, 1 failed, 0 skipped');
  expect(printed.join('\n')).toContain('linter: it could not be built');
});
