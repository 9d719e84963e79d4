/** Somebody who can write the folder of a stopped aggregator, and has no key: a store that is gone or older is noticed at the start. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type AuditLog, currentCheckpoint, readEntries } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { verifyLog } from '@fedzk/audit/verify';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { createServer, type ServerOptions } from '../../src/server.js';
import { makeSystem } from '../../src/start/first-start.js';
import { Identity, NAMES, openSecrets } from '../../src/stores/identity.js';
import { layoutOf } from '../../src/stores/layout.js';
import { openLog } from '../../src/stores/log.js';
import { ServiceLog } from '../../src/stores/service-log.js';
import { run } from '../support/cli.js';
import { freePort } from '../support/ports.js';

const ROLE = 'leader';
const parent = folderOf();
const data = join(parent, 'data');
const layout = layoutOf(data, ROLE);
const served = async (options: ServerOptions = {}): Promise<void> => {
  const server = await createServer(readConfig({ role: ROLE, mode: 'development', data }), options);
  await server.close();
};

beforeAll(async () => {
  await makeSystem({ data, mode: 'development', roles: [ROLE], clientsPort: await freePort() });
  await served();
  cpSync(data, join(parent, 'older'), { recursive: true });
  // The first task makes it, and nothing opens it here.
  writeFileSync(layout.database, '');
  await served();
  cpSync(data, join(parent, 'newest'), { recursive: true });
});

/** Puts the newest folder back, does something to it, and starts it. */
async function startedAfter(change: () => unknown): Promise<void> {
  rmSync(data, { recursive: true });
  cpSync(join(parent, 'newest'), data, { recursive: true });
  await change();
  await served();
}

/** Changes each file of a folder. */
function flipped(folder: string): void {
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(join(folder, name), bytes);
  }
}

/** Has the key store name a task. */
async function nameTask(): Promise<void> {
  const secrets = await openSecrets(layout, readConfig({ role: ROLE, mode: 'development', data }));
  await secrets.put(`${NAMES.task}any`, new Uint8Array(32));
  await secrets.store.close();
}

const older = layoutOf(join(parent, 'older'), ROLE);

describe.each<[string, string, () => unknown]>([
  ['a log that is gone', 'has 0 entries', () => rmSync(layout.log, { recursive: true })],
  [
    'a log that is empty',
    'has 0 entries',
    () => {
      for (const name of readdirSync(layout.log)) rmSync(join(layout.log, name), { recursive: true });
    },
  ],
  [
    'an older log',
    'entries, and had',
    () => {
      rmSync(layout.log, { recursive: true });
      cpSync(older.log, layout.log, { recursive: true });
    },
  ],
  ['a database that is gone', 'There was a database of rounds', () => rmSync(layout.database)],
  ['API keys that are gone', 'The API keys in', () => rmSync(layout.apiKeys, { recursive: true })],
  ['API keys that were changed', 'The API keys in', () => flipped(join(layout.apiKeys, 'h'))],
  ['a task whose file is gone', 'The file of the task any is missing', nameTask],
])('%s', (_, says, change) => {
  it('is refused, and doctor says so', async () => {
    await expect(startedAfter(change)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(says),
    });
    const found = await run(['doctor', '--data', data]);
    expect(found.code).toBe(1);
    expect(found.out).toContain(says);
  });
});

describe('the tiles of a log, which its entries determine', () => {
  it('are made anew by a start, which says so; doctor changes nothing, and says what a start does', async () => {
    const errors: unknown[] = [];
    await expect(
      startedAfter(async () => {
        rmSync(join(layout.log, 'tile', '0'), { recursive: true });
        const found = await run(['doctor', '--data', data]);
        expect(found.code).toBe(1);
        expect(found.out).toMatch(/\[no\] log .* tile\. A start makes tiles anew of the entries.*\n +-> Start it\.\n/);
        expect(found.out).not.toContain('rebuildTiles');
        expect(found.out).not.toContain('from a backup');
        expect(existsSync(join(layout.log, 'tile', '0'))).toBe(false);
        await served({ report: (error) => errors.push(error) });
      }),
    ).resolves.toBeUndefined();
    expect(errors).toMatchObject([
      { code: 'damaged', message: expect.stringMatching(/^Of the log in .* \d+ files? of tiles/) },
    ]);
    const identity = await Identity.open(layout, readConfig({ role: ROLE, mode: 'development', data }));
    const { verifierKey } = identity.logSigner;
    await identity.close();
    const reader = directoryReader(layout.log);
    expect((await verifyLog(reader, { verifierKey })).ok).toBe(true);
    const operations: string[] = [];
    for await (const { entry } of readEntries(reader, await currentCheckpoint(reader, { verifierKey })))
      operations.push(entry.operation);
    expect(operations).toContain('log.rebuilt');
  });

  it('are not made where an entry is gone too, which only a backup has', async () => {
    const lost = () => rmSync(join(layout.log, 'tile'), { recursive: true });
    await expect(startedAfter(lost)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(
        /only a backup has its entries\. Restore the whole folder of data from a backup\.$/,
      ),
    });
  });
});

it('an unchanged folder starts', async () => {
  await startedAfter(() => {});
});

it('a machine that lost its power leaves the lock of a process that nobody sees: it starts by takeOver', async () => {
  const lock = join(layout.log, '.state/lock');
  const before = `1.2.another-boot.3.${hostname()}.4`;
  const left = () => writeFileSync(join(lock, before), '');
  await expect(startedAfter(left)).rejects.toThrow('If it has ended, pass --take-over once.');
  expect(readdirSync(lock)).toEqual([before]);
  const found = await run(['doctor', '--data', data]);
  expect(found.code).toBe(1);
  expect(found.out).toContain('If it has ended, pass --take-over once.');
  expect(found.out).toContain('Do that. Restore nothing for it.');
  expect(found.out).not.toContain('from a backup');
  await served({ takeOver: true });
  await served();
});

it('takes a folder over at its start alone: the log that is opened again after a fault takes nobody else’s', async () => {
  const identity = await Identity.open(layout, readConfig({ role: ROLE, mode: 'development', data }));
  const logs: AuditLog[] = [];
  const opened = async (options = {}): Promise<AuditLog> => {
    const log = await openLog(layout, identity, options);
    logs.push(log);
    return log;
  };
  const elsewhere = join(layout.log, '.state/lock', `1.2.another-boot.3.${hostname()}.4`);
  writeFileSync(elsewhere, '');
  const service = await ServiceLog.open(opened, () => opened({ takeOver: true }));
  try {
    await logs[0]?.close();
    writeFileSync(elsewhere, '');
    const event = { user_id: 'a', operation: 'b', resource: 'c', result: 'success' } as const;
    await expect(service.append(event)).rejects.toThrow();
    await expect(service.restart()).rejects.toThrow('pass --take-over once');
  } finally {
    rmSync(elsewhere);
    await service.close();
    await identity.close();
  }
});
