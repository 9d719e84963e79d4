/** The demo over a network, interrupted. That it comes to its end is tested of the packed one. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program, runNode } from '@fedzk/testkit/processes';
import { expect, it } from 'vitest';

const main = await program(new URL('../src/main.ts', import.meta.url));

/** Runs it in a folder for temporary files, and sends a signal once both aggregators listen. */
async function interrupted(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL', ...options: readonly string[]) {
  const folder = folderOf();
  const pids: number[] = [];
  const { code, stdout } = await runNode([main, '--network', ...options], {
    env: { ...process.env, TMPDIR: folder, TEMP: folder },
    onOutput(said, child) {
      if (pids.length > 0 || !said.includes('\n\n')) return;
      pids.push(...Array.from(said.matchAll(/^(?:leader|helper).* process (\d+)$/gm), ([, pid]) => Number(pid)));
      child.kill(signal);
    },
  });
  expect(pids).toHaveLength(2);
  return { code, stdout, pids, left: readdirSync(folder), folder };
}

/** Waits until no such process is there: the system may forget one a while after it has ended. */
function expectGone(pids: readonly number[]): Promise<void> {
  return expect.poll(() => pids.filter(isThere), { timeout: 60_000 }).toEqual([]);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s', async (signal) => {
  const { code, pids, left } = await interrupted(signal);
  expect({ code, left }).toEqual({ code: 130, left: [] });
  await expectGone(pids);
});

it('keeps files if asked to, and says where', async () => {
  const { left, stdout, folder } = await interrupted('SIGINT', '--keep');
  expect(left).toHaveLength(1);
  expect(stdout).toContain(join(folder, left[0] ?? ''));
  expect(existsSync(join(folder, left[0] ?? '', 'leader', 'aggregator.db'))).toBe(true);
});

it('ends both aggregators where it is killed itself', async () => {
  const { pids } = await interrupted('SIGKILL');
  await expectGone(pids);
});
