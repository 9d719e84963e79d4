// The packed service, as its README's first screen has it: in an empty folder, in each version of Node.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { manifestIn } from '../src/places.js';
import { environment, run } from '../src/run.js';
import { RUNTIMES } from '../src/runtimes.js';

const installed = inject('installed');
const nodes = RUNTIMES.filter(({ name }) => name.startsWith('Node'));
const program = join('node_modules/fedzk', 'dist/cli.js');
// A socket's path is short on some systems.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fedzk-s-')));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the service in a folder that isn't there yet. @returns once both aggregators take requests */
async function serve(node: string, data: string, port: number): Promise<ChildProcess> {
  const words = [program, 'serve', '--development', '--data', data, '--port', String(port)];
  const child = spawn(node, words, { cwd: installed, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`fedzk serve ended with ${code}: ${said}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('npx fedzk client demo')) resolve();
    });
  });
  return child;
}

it.for(nodes.map((each, i) => ({ ...each, port: 30_100 + 60 * i })))(
  '$title: fedzk serve, fedzk client demo, and the end of both aggregators',
  { timeout: 300_000 },
  async ({ name, command: [node = ''], missing, port }, { skip }) => {
    skip(missing !== undefined, missing);
    const data = join(folder, name.replace(' ', '-'));
    const began = performance.now();
    const child = await serve(node, data, port);
    const demo = await run(node, [program, 'client', 'demo', '--json', '--data', data], installed);
    expect(demo.code, demo.stderr).toBe(0);
    expect(JSON.parse(demo.stdout)).toMatchObject({ ok: true, accepted: 10, isRight: true });
    // From an empty folder to the first sum.
    expect(performance.now() - began).toBeLessThan(60_000);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  },
);

it('npx fedzk: the version of the server, and what is wrong use', async () => {
  const { version } = manifestIn(join(installed, 'node_modules/@fedzk/server'));
  expect(await run('npx', ['--offline', 'fedzk', '--version'], installed)).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
  });
  const { code, stdout, stderr } = await run('npx', ['--offline', 'fedzk', 'nothing'], installed);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^fedzk: Expected a command/);
});
