/** A writer that sleeps while its store is removed and another one is put in the folder: it takes nothing of that one. */
import { hash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn } from '../src/storage/directory.js';
import { temporary } from './support/folder.js';
import { stopping } from './support/layers.js';
import { last } from './support/stores.js';
import { unlock } from './support/unlock.js';

const secret = new Uint8Array(32).fill(1);
const OTHER_KEY = { key: new Uint8Array(32).fill(8) };
const TIMEOUT = { timeout: 120_000 };

interface Replacement {
  readonly name: string;
  /** A folder to copy. */
  readonly from: string;
  readonly key: { readonly key: Uint8Array };
  readonly ids: readonly string[];
  /** Whether it is in the very state that the writer knows, and goes on with. */
  readonly same: boolean;
}

/** A store of six commits, and what comes into its place. */
async function prepared(): Promise<{ readonly old: string; readonly replacements: readonly Replacement[] }> {
  const { root } = temporary();
  const at = (name: string): string => join(root, name);
  const store = await KeyStore.create(directoryStorage(at('old')), unlock);
  const backups: Uint8Array[] = [];
  const keep = async (): Promise<void> => {
    await store.backup({ write: async (bytes) => void backups.push(bytes) });
  };
  for (const id of ['a', 'b']) await store.put(secret, { id });
  await keep();
  await store.rotateMaster();
  for (const id of ['c', 'd', 'e']) await store.put(secret, { id });
  await keep();
  store.lock();
  const created = await KeyStore.create(directoryStorage(at('created')), OTHER_KEY);
  for (const id of ['x', 'y']) await created.put(secret, { id });
  created.lock();
  const replacements: Replacement[] = [
    { name: 'created', from: at('created'), key: OTHER_KEY, ids: ['x', 'y'], same: false },
  ];
  for (const [i, backup] of backups.entries()) {
    const name = `restored ${i}`;
    const restored = await KeyStore.restore(directoryStorage(at(name)), backup, unlock);
    const ids = (await restored.list()).map(({ id }) => id);
    restored.lock();
    replacements.push({ name, from: at(name), key: unlock, ids, same: i === 1 });
  }
  return { old: at('old'), replacements };
}

/** The objects in a folder, each with a hash of its bytes. */
function objectsIn(dir: string): string[] {
  return ['h', 'b'].flatMap((folder) => {
    const path = join(dir, folder);
    const names = existsSync(path) ? readdirSync(path) : [];
    return names.map((name) => `${folder}/${name} ${hash('md5', readFileSync(join(path, name)))}`);
  });
}

const operations: Readonly<Record<string, (store: KeyStore) => Promise<unknown>>> = {
  put: (store) => store.put(secret, { id: 'late' }),
  rewrap: (store) => last(store.rewrap()),
  rotateRoot: (store) => store.rotateRoot([unlock]),
  cryptoErase: (store) => store.cryptoErase(),
};

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    async (error: unknown) => (await rejection(Promise.reject(error))).code,
  );
}

describe.each(Object.keys(operations))('%s', TIMEOUT, (name) => {
  it('before any of its steps leaves the other store whole', async () => {
    const { old, replacements } = await prepared();
    const run = operations[name] ?? expect.unreachable();
    const told: string[] = [];
    for (const { name: by, from, key, ids, same } of replacements) {
      for (let at = 0, more = true; more; at++) {
        const { root, dir } = temporary();
        cpSync(old, dir, { recursive: true, preserveTimestamps: true });
        const sleeper = stopping();
        const store = await KeyStore.open(directoryStorageOn(sleeper.layer, dir), unlock);
        sleeper.arm(at);
        const running = outcome(run(store));
        more = await Promise.race([sleeper.reached.then(() => true), running.then(() => false)]);
        if (more) {
          rmSync(dir, { recursive: true });
          mkdirSync(dir, { mode: 0o700 });
          cpSync(from, dir, { recursive: true, preserveTimestamps: true });
          const before = objectsIn(dir);
          sleeper.go();
          told.push(await running);
          const where = `${by}, before step ${at}, ${JSON.stringify(sleeper.steps[at])}`;
          const after = objectsIn(dir);
          if (!same) expect([where, after]).toEqual([where, before]);
          // Byte for byte the same, it opens as before; nothing is left where the eraser went on with its own store.
          if (!same || (name === 'cryptoErase' && after.length === 0)) continue;
          const reader = await KeyStore.open(directoryStorage(dir), key);
          const found = (await reader.list()).map(({ id }) => id);
          expect([where, found]).toEqual([where, expect.arrayContaining([...ids])]);
          expect([where, await reader.verify()]).toMatchObject([where, { ok: true }]);
          reader.lock();
        }
        store.lock();
        rmSync(root, { recursive: true, force: true });
      }
    }
    expect(told.length).toBeGreaterThan(30);
    // Whoever has seen that the commit stands may say so; a new root key doesn't open what was restored.
    const codes = new Set(told);
    for (const code of codes) {
      expect([
        'done',
        'not-found',
        'erased',
        'rolled-back',
        'storage',
        ...(name === 'rotateRoot' ? ['root-rotated'] : []),
      ]).toContain(code);
    }
    expect(codes).toContain('not-found');
  });
});

it('whoever has the old store open is told that another one is there', async () => {
  const { dir } = temporary();
  const old = await KeyStore.create(directoryStorage(dir), unlock);
  rmSync(dir, { recursive: true });
  const created = await KeyStore.create(directoryStorage(dir), OTHER_KEY);
  for (const work of [old.list(), old.put(secret, { id: 'late' }), old.cryptoErase()]) {
    const { code, message } = await rejection(work);
    expect([code, message]).toEqual([
      'not-found',
      expect.stringContaining(`another one, ${created.id}, is in its place`),
    ]);
  }
  expect(await created.verify()).toMatchObject({ ok: true, orphans: [] });
  created.lock();
  old.lock();
});
