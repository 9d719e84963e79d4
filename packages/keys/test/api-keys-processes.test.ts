/** API keys of several processes on one folder, a process that is killed, and a storage that fails in the middle of a change. */
import { ApiKeys } from '@fedzk/keys/api-keys';
import { directoryStorage } from '@fedzk/keys/node';
import { Lines, program, runNode } from '@fedzk/testkit/processes';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { temporary } from './support/folder.js';
import { type Objects, storageOn } from './support/objects.js';
import { hex } from './support/vectors.js';
import { type Failure, Watched } from './support/watched.js';

const PEPPER = new Random('api keys processes').bytes(32);
const CLIENT = { owner: 'client_001', role: 'client' } as const;
const PROCESS: string = await program(new URL('./support/api-key-process.ts', import.meta.url));

async function inAnother<T>(dir: string, ...words: readonly string[]): Promise<T[]> {
  const { code, stdout, stderr } = await runNode([PROCESS, dir, hex(PEPPER), ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

type Issued = { readonly id: string; readonly key: string };

describe('processes on one folder', { timeout: 60_000 }, () => {
  it('a key that another issued is valid, and one that another revoked is refused, within the bound', async () => {
    const { dir } = temporary();
    const keys = await ApiKeys.open(directoryStorage(dir), { pepper: PEPPER, maxStaleSeconds: 0 });
    const [issued] = await inAnother<Issued>(dir, 'issue', 'client_002');
    expect(await keys.validate(issued?.key)).toMatchObject({ valid: true, owner: 'client_002' });
    await inAnother(dir, 'revoke', issued?.id ?? '');
    expect(await keys.validate(issued?.key)).toEqual({ valid: false, reason: 'revoked' });
    await keys.close();
  });

  it('that make the store at once, and issue at once, lose no key', async () => {
    const { dir } = temporary();
    const all = (await Promise.all(['a', 'b'].map((name) => inAnother<Issued>(dir, 'issue', name, '10')))).flat();
    const keys = await ApiKeys.open(directoryStorage(dir), { pepper: PEPPER, create: false });
    for (const { id, key } of all) expect(await keys.validate(key)).toMatchObject({ valid: true, id });
    expect((await keys.list()).length).toBe(20);
    await keys.close();
  });

  it('one that is killed while it rotates leaves each key replaced by one that is there, or not at all', async () => {
    const { dir } = temporary();
    const keys = await ApiKeys.open(directoryStorage(dir), { pepper: PEPPER });
    const { id } = await keys.issue(CLIENT);
    const acknowledged: Issued[] = [];
    const other = new Lines([PROCESS, dir, hex(PEPPER), 'rotate', id], (line, process) => {
      acknowledged.push(JSON.parse(line) as Issued);
      if (acknowledged.length === 5) process.kill();
    });
    await other.ended;
    const records = await keys.list();
    const ids = new Set(records.map((record) => record.id));
    expect(records.filter(({ status }) => status === 'active').length).toBe(1);
    for (const { status, replacedBy } of records) expect(status === 'active' || ids.has(replacedBy ?? '')).toBe(true);
    expect(records.length).toBeGreaterThanOrEqual(acknowledged.length + 1);
    const [active] = records.filter(({ status }) => status === 'active');
    expect((await keys.rotate(active?.id ?? '')).record.status).toBe('active');
    await keys.close();
  });
});

describe.each(['before', 'after'] as const)('a storage that fails %s an operation of rotate', (failure: Failure) => {
  it('at each: both keys are changed, or neither', async () => {
    for (let call = 0; ; call++) {
      const objects: Objects = new Map();
      const storage = new Watched(storageOn(objects));
      const keys = await ApiKeys.open(storage, { pepper: PEPPER });
      const { id, key } = await keys.issue(CLIENT);
      storage.failAt(call, failure);
      const rotated = await keys.rotate(id).catch(() => undefined);
      const tried = storage.calls.length;
      storage.failAt(Number.POSITIVE_INFINITY, failure);
      const fresh = await ApiKeys.open(storageOn(objects), { pepper: PEPPER });
      const records = await fresh.list();
      const [old] = records.filter((record) => record.id === id);
      if (records.length === 1) {
        expect([rotated, old?.status]).toEqual([undefined, 'active']);
        expect(await fresh.validate(key)).toMatchObject({ valid: true });
      } else {
        expect(records.length).toBe(2);
        expect(old?.status).toBe('rotated');
        expect(records.map((record) => record.id)).toContain(old?.replacedBy);
        if (rotated !== undefined) expect(await fresh.validate(rotated.key)).toMatchObject({ valid: true });
      }
      await fresh.close();
      await keys.close();
      if (call >= tried) break;
    }
  });
});
