/** What the commands that read a folder say where nothing tells whether its checkpoint is the newest one. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, createSigner, type Signer } from '@fedzk/audit';
import { program } from '@fedzk/kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { folderOf } from './support/folders.js';

const cli = await program(new URL('../src/cli.ts', import.meta.url));
const original = folderOf();
let older = '';
let signer: Signer;

beforeAll(async () => {
  signer = await createSigner('example.com/cli-fresh', new Uint8Array(32).fill(3));
  const log = await AuditLog.open(directoryStorage(original), { origin: signer.name, signer });
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
  await log.append(event);
  older = await log.checkpoint();
  await log.append(event);
  await log.close();
});

function copy(spoil: (dir: string) => unknown): string {
  const dir = folderOf();
  cpSync(original, dir, { recursive: true });
  writeFileSync(join(dir, 'checkpoint'), older);
  spoil(dir);
  return dir;
}

function run(args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [cli, ...args, '--key', signer.verifierKey], {
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
