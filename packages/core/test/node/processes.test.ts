import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { isRunning, processState, removeStale } from '../../src/node/index.js';

it('knows a process that runs from one that has ended', async () => {
  expect(isRunning(process.pid)).toBe(true);
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const { pid = 0 } = child;
  expect(isRunning(pid)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isRunning(pid)).toBe(false);
});

it.each([0, -1, 1.5, Number.NaN, 2 ** 60])('takes %s for none, and sends nothing', (pid) => {
  const kill = vi.spyOn(process, 'kill');
  expect(isRunning(pid)).toBe(false);
  expect(kill).not.toHaveBeenCalled();
  kill.mockRestore();
});

it.each([
  ['EPERM', true],
  ['EACCES', true],
  ['ESRCH', false],
])('after %s says %s', (code, runs) => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error(code), { code });
  });
  expect(isRunning(4242)).toBe(runs);
  kill.mockRestore();
});

it.runIf(existsSync('/proc/self/stat'))('says when a process began, and whether it is stopped', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const { pid = 0 } = child;
  const { started } = processState(pid);
  expect(Number(started)).toBeGreaterThanOrEqual(Number(processState(process.pid).started));
  child.kill('SIGSTOP');
  await vi.waitFor(() => expect(processState(pid)).toEqual({ state: 'T', started }), 5_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processState(pid)).toEqual({ state: '', started: '' });
});

it('removes the file of a process that has ended, and not one that was written since', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-stale-'));
  const path = join(folder, 'lock');
  try {
    removeStale(path, 'ended');
    writeFileSync(path, 'another');
    removeStale(path, 'ended');
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['lock'], 'another']);
    removeStale(path, 'another');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
