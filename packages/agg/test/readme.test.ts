/** The README's "Two organisations": its commands and programs, in an empty folder and in their order, print what it says. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '@fedzk/testkit/ports';
import { program, programOf, run } from '@fedzk/testkit/processes';
import { blocks } from '@fedzk/testkit/readme';
import { expect, it, onTestFinished } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [, section = ''] = /^## Two organisations\n(.*?)^### /ms.exec(readme) ?? [];

it('runs as written', { timeout: 240_000 }, async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'fedzk-organisations-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const ports = [await freePort(), await freePort()];
  for (const code of blocks(section, 'mjs')) {
    const [, name = ''] = /^\/\/ (\w+\.mjs)$/m.exec(code) ?? [];
    const text = code.replaceAll(/800([12])/g, (_, i) => String(ports[Number(i) - 1]));
    copyFileSync(await programOf(text), join(cwd, name));
  }
  // npx has the command of the sources.
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const cli = await program(new URL('../src/cli.ts', import.meta.url));
  const shim = `#!/bin/sh\n[ "$1" = @fedzk/agg ] && shift && exec node ${cli} "$@"\n`;
  writeFileSync(join(bin, 'npx'), shim);
  chmodSync(join(bin, 'npx'), 0o755);
  const env = { ...process.env, NODE_NO_WARNINGS: '1', PATH: `${bin}${delimiter}${process.env['PATH']}` };
  const sh = (script: string) => run('sh', ['-e', '-c', script], { cwd, env });

  const [keys = '', task = '', servers = '', round = '', later = ''] = blocks(section, 'sh');
  expect(await sh(keys)).toMatchObject({ code: 0, stdout: '' });
  const signed = await sh(task);
  expect([signed.code, signed.stdout]).toEqual([
    0,
    expect.stringMatching(/^([0-9a-f]{64})\nvalid: task \1, signed by leader and helper\n$/),
  ]);
  for (const line of servers.trim().split('\n')) {
    const child = spawn('sh', ['-c', `exec ${line}`], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      child.kill();
      await ended;
    });
    const said = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text))));
    expect(said).toMatch(/^The (leader|helper) listens at http:\/\/127\.0\.0\.1:\d+\.\n$/);
  }
  const { code, stdout, stderr } = await sh(round);
  expect([code, stdout, stderr]).toEqual([0, blocks(section, 'text')[0], expect.anything()]);
  const checked = await sh(later);
  expect([checked.code, checked.stdout]).toEqual([
    0,
    expect.stringMatching(/^valid: round 1 .*3 reports.*\nthe report of the receipt is summed\n$/),
  ]);
});
