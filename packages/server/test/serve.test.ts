/** `fedzk serve` as real processes: where it can't go on it says why, and all of it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { program, run } from '@fedzk/testkit/processes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Operator } from '../src/cli/operator.js';
import { ended } from '../src/cli/serve.js';
import { readConfig } from '../src/config.js';
import { checkModes } from '../src/doctor/machine.js';
import { createServer as createAggregator } from '../src/server.js';
import { makeSystem } from '../src/start/first-start.js';
import { hold, holderOf, isStopped } from '../src/stores/holder.js';
import { layoutOf } from '../src/stores/layout.js';
import { run as cli } from './support/cli.js';
import { freePort } from './support/ports.js';

const script = await program(new URL('../src/cli.ts', import.meta.url));
const children: ChildProcess[] = [];
/** No process has such a number. */
const GONE = 99_999_999;
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Makes a system of both aggregators, and starts them. */
async function served(port: number) {
  const data = join(folderOf(), 'data');
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'], clientsPort: port });
  return { data, start: () => started(data) };
}

function started(data: string, role: readonly string[] = []) {
  const child = spawn(process.execPath, [script, 'serve', '--development', '--data', data, ...role], {
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

it('ends with 2 where others may change its folder, and so put another configuration there', {
  timeout: 60_000,
}, async () => {
  const { data, start } = await served(await freePort());
  for (const [folder, role] of [
    [data, []],
    [data, ['--role', 'leader']],
    [join(data, 'leader'), ['--role', 'leader']],
  ] as const) {
    chmodSync(folder, 0o777);
    const { child, said } = role.length === 0 ? start() : started(data, role);
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(said.text).toContain(`Others may change "${folder}". Run chmod 700 on it.`);
    const doctor = await cli(['doctor', '--data', data, '--role', 'leader']);
    expect(doctor.code).toBe(1);
    expect(doctor.out).toContain(`-> chmod 700 ${folder}`);
    chmodSync(folder, 0o700);
  }
});

it('a folder of another user is not served, and doctor says whose it must be', async () => {
  const { data } = await served(await freePort());
  // Only root can give a folder away; to others another user's process looks the same.
  const own = process.getuid?.() ?? 0;
  if (own === 0) chownSync(data, 4242, 4242);
  else vi.spyOn(process, 'getuid').mockReturnValue(own + 1);
  try {
    const { code, err } = await cli(['serve', '--development', '--data', data]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`"${data}" belongs to another user.`) });
    const config = readConfig({ role: 'leader', mode: 'development', data, file: {} });
    await expect(createAggregator(config)).rejects.toMatchObject({ code: 'invalid-state' });
    expect(checkModes(config)).toMatchObject({ state: 'no', says: `${data} belongs to another user` });
  } finally {
    vi.restoreAllMocks();
    if (own === 0) chownSync(data, 0, 0);
  }
});

it.each([
  ['a folder', (path: string) => mkdirSync(path)],
  ['a file', (path: string) => writeFileSync(path, 'of somebody')],
])('ends with 2 where %s is in the place of its socket, and leaves it', { timeout: 60_000 }, async (what, make) => {
  const { data } = await served(await freePort());
  const { socket } = layoutOf(data, 'leader');
  make(socket);
  const { child, said } = started(data, ['--role', 'leader']);
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said.text).toContain(
    `The leader can't start. "${socket}" is ${what}. Expected nothing there, or a socket: the command line's. Move it away.`,
  );
  expect(existsSync(socket)).toBe(true);
  rmSync(socket, { recursive: true });
});

it('a folder that the system does not take is given up: Node would try without end', { timeout: 60_000 }, async () => {
  for (const words of [
    ['client', 'init', '--id', 'client_1', '--home', '/proc/fedzk/home'],
    ['serve', '--development', '--data', '/proc/fedzk/data'],
  ]) {
    const onStart = (child: ChildProcess): void => void setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    const { code, stderr } = await run(process.execPath, [script, ...words], { onStart });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/"\/proc\/.*" can't be (made|used): /) });
  }
});

