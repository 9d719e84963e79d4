/** The storage of Node: a folder that is its user's alone, and the order in which it is written. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type KeyStorage, KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { directoryStorage, directoryStorageOn } from '../src/storage/directory.js';
import { headName } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { around } from './support/layers.js';

const unlock = { key: new Uint8Array(32).fill(7) };
const secret = new Uint8Array(32).fill(1);

/** A store of one key; all that is in its folder. */
async function made(dir: string): Promise<{ readonly head: string; readonly bucket: string }> {
  const store = await KeyStore.create(directoryStorage(dir), unlock);
  await store.put(secret, { id: 'one', exportable: true });
  store.lock();
  const [bucket = ''] = readdirSync(join(dir, 'b'));
  return { head: headName(1), bucket: `b/${bucket}` };
}

async function readOne(storage: KeyStorage): Promise<Uint8Array> {
  const store = await KeyStore.open(storage, unlock);
  try {
    return (await store.get('one')).exportRaw();
  } finally {
    store.lock();
  }
}

function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o7777).toString(8);
}

describe('modes', () => {
  it.each([0, 0o022, 0o007, 0o077])('of all it makes are 0700 and 0600 under umask %o', async (mask) => {
    const before = process.umask(mask);
    onTestFinished(() => {
      process.umask(before);
    });
    const { root } = temporary();
    const dir = join(root, 'deep', 'er', 'store');
    await made(dir);
    for (const folder of ['', 'h', 'b', '..', '../..'])
      expect([folder, modeOf(join(dir, folder))]).toEqual([folder, '700']);
    const files = ['h', 'b'].flatMap((folder) => readdirSync(join(dir, folder)).map((name) => join(folder, name)));
    expect(files.length).toBe(3);
    for (const file of files) expect([file, modeOf(join(dir, file))]).toEqual([file, '600']);
  });

  describe.each(['.', 'h', 'b', 'head', 'bucket', 'unfinished'])('of %s', (what) => {
    it.each([0o010, 0o020, 0o040, 0o001, 0o002, 0o004])(
      'with %o more are refused, and what to do is said',
      async (more) => {
        const { dir } = temporary();
        const { head, bucket } = await made(dir);
        const unfinished = 'b/.new-00000000-0000-4000-8000-000000000000';
        writeFileSync(join(dir, unfinished), '', { mode: 0o600 });
        const path = join(dir, { head, bucket, unfinished }[what] ?? what);
        const right = lstatSync(path).mode & 0o777;
        chmodSync(path, right | more);
        const storage = directoryStorage(dir);
        const { code, message } = await rejection(readOne(storage));
        expect(code).toBe('storage');
        const wanted = right.toString(8).padStart(4, '0');
        expect(message).toBe(
          `${path} has mode 0${(right | more).toString(8)}, so that others may use it; chmod it to ${wanted}.`,
        );
        // It is not remembered.
        chmodSync(path, right);
        expect(await readOne(storage)).toEqual(secret);
      },
    );
  });
});

describe('what is not its own', () => {
  it.each(['.', './', 'h', 'b', 'head', 'bucket'])('%s: a symbolic link is refused', async (what) => {
    const { root, dir } = temporary();
    const { head, bucket } = await made(dir);
    const path = join(dir, { head, bucket }[what] ?? what);
    const elsewhere = join(root, 'elsewhere');
    renameSync(path, elsewhere);
    symlinkSync(elsewhere, path.replace(/\/$/, ''));
    const { code, message } = await rejection(readOne(directoryStorage(what === './' ? `${dir}/` : dir)));
    expect(code).toBe('storage');
    expect(message).toContain('is a symbolic link');
  });

  const root = process.getuid?.() === 0;
  describe.skipIf(!root)(`another user's${root ? '' : ' (skipped: only root can make such)'}`, () => {
    it.each(['.', 'h', 'b', 'head', 'bucket'])('%s is refused', async (what) => {
      const { dir } = temporary();
      const { head, bucket } = await made(dir);
      const path = join(dir, { head, bucket }[what] ?? what);
      chownSync(path, 65_534, 65_534);
      const { code, message } = await rejection(readOne(directoryStorage(dir)));
      expect(code).toBe('storage');
      expect(message).toMatch(
        `${path} belongs to user 65534, and this process is user ${process.getuid?.()}. Run as the store's user.`,
      );
    });
  });

  it('files that are not objects do no harm, and stay', async () => {
    const { dir } = temporary();
    await made(dir);
    const strange = ['b/.DS_Store', 'h/.nfs0000000000000001', 'h/README', 'b/00.bak'];
    for (const name of strange) writeFileSync(join(dir, name), 'strange', { mode: 0o600 });
    const store = await KeyStore.open(directoryStorage(dir), unlock);
    await store.put(secret, { id: 'two' });
    expect(await store.verify()).toMatchObject({ ok: true, orphans: [] });
    store.lock();
    for (const name of strange) expect(existsSync(join(dir, name))).toBe(true);
  });

  it('a file in the place of the folder is an error of storage', async () => {
    const { dir } = temporary();
    writeFileSync(dir, '', { mode: 0o600 });
    expect((await rejection(readOne(directoryStorage(dir)))).code).toBe('storage');
  });
});

