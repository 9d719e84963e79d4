/** `fedzk serve` as real processes: where it can't go on it says why, and all of it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program, run } from '@fedzk/testkit/processes';
import { afterEach, expect, it } from 'vitest';
import { makeSystem } from '../src/start/first-start.js';
import { freePort } from './support/ports.js';

const script = await program(new URL('../src/cli.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Makes a system of both aggregators, and starts them. */
async function served(port: number) {
  const data = join(folderOf(), 'data');
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'], clientsPort: port });
  return { data, start: () => started(data) };
}

function started(data: string) {
  const child = spawn(process.execPath, [script, 'serve', '--development', '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  children.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.text += text;
    });
  return { child, said };
}

it('ends with 1 where a port is taken, and names it', { timeout: 60_000 }, async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const { start } = await served(port);
  const { child, said } = start();
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said.text).toContain(`${port} is taken by another program.`);
  other.close();
});

it('ends with 2 where others may change its configuration', { timeout: 60_000 }, async () => {
  const { data, start } = await served(await freePort());
  chmodSync(join(data, 'fedzk.json'), 0o666);
  const { child, said } = start();
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said.text).toContain('Run chmod go-w on it.');
});

it('ends with 1 where an aggregator dies again and again, and says so', { timeout: 60_000 }, async () => {
  const { start } = await served(await freePort());
  const { child, said } = start();
  const ended = once(child, 'close');
  for (let death = 1; death <= 3; death++) {
    await expect.poll(() => said.text.split('The helper listens').length - 1, { timeout: 20_000 }).toBe(death);
    const found = await run('pgrep', ['-P', String(child.pid), '-f', 'role helper']);
    process.kill(Number(found.stdout), 'SIGKILL');
  }
  expect(await ended).toEqual([1, null]);
  expect(said.text.match(/the helper has died, and is started again/g)).toHaveLength(2);
  expect(said.text).toContain('the helper has died 3 times within a minute: both end.');
});
