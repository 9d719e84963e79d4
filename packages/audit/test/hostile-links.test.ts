/** Whoever can write a log's folder puts links there, to have files elsewhere removed or written with the service's rights. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AuditLog, type AuditLogOptions, createSigner, inspectLog, rebuildTiles } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { nodeProcesses } from '../src/storage/processes.js';
import { around } from './support/layers.js';

const signer = await createSigner('example.com/links', new Uint8Array(32).fill(7));
const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;

async function append(log: AuditLog, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => log.append(event)));
}

const open = (dir: string, options: Partial<AuditLogOptions> = {}): Promise<AuditLog> =>
  AuditLog.open(directoryStorage(dir), { origin: signer.name, signer, ...options });

async function logOf(count: number): Promise<string> {
  const dir = folderOf();
  const log = await open(dir);
  await append(log, count);
  await log.close();
  return dir;
}

/** A folder elsewhere that has what is there, names as the log's own, and others. */
function victimOf(at: string): string {
  const victim = folderOf();
  if (existsSync(at)) for (const name of readdirSync(at)) renameSync(join(at, name), join(victim, name));
  for (const name of ['precious.txt', '2', '1', '0000000000000000', '17']) {
    if (!existsSync(join(victim, name))) writeFileSync(join(victim, name), name);
  }
  rmSync(at, { recursive: true, force: true });
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(victim, at);
  return victim;
}

const contents = (dir: string): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();

describe('a folder within the log that is a link', () => {
  it.each([
    '.state',
    '.state/tmp',
    '.state/lock',
    '.state/wal',
    'tile',
    'tile/entries',
    'tile/0',
    'tile/entries/000.p',
  ])('%s is refused, and nothing is removed or written where it leads', async (folder) => {
    for (const takeOver of [false, true]) {
      const dir = await logOf(3);
      const victim = victimOf(join(dir, folder));
      const before = contents(victim);
      const work = async (): Promise<void> => {
        const log = await open(dir, { takeOver });
        try {
          await append(log, 260);
        } finally {
          await log.close();
        }
      };
      const error: unknown = await work().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(codeOf(error)).toBe('storage');
      expect((error as Error).message).toContain('a symbolic link, not a folder');
      expect(contents(victim)).toEqual(before);
      for (const look of [inspectLog, rebuildTiles]) {
        // One that doesn't look there has nothing to refuse.
        await look(directoryStorage(dir), signer.verifierKey).catch((reason: unknown) =>
          expect(codeOf(reason)).toBe('storage'),
        );
      }
      expect(contents(victim)).toEqual(before);
    }
  });

  it.each(['tile', 'tile/entries'])(
    '%s of a log that has no entry is refused before anything is written',
    async (folder) => {
      const dir = await logOf(0);
      const victim = victimOf(join(dir, folder));
      const before = contents(victim);
      const log = await open(dir).catch((error: unknown) => error);
      if (log instanceof AuditLog) {
        await log.append(event);
        await expect(log.checkpoint()).rejects.toMatchObject({ code: 'fail-stop' });
        await log.close();
      }
      expect(contents(victim)).toEqual(before);
    },
  );
});

describe('a folder of the state', () => {
  it.each(['.state', '.state/lock', '.state/tmp', '.state/wal'])(
    '%s that others may write is refused',
    async (folder) => {
      for (const mode of [0o770, 0o702]) {
        const dir = await logOf(3);
        chmodSync(join(dir, folder), mode);
        await expect(open(dir)).rejects.toMatchObject({
          code: 'storage',
          message: `Could not use ${folder} (it has mode 0${mode.toString(8)}, so that others may write there; chmod it to 0700).`,
        });
      }
    },
  );

  it('that is another user’s is refused', async () => {
    const dir = await logOf(3);
    const { geteuid } = process;
    process.geteuid = () => (geteuid?.() ?? 0) + 1;
    try {
      await expect(open(dir)).rejects.toThrow('it belongs to user');
    } finally {
      if (geteuid !== undefined) process.geteuid = geteuid;
    }
    await (await open(dir)).close();
  });
});

it('files of other names than the log’s own stay', async () => {
  const dir = await logOf(3);
  const others = [
    '.state/tmp/a b',
    '.state/tmp/notes.txt',
    '.state/wal/hello',
    '.state/wal/12',
    'tile/entries/000.p/readme',
    'tile/0/000.p/0x3',
  ];
  for (const path of others) writeFileSync(join(dir, path), 'x');
  writeFileSync(join(dir, '.state/tmp/7'), 'left by a writer before');
  const log = await open(dir);
  await append(log, 260);
  await log.close();
  for (const path of others) expect(readFileSync(join(dir, path), 'utf8'), path).toBe('x');
  expect(existsSync(join(dir, '.state/tmp/7'))).toBe(false);
  expect(readdirSync(join(dir, 'tile/entries/000.p'))).toEqual(['readme']);
});

it('a link in the place of a journal that was just made is not followed', async () => {
  const dir = folderOf();
  const victim = join(folderOf(), 'victim');
  writeFileSync(victim, 'PRECIOUS');
  let links = 0;
  const files = around(nodeFiles, async (step, run) => {
    const done = await run();
    if (step.operation === 'rename' && step.to?.includes('/wal/') === true) {
      rmSync(step.to);
      symlinkSync(victim, step.to);
      links++;
    }
    return done;
  });
  const log = await AuditLog.open(directoryStorageOn(files, dir, nodeProcesses), { origin: signer.name, signer });
  await log.append(event).catch(() => undefined);
  await log.close().catch(() => undefined);
  expect(links).toBeGreaterThan(0);
  expect(lstatSync(join(dir, '.state/wal/0000000000000000')).isSymbolicLink()).toBe(true);
  expect(readFileSync(victim, 'utf8')).toBe('PRECIOUS');
});
