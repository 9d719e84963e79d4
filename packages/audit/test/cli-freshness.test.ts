/** What the commands that read a folder say where nothing tells whether its checkpoint is the newest one. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/command-line.js';
import { type OlderLog, olderLog } from './support/older.js';

let log: OlderLog;
beforeAll(async () => {
  log = await olderLog('example.com/cli-fresh');
});

const copy = (spoil: (dir: string) => unknown): string => log.copy(spoil);

const withKey = async (args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> => {
  const { code, stderr } = await run([...args, '--key', log.signer.verifierKey]);
  return { code, stderr };
};

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
  ])('.state/signed is %s: export, tail and prove are refused', async (_, put) => {
    const dir = copy((at) => {
      rmSync(join(at, '.state/signed'));
      put(join(at, '.state/signed'));
    });
    for (const args of commands(dir)) {
      expect({ args, ...(await withKey(args)) }).toEqual({
        args,
        code: 1,
        stderr: expect.stringContaining('.state/signed: '),
      });
    }
  });

  it('a copy without a state is read, and that nobody looked is said', async () => {
    const dir = copy((at) => rmSync(join(at, '.state'), { recursive: true }));
    for (const args of commands(dir)) {
      expect({ args, ...(await withKey(args)) }).toEqual({
        args,
        code: 0,
        stderr:
          'fedzk-audit: not checked: whether the checkpoint is the newest one: .state/signed is not here, as in a copy that ' +
          'is published.\n',
      });
    }
  });
});