describe('a system that runs', { timeout: 60_000 }, () => {
  let data: string;
  let parent: ReturnType<typeof started>;
  const helper = async (): Promise<number> =>
    Number((await run('pgrep', ['-P', String(parent.child.pid), '-f', 'role helper'])).stdout);
  const listens = (times: number) =>
    expect.poll(() => parent.said.text.split('The helper listens').length - 1, { timeout: 20_000 }).toBe(times);

  beforeAll(async () => {
    const port = await freePort();
    data = join(folderOf(), 'data');
    // For the process that it starts, too.
    const before = process.umask(0);
    parent = started(data, ['--port', String(port)]);
    process.umask(before);
  });

  it('keeps what its owner alone may read, whatever the shell says of new files', async () => {
    await expect.poll(() => parent.said.text, { timeout: 20_000 }).toContain('Try it in another terminal');
    const files = readdirSync(data, { withFileTypes: true, recursive: true }).filter((each) => each.isFile());
    const modes = files.map((each) => [
      each.name,
      (statSync(join(each.parentPath, each.name)).mode & 0o077).toString(8),
    ]);
    expect(modes.length).toBeGreaterThan(20);
    expect(modes.filter(([, mode]) => mode !== '0')).toEqual([]);
    // The leader asks the helper at once, and finds it.
    expect(parent.said.text).toMatch(/The helper listens[\s\S]*The leader listens/);
  });

  it.each([[[]], [['--role', 'leader']]])('is not started again: serve %j ends with 2', async (role) => {
    await expect.poll(() => parent.said.text, { timeout: 20_000 }).toContain('Try it in another terminal');
    const { child, said } = started(data, role);
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(said.text).toMatch(/fedzk serve already runs here \(process \d+\)\. End that one first/);
    expect(said.text).not.toContain('remove');
  });

  it('whose helper was stopped: status and doctor say so at once', async () => {
    const pid = await helper();
    process.kill(pid, 'SIGSTOP');
    await expect.poll(() => isStopped(pid)).toBe(true);
    const status = await cli(['status', '--role', 'helper', '--data', data]);
    const doctor = await cli(['doctor', '--role', 'helper', '--data', data]);
    process.kill(pid, 'SIGCONT');
    expect([status.code, doctor.code]).toEqual([2, 1]);
    for (const text of [status.err, doctor.out]) expect(text).toContain(`process ${pid} is stopped.`);
    // One remedy.
    expect(doctor.out).toMatch(new RegExp(`-> Let it go on: kill -CONT ${pid}\\.$`, 'm'));
    expect(doctor.out.match(/\bkill\b.*/g)).toHaveLength(1);
  });

  it('ends with 1 where an aggregator dies again and again, and says so', async () => {
    const ended = once(parent.child, 'close');
    for (let death = 1; death <= 3; death++) {
      await listens(death);
      process.kill(await helper(), 'SIGKILL');
    }
    expect(await ended).toEqual([1, null]);
    expect(parent.said.text.match(/the helper has died, and is started again/g)).toHaveLength(2);
    expect(parent.said.text).toContain('the helper has died 3 times within a minute: both end.');
  });

  it('leaves nothing that a start of one alone stumbles over, which ends with 0 when its terminal is closed', async () => {
    // As a first start that was killed leaves it.
    mkdirSync(join(dirname(data), `.data.new-${GONE}`, 'leader'), { recursive: true });
    mkdirSync(join(data, `.leader.new-${GONE}`));
    const { child, said } = started(data, ['--role', 'helper']);
    await expect.poll(() => said.text, { timeout: 20_000 }).toContain('The helper listens');
    child.kill('SIGHUP');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said.text).toMatch(
      /The helper stops: it takes no new requests, and waits for those under way, 25 s at most\.\nThe helper has stopped\.\n$/,
    );
    expect(readdirSync(data).sort()).toEqual(['fedzk.json', 'helper', 'leader']);
    expect(readdirSync(dirname(data))).toEqual(['data']);
  });
});

it('a child that was stopped is killed when all ends', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  child.kill('SIGSTOP');
  await expect.poll(() => isStopped(child.pid ?? 0)).toBe(true);
  expect(await ended(child, 100)).toBe(false);
  expect(child.signalCode).toBe('SIGKILL');
  expect(await ended(child, 100)).toBe(true);
});

it('one that never answers is given up', async () => {
  const data = folderOf();
  const silent = createServer().listen(layoutOf(data, 'leader').socket);
  await once(silent, 'listening');
  const release = await hold(data, 'leader');
  const asked = new Operator(data, 'leader').ask('GET', '/status', undefined, 0.2);
  const says = `The leader doesn't answer within 0.2 s: process ${process.pid} is stopped or overloaded.`;
  await expect(asked).rejects.toMatchObject({ code: 'unavailable', message: says });
  release();
  silent.close();
});

it('a copy of a folder, and what a killed process has left, is nobody’s', async () => {
  const [data, copy] = [folderOf(), folderOf()];
  const release = await hold(data, 'leader');
  await expect(hold(data, 'leader')).rejects.toMatchObject({ code: 'invalid-state' });
  cpSync(join(data, 'leader.pid'), join(copy, 'leader.pid'));
  expect(holderOf(data, 'leader')).toBe(process.pid);
  expect(holderOf(copy, 'leader')).toBe(undefined);
  (await hold(copy, 'leader'))();
  release();
  expect([readdirSync(data), readdirSync(copy)]).toEqual([[], []]);
});