describe('names', () => {
  it.each([
    ...[
      '',
      'h',
      'h/',
      'x/00',
      '00',
      '/etc/passwd',
      '../outside',
      'h/../../outside',
      'h/..',
      'b/../h/00',
      'b/0/1',
      'H/00',
    ],
    ...['h/0\0', 'h/0\n', 'h/0A', 'b/.new-../outside', 'b/.old-00', 'b\\..\\outside', 'h/.', ' h/00', 'h/00 '],
  ])('%j leave nothing and reach nothing', async (name) => {
    const { root, dir } = temporary();
    await made(dir);
    writeFileSync(join(root, 'outside'), 'outside');
    const before = readdirSync(root, { recursive: true }).length;
    const storage = directoryStorage(dir);
    for (const call of [
      () => storage.get(name),
      () => storage.put([{ name, bytes: secret }]),
      () => storage.delete([name]),
    ]) {
      expect((await rejection(call())).code).toBe('invalid-argument');
    }
    expect(readdirSync(root, { recursive: true }).length).toBe(before);
  });

  it.each([undefined, null, '', 7, {}])('a folder %j is refused', (dir) => {
    expect(() => directoryStorage(dir as string)).toThrow('"path" expected the path of a folder.');
  });

  it('a folder is made by the first write, and not by a look for a store', async () => {
    const { dir } = temporary();
    const storage = directoryStorage(dir);
    expect((await rejection(readOne(storage))).code).toBe('not-found');
    expect(existsSync(dir)).toBe(false);
    await made(dir);
    expect(await readOne(storage)).toEqual(secret);
  });

  it('a relative folder stays where it was', async () => {
    const { root } = temporary();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(root);
    await made('store');
    const storage = directoryStorage('store');
    mkdirSync('elsewhere');
    process.chdir('elsewhere');
    expect(await readOne(storage)).toEqual(secret);
  });
});

/** What a storage does to its folder, in order; each operation ends before the next one begins. */
class Recorder {
  readonly steps: string[] = [];
  #running = 0;

  on(dir: string): KeyStorage {
    const short = (path: string): string =>
      (relative(dir, path) || '.')
        .replace(/\.new-.*/, 'new')
        .replace(/^h\/0*(?=[0-9a-f])/, 'h/')
        .replace(/^b\/00-.*/, (name) => `b/${this.#numberOf(name)}`);
    const layer = around(nodeFiles, async ({ operation, path, to }, run) => {
      expect(this.#running++).toBe(0);
      try {
        return await run();
      } finally {
        this.#running--;
        this.steps.push(`${operation} ${short(path)}${to === undefined ? '' : ` ${short(to)}`}`);
      }
    });
    return directoryStorageOn(layer, dir);
  }

  /** Buckets have random names. */
  readonly #buckets: string[] = [];
  #numberOf(name: string): number {
    if (!this.#buckets.includes(name)) this.#buckets.push(name);
    return this.#buckets.indexOf(name) + 1;
  }
}

describe('order', () => {
  const object = (name: string): string[] => ['create', 'write', 'sync', 'close'].map((one) => `${one} ${name}`);
  const durable = (folder: string): string[] => ['open', 'sync', 'close'].map((one) => `${one} ${folder}`);
  const read = (name: string): string[] => ['open', 'stat', 'read', 'close'].map((one) => `${one} ${name}`);
  const head = (generation: number): string[] => [
    ...['create', 'write', 'sync', 'stat', 'close'].map((one) => `${one} h/new`),
    'readdir b',
    `lstat h/${generation - 1}`,
    `link h/new h/${generation}`,
    'readdir h',
    `lstat h/${generation - 1}`,
    'unlink h/new',
    ...durable('h'),
  ];

  it('of a put: its bucket, durable; its head, durable; only then is anything removed, and it is told', async () => {
    const { dir } = temporary();
    const recorder = new Recorder();
    const store = await KeyStore.create(recorder.on(dir), unlock);
    await store.put(secret, { id: 'one' });
    await store.put(secret, { id: 'two' });
    recorder.steps.length = 0;
    await store.put(secret, { id: 'three' });
    expect([...recorder.steps, 'told']).toEqual([
      ...['readdir h', ...read('h/2')],
      ...object('b/3'),
      ...durable('b'),
      ...head(3),
      // A head is read once; after that a look tells that it is the same file. Each removal looks whether the store is there, before and after it takes the names away.
      ...['lstat h/3', 'rename h/0 h/new', 'lstat h/3', 'unlink h/new'],
      ...['lstat h/3', 'rename b/2 b/new', 'lstat h/3', 'unlink b/new'],
      'told',
    ]);
    store.lock();
  });
});

it('a bucket that a crash left half written, as one of a restore that was cut off, is replaced as a whole', async () => {
  const { dir } = temporary();
  const [storage, name, bytes] = [directoryStorage(dir), `b/00-${'ab'.repeat(16)}`, new Uint8Array(100).fill(5)];
  await storage.list();
  await storage.put([{ name, bytes: bytes.subarray(0, 50) }]);
  for (const written of [bytes, bytes.subarray(0, 9)]) {
    await storage.put([{ name, bytes: written }]);
    expect(await storage.get(name)).toEqual(new Uint8Array(written));
    expect(readdirSync(join(dir, 'b'))).toEqual([name.slice(2)]);
  }
});
