/** What the commands that read a folder say where nothing tells whether its checkpoint is the newest one. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '@fedzk/testkit/processes';
import { beforeAll, describe, expect, it } from 'vitest';
import { type OlderLog, olderLog } from './support/older.js';

const cli = await program(new URL('../src/cli.ts', import.meta.url));
let log: OlderLog;
beforeAll(async () => {
  log = await olderLog('example.com/cli-fresh');
});

const copy = (spoil: (dir: string) => unknown): string => log.copy(spoil);

function run(args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args, '--key', log.signer.verifierKey], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

const commands = (dir: string): readonly (readonly string[])[] => [
  ['export', dir],
  ['tail', dir],
  ['prove', dir, '0'],
];

describe('with a key', { timeout: 120_000 }, () => {
  it.each([
    ['a link', (at: string) => symlinkSync('/dev/null', at)],
    ['a folder', (at: string) => mkdirSync(at)],
    ['missing', () => undefined],
  ])('.state/signed is %s: export, tail and prove are refused', (_, put) => {
    const dir = copy((at) => {
      rmSync(join(at, '.state/signed'));
      put(join(at, '.state/signed'));
    });
    for (const args of commands(dir)) {
      expect({ args, ...run(args) }).toEqual({ args, status: 1, stderr: expect.stringContaining('.state/signed: ') });
    }
  });

  it('a copy without a state is read, and that nobody looked is said', () => {
    const dir = copy((at) => rmSync(join(at, '.state'), { recursive: true }));
    for (const args of commands(dir)) {
      expect({ args, ...run(args) }).toEqual({
        args,
        status: 0,
        stderr:
          'fedzk-audit: not checked: whether the checkpoint is the newest one: .state/signed is not here, as in a copy that ' +
          'is published.\n',
      });
    }
  });
});
