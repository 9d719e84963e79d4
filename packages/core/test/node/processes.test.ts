import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { isRunning } from '../../src/node/index.js';

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
