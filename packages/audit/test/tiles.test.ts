/** Whole logs, as they should be and with each file changed: `verifyLog` beside trees that are made without it. */
import { getEventListeners } from 'node:events';
import type { FedzkError, LogReader, LogReport, VerifyLogOptions } from '@fedzk/audit';
import { verifyLog } from '@fedzk/audit';
import { Random } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import {
  bundleOf,
  checkpointOf,
  checkpointOfEntries,
  checkpointText,
  entriesOf,
  type Files,
  filesOf,
  LOG_KEY,
  leafOf,
  logOf,
  NoteKey,
  ORIGIN,
  pathAt,
  readerAtOnceOf,
  readerOf,
  rootOfLeaves,
  TRUST,
} from './support/logs.js';

const SLOW = process.env['SLOW'] === '1';
const random = new Random('tiles');
const SIZES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000 + random.upTo(2000), 65_535, 65_536, 65_537, 70_000];
const ENTRIES = entriesOf(70_000);
const LEAVES = ENTRIES.map(leafOf);
const logs = new Map<number, Files>();
const checkpoints = new Map<number, string>();

/** Of the first entries. */
function checkpointOfSize(size: number): string {
  const there = checkpoints.get(size) ?? checkpointOf(size, rootOfLeaves(LEAVES.slice(0, size)));
  checkpoints.set(size, there);
  return there;
}

/** The first entries as a log of its own; the files are shared, so copy the map to change it. */
function logOfSize(size: number): Files {
  const files = logs.get(size) ?? logOf(ENTRIES.slice(0, size));
  logs.set(size, files);
  return new Map(files);
}

/** Read in the background and at once, which is the same. */
async function verify(files: Files, options: Partial<VerifyLogOptions> = {}): Promise<LogReport> {
  const all = { ...TRUST, ...options } as VerifyLogOptions;
  const report = await verifyLog(readerOf(files), all);
  expect(await verifyLog(readerAtOnceOf(files), all)).toEqual(report);
  return report;
}

const places = ({ problems }: LogReport): string[] => problems.map(({ where }) => where);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: FedzkError) => error.code,
  );
}

describe.each(SIZES)('a log of %i', (size) => {
  it('is accepted, and all of it is read once', async () => {
    const files = logOfSize(size);
    const read: string[] = [];
    const reader: LogReader = {
      async read(path) {
        read.push(path);
        return files.get(path);
      },
    };
    const report = await verifyLog(reader, TRUST);
    const tiles = [...files.keys()].filter((path) => /^tile\/\d/.test(path)).length;
    const root = Buffer.from(rootOfLeaves(LEAVES.slice(0, size))).toString('hex');
    expect(report).toMatchObject({ ok: true, problems: [], origin: ORIGIN, size, root });
    expect(report.checked).toEqual({ entries: size, tiles, since: false });
    // And once each what a folder says beside it, which there is nothing of here.
    const beside = ['.state', '.state/minimum', '.state/signed', '.state/wal'];
    expect(read.sort()).toEqual([...files.keys(), ...beside].sort());
  });
});

type Change = (bytes: Uint8Array, next: Uint8Array) => Uint8Array | undefined;

/** What may have become of a tile. */
const CHANGES: Readonly<Record<string, Change>> = {
  'a bit is another': (bytes) => {
    const changed = bytes.slice();
    const at = random.upTo(bytes.length - 1);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.upTo(7));
    return changed;
  },
  'a byte is cut off': (bytes) => bytes.slice(0, -1),
  'a hash is cut off': (bytes) => bytes.slice(0, -32),
  'a byte is added': (bytes) => Uint8Array.of(...bytes, 0),
  'a hash is added': (bytes) => Uint8Array.of(...bytes, ...new Uint8Array(32)),
  'it is another': (_, next) => next,
  'it is empty': () => new Uint8Array(0),
  'it is missing': () => undefined,
};

const TWICE: Readonly<Record<string, Change>> = {
  ...CHANGES,
  'an entry is added': (bytes) => Uint8Array.of(...bytes, 0, 0),
  'the first entry is gone': (bytes) => bytes.slice(2 + 256 * (bytes[0] ?? 0) + (bytes[1] ?? 0)),
};

function change(files: Files, paths: readonly string[], how: Change): void {
  const before = new Map(files);
  for (const [i, path] of paths.entries()) {
    const next = before.get(paths[i + 1] ?? '') ?? before.get(paths[i - 1] ?? '') ?? new Uint8Array(7);
    const bytes = how(before.get(path) ?? new Uint8Array(0), next);
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
  }
}

function batches<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => all.slice(most * i, most * (i + 1)));
}

describe.each(SLOW ? SIZES.slice(1) : SIZES.filter((size) => size > 0 && (size < 4000 || size === 70_000)))(
  'a log of %i with a change',
  (size) => {
    const all = [...logOfSize(size).keys()];
    // Of a long log the last ones and some before: a change of each other is found by the same steps.
    const paths = all.filter((_, i) => SLOW || size < 4000 || i % 8 === 0 || i > all.length - 6);
    const tiles = paths.filter((path) => /^tile\/\d/.test(path));
    const bundles = paths.filter((path) => path.startsWith('tile/entries/'));
    // Below the most problems of a report.
    const most = size < 1000 ? 1 : SLOW ? 10 : 90;

    it.each(Object.keys(CHANGES))(
      'of a tile: %s',
      async (name) => {
        for (const some of batches(tiles, most)) {
          const files = logOfSize(size);
          change(files, some, CHANGES[name] as Change);
          const report = await verify(files);
          expect(report.ok).toBe(false);
          expect(places(report).sort()).toEqual([...some].sort());
        }
      },
      600_000,
    );

    it.each(Object.keys(TWICE))(
      'of a bundle: %s',
      async (name) => {
        for (const some of batches(bundles, most)) {
          const files = logOfSize(size);
          change(files, some, TWICE[name] as Change);
          const report = await verify(files);
          const seen = new Set(places(report));
          for (const path of some) {
            // Entries that are others make another tile, and that is what is seen of it.
            const tile = path.replace('entries', '0');
            expect(seen.has(path) || seen.has(tile), path).toBe(true);
          }
          expect(report.ok).toBe(false);
        }
      },
      600_000,
    );
  },
);

describe('a partial tile', () => {
  /** A log of 300 within one of 700 whose partial tiles went. */
  function superseded(): Files {
    const files = logOfSize(300);
    const later = filesOf(ENTRIES.slice(0, 700));
    for (const path of ['tile/0/001', 'tile/entries/001']) {
      files.delete(`${path}.p/44`);
      files.set(path, later.get(path) ?? new Uint8Array(0));
    }
    return files;
  }

  it('may have gone for the full one', async () => {
    expect(await verify(superseded())).toMatchObject({ ok: true, size: 300, checked: { entries: 300, tiles: 3 } });
  });

  it.each([['tile/0/001'], ['tile/entries/001']])('may not for a %s that is none', async (path) => {
    for (const name of ['a byte is cut off', 'a hash is cut off', 'a byte is added', 'it is empty', 'it is missing']) {
      const files = superseded();
      change(files, [path], CHANGES[name] as Change);
      const report = await verify(files);
      expect(places(report), name).toEqual([name === 'it is missing' ? `${path}.p/44` : path]);
    }
    const files = superseded();
    const bytes = files.get(path)?.slice() ?? new Uint8Array(0);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    files.set(path, bytes);
    expect(places(await verify(files))[0]).toBe('tile/0/001');
  });

  it('has no more than its path says', async () => {
    const files = superseded();
    for (const path of ['tile/0/001', 'tile/entries/001']) {
      files.set(`${path}.p/44`, files.get(path) ?? new Uint8Array(0));
    }
    // Neither of them has as many as it says, so there is nothing to go on with.
    expect(places(await verify(files))).toEqual(['tile/entries/001.p/44', 'tile/0/001.p/44']);
  });

  it('is read before the full one, which nobody has to have', async () => {
    const files = logOfSize(300);
    files.set('tile/0/001', new Uint8Array(3));
    expect((await verify(files)).ok).toBe(true);
  });
});

describe('the checkpoint', () => {
  const entries = ENTRIES.slice(0, 300);
  const root = rootOfLeaves(entries.map(leafOf));
  const good = checkpointOf(300, root);
  const body = checkpointText(300, root);
  const other = new NoteKey(ORIGIN, 1, 'another');

  it.each<[string, Uint8Array | undefined, string]>([
    [
      'is missing',
      undefined,
      'it is missing: there is no log here. Give the folder or URL that has "checkpoint" and "tile/"',
    ],
    ['is empty', new Uint8Array(0), 'it is not a signed checkpoint'],
    ['is no UTF-8', Uint8Array.of(0xff, ...text(good)), 'it is not a signed checkpoint'],
    ['has no signature', text(body), 'it is not a signed checkpoint'],
    ['has an empty line and no signature', text(`${body}\n`), 'it is not a signed checkpoint'],
    ['has a size of another form', text(good.replace('300', '0300')), 'it is not a signed checkpoint'],
    ['is too long', text(`${'x'.repeat(1_000_000)}\n${good}`), 'it is not a signed checkpoint'],
    [
      'has an unknown key',
      text(checkpointOf(300, root, { key: other })),
      'it was not signed with this key, or changed afterwards',
    ],
    ['has another text', text(good.replace('300', '301')), 'it was not signed with this key, or changed afterwards'],
    [
      'has the right id and a wrong signature',
      text(`${body}\n${LOG_KEY.sign('other\n')}`),
      'it was not signed with this key, or changed afterwards',
    ],
    [
      'has a short signature',
      text(`${body}\n${LOG_KEY.line(new Uint8Array(63))}`),
      'it was not signed with this key, or changed afterwards',
    ],
    ['is of another log', text(checkpointOf(300, root, { origin: 'example.org/b' })), "it is another log's"],
  ])('%s', async (_, bytes, why) => {
    const files = logOfSize(300);
    if (bytes === undefined) files.delete('checkpoint');
    else files.set('checkpoint', bytes);
    const report = await verify(files);
    expect(report).toMatchObject({ ok: false, problems: [{ where: 'checkpoint', why }], size: 0 });
  });

  it('may have unknown signatures, and further lines', async () => {
    const files = logOfSize(300);
    files.set('checkpoint', text(`${body}\n${other.sign(body)}${LOG_KEY.sign(body)}${other.sign('')}`));
    expect((await verify(files)).ok).toBe(true);
    const more = `${body}further\n`;
    files.set('checkpoint', text(`${more}\n${LOG_KEY.sign(more)}`));
    expect((await verify(files)).ok).toBe(true);
  });

  it('with the right signature of a lie is a lie', async () => {
    const files = logOfSize(300);
    files.set(
      'checkpoint',
      text(
        checkpointOf(
          300,
          root.map((byte) => byte ^ 1),
        ),
      ),
    );
    expect(places(await verify(files))).toEqual(['checkpoint']);
    files.set('checkpoint', text(checkpointOf(299, root)));
    expect((await verify(files)).ok).toBe(false);
    files.set('checkpoint', text(checkpointOf(301, root)));
    expect((await verify(files)).ok).toBe(false);
    files.set('checkpoint', text(checkpointOf(Number.MAX_SAFE_INTEGER, root)));
    expect((await verify(files)).ok).toBe(false);
    files.set('checkpoint', text(checkpointOf(0, root)));
    expect(places(await verify(files))).toEqual(['checkpoint']);
  });
});

describe('since', () => {
  const SINCE = [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 65_535, 65_536, 65_537];

  it.each([0, 1, 256, 300, 513, 65_536, 65_537])(
    'each size before %i, and no fork',
    async (size) => {
      const forked = [text('fork'), ...ENTRIES.slice(1)];
      const [files, fork] = [logOfSize(size), logOf(forked.slice(0, size))];
      const quick = (old: number): boolean => SLOW || size < 1000 || old < 2 || old > 65_000;
      for (const old of new Set([...SINCE.filter((old) => old <= size && quick(old)), size])) {
        const since = checkpointOfSize(old);
        expect(await verify(files, { since }), `${old}`).toMatchObject({ ok: true, checked: { since: true } });
        if (old === 0) continue;
        const report = await verify(fork, { since });
        expect(report, `fork of ${old}`).toMatchObject({ ok: false, checked: { since: false } });
        expect(places(report)).toEqual(['checkpoint']);
      }
    },
    120_000,
  );

  it('the last entry that both have is looked at', async () => {
    const old = [...ENTRIES.slice(0, 299), text('fork')];
    expect((await verify(logOfSize(600), { since: checkpointOfEntries(old) })).ok).toBe(false);
  });

  it('an older log is refused', async () => {
    for (const size of [0, 255, 256, 300]) {
      const report = await verify(logOfSize(size), { since: checkpointOfSize(513) });
      expect(report).toMatchObject({ ok: false, checked: { since: false } });
      expect(report.problems[0]?.why).toMatch(/older/);
    }
  });

  it('an empty one with a root is no start', async () => {
    const report = await verify(logOfSize(300), { since: checkpointOf(0, new Uint8Array(32)) });
    expect(report).toMatchObject({ ok: false, checked: { since: false } });
  });

  it('has to be a checkpoint of this log', async () => {
    const root = rootOfLeaves([]);
    const wrong = [
      '',
      checkpointText(0, root),
      checkpointOf(0, root, { origin: 'example.org/b' }),
      checkpointOf(0, root, { key: new NoteKey(ORIGIN, 1, 'another') }),
    ];
    for (const since of wrong) expect(await codeOf(verify(logOfSize(1), { since }))).toBe('invalid-argument');
  });
});

describe('minimum', () => {
  function pruned(minimum: number, tiles: boolean): Files {
    const files = logOfSize(2000);
    for (let i = 0; i < minimum / 256; i++) {
      files.delete(pathAt('entries', i));
      if (tiles) files.delete(pathAt(0, i));
    }
    return files;
  }

  it('stands for bundles that were pruned, for who was told', async () => {
    const report = await verify(pruned(1024, false), { minimum: 1024 });
    expect(report).toMatchObject({ ok: true, checked: { entries: 2000 - 1024 } });
    expect(report.notChecked.join()).toContain('1024 pruned entries');
    expect((await verify(logOfSize(2000), { minimum: 1024 })).checked.entries).toBe(2000);
  });

  it('and not for who was told less, or nothing', async () => {
    const missing = (count: number): string[] => Array.from({ length: count }, (_, i) => pathAt('entries', i));
    expect(places(await verify(pruned(1024, false)))).toEqual(missing(4));
    expect(places(await verify(pruned(1024, false), { minimum: 512 }))).toEqual(missing(4).slice(2));
  });

  it('leaves no tile out', async () => {
    expect(places(await verify(pruned(1024, true), { minimum: 1024 }))).toEqual([pathAt(0, 0)]);
    const files = pruned(1024, false);
    change(files, [pathAt(0, 2)], CHANGES['a bit is another'] as Change);
    expect(places(await verify(files, { minimum: 1024 }))).toContain('checkpoint');
    change(files, [pathAt(0, 2)], CHANGES['a hash is added'] as Change);
    expect(places(await verify(files, { minimum: 1024 }))).toEqual([pathAt(0, 2)]);
    const alone = logOfSize(2000);
    alone.delete(pathAt(0, 0));
    expect((await verify(alone, { minimum: 256 })).ok).toBe(true);
  });

  it('is a multiple of 256', async () => {
    for (const minimum of [-256, 1, 255, 256.5, Number.NaN, Number.POSITIVE_INFINITY, '256']) {
      expect(await codeOf(verify(logOfSize(1), { minimum: minimum as number }))).toBe('invalid-argument');
    }
  });
});

describe('a reader', () => {
  const files = logOfSize(5000);

  it('that changes what it gave is not believed twice', async () => {
    const reader: LogReader = {
      async read(path) {
        // Some are late, so that others have changed by then.
        if (path.startsWith('tile/0/')) await new Promise((resolve) => setTimeout(resolve, 1));
        const bytes = files.get(path)?.slice();
        setImmediate(() => bytes?.fill(0));
        return bytes;
      },
    };
    expect((await verifyLog(reader, TRUST)).ok).toBe(true);
  });

  it('that gives other bytes a second time is not asked a second time', async () => {
    const read = new Set<string>();
    const twice: string[] = [];
    const pruned = new Map(files);
    pruned.delete(pathAt('entries', 0));
    const reader: LogReader = {
      async read(path) {
        if (read.has(path)) twice.push(path);
        read.add(path);
        return pruned.get(path);
      },
    };
    expect((await verifyLog(reader, { ...TRUST, minimum: 256 })).ok).toBe(true);
    expect(twice).toEqual([]);
  });

  it('that gives a Uint8Array of another kind gives its bytes', async () => {
    class Liar extends Uint8Array {
      override get length(): number {
        return 5;
      }
      override every(): boolean {
        return true;
      }
      override subarray(): Uint8Array<ArrayBuffer> {
        return new Uint8Array(0);
      }
    }
    const reader = (paths: Files): LogReader => ({
      read: async (path) => (paths.has(path) ? new Liar(paths.get(path) as Uint8Array) : undefined),
    });
    expect((await verifyLog(reader(files), TRUST)).ok).toBe(true);
    const changed = new Map(files);
    change(changed, [pathAt(0, 3)], CHANGES['a bit is another'] as Change);
    expect(places(await verifyLog(reader(changed), TRUST))).toEqual([pathAt(0, 3)]);
  });

  it.each<[string, unknown]>([
    ['a string', 'x'],
    ['null', null],
    ['an ArrayBuffer', new ArrayBuffer(8192)],
    ['an Int8Array', new Int8Array(8192)],
    ['an array', []],
    ['a proxy', new Proxy(new Uint8Array(8192), {})],
  ])('that gives %s is an error', async (_, value) => {
    for (const path of ['checkpoint', pathAt(0, 1), pathAt('entries', 1), pathAt(1, 0, 19)]) {
      const reader = { read: async (asked: string) => (asked === path ? value : files.get(asked)) } as LogReader;
      expect(await codeOf(verifyLog(reader, TRUST)), path).toBe('invalid-argument');
    }
  });

  it('that returns detached memory is an error', async () => {
    const gone = new Uint8Array(8192);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const reader: LogReader = { read: async (path) => (path === pathAt(0, 1) ? gone : files.get(path)) };
    expect(await codeOf(verifyLog(reader, TRUST))).toBe('invalid-argument');
  });

  it('that gives more than a bundle can have is refused', async () => {
    const large = new Map(files).set(pathAt('entries', 0), new Uint8Array(256 * 65_537 + 2));
    expect(places(await verify(large))).toEqual([pathAt('entries', 0)]);
    const full = Array.from({ length: 256 }, (_, i) => new Uint8Array(65_535).fill(i));
    expect((await verify(logOf(full))).ok).toBe(true);
  });

  it('whose error comes through', async () => {
    for (const path of ['checkpoint', pathAt(0, 1), pathAt('entries', 7), pathAt(1, 0, 19)]) {
      const reader: LogReader = {
        async read(asked) {
          if (asked === path) throw new Error('no disk');
          return files.get(asked);
        },
      };
      await expect(verifyLog(reader, TRUST)).rejects.toThrow('no disk');
    }
  });
});

describe('the options', () => {
  const files = logOfSize(5000);

  it('onProgress hears of each bundle', async () => {
    for (const reader of [readerOf(files), readerAtOnceOf(files)]) {
      const heard: number[] = [];
      await verifyLog(reader, { ...TRUST, onProgress: (done) => heard.push(done) });
      expect(heard).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) / 20));
    }
  });

  it('signal ends it: before, meanwhile, and where the reader never answers', async () => {
    const reason = new Error('enough');
    await expect(verify(files, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const meanwhile = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 3 / 20) meanwhile.abort(reason);
    };
    await expect(verify(files, { signal: meanwhile.signal, onProgress, concurrency: 64 })).rejects.toBe(reason);
    for (const path of ['checkpoint', pathAt('entries', 4), pathAt(1, 0, 19)]) {
      const silent = new AbortController();
      const reader: LogReader = {
        async read(asked) {
          if (asked !== path) return files.get(asked);
          setTimeout(() => silent.abort(reason), 1);
          return new Promise(() => undefined);
        },
      };
      await expect(verifyLog(reader, { ...TRUST, signal: silent.signal })).rejects.toBe(reason);
    }
    expect((await verify(files, { signal: new AbortController().signal })).ok).toBe(true);
  });

  it('signal has one listener, whatever is under way, and none afterwards', async () => {
    const { signal } = new AbortController();
    const seen = new Set<number>();
    const reader: LogReader = {
      async read(path) {
        await new Promise((resolve) => setImmediate(resolve));
        seen.add(getEventListeners(signal, 'abort').length);
        return files.get(path);
      },
    };
    const verified = [verifyLog(reader, { ...TRUST, signal }), verifyLog(reader, { ...TRUST, signal })];
    for (const { ok } of await Promise.all(verified)) expect(ok).toBe(true);
    expect([...seen]).toEqual([1]);
    await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0);
  });

  it.each([1, 2, 16, 1000])('concurrency %i: so many bundles at a time', async (concurrency) => {
    let [now, most] = [0, 0];
    const reader: LogReader = {
      async read(path) {
        now += path.startsWith('tile/entries/') ? 1 : 0;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= path.startsWith('tile/entries/') ? 1 : 0;
        return files.get(path);
      },
    };
    expect((await verifyLog(reader, { ...TRUST, concurrency })).ok).toBe(true);
    expect(most).toBe(Math.min(concurrency, 20));
  });

  it('concurrency is at least one', async () => {
    for (const concurrency of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '4']) {
      const wrong = { concurrency: concurrency as number };
      expect(await codeOf(verify(files, wrong)), `${concurrency}`).toBe('invalid-argument');
    }
  });

  it('an invalid key or policy is an error', async () => {
    for (const options of [undefined, null, 1, {}, { verifierKey: 'x' }, { policy: '' }, { verifierKey: undefined }]) {
      expect(await codeOf(verifyLog(readerOf(files), options as unknown as VerifyLogOptions))).toBe('invalid-argument');
    }
  });

  it('says what it says nothing about', async () => {
    const { notChecked } = await verify(files);
    expect(notChecked.join()).toMatch(/"since".*witness/);
    const since = checkpointOfSize(10);
    expect((await verify(files, { since })).notChecked.join()).not.toContain('"since"');
  });

  it('stops after a hundred problems, and says so', async () => {
    const many = logOfSize(70_000);
    for (const path of many.keys()) if (path.startsWith('tile/0/')) many.set(path, new Uint8Array(1));
    const report = await verify(many);
    expect(report.problems.length).toBe(100);
    expect(report.notChecked.join()).toContain('so many problems');
  });
});

describe.runIf(SLOW)('memory', () => {
  /** Bundles are made when they are asked for. */
  function endless(size: number): LogReader {
    const entry = (i: number): Uint8Array => text(`${i}`.padStart(200, '.'));
    const leaves = Array.from({ length: size }, (_, i) => leafOf(entry(i)));
    const tiles: Files = new Map();
    let hashes = leaves;
    for (let level = 0; hashes.length > 0; level++) {
      const roots: Uint8Array[] = [];
      for (let i = 0; 256 * i < hashes.length; i++) {
        const some = hashes.slice(256 * i, 256 * (i + 1));
        tiles.set(pathAt(level, i, some.length), new Uint8Array(Buffer.concat(some)));
        if (some.length === 256) roots.push(rootOfLeaves(some));
      }
      hashes = roots;
    }
    const note = text(checkpointOf(size, rootOfLeaves(leaves)));
    return {
      async read(path) {
        const [, digits, width = '256'] = /^tile\/entries\/([x\d/]+)(?:\.p\/(\d+))?$/.exec(path) ?? [];
        if (digits === undefined) return path === 'checkpoint' ? note : tiles.get(path);
        const first = 256 * Number(digits.replace(/[x/]/g, ''));
        return bundleOf(Array.from({ length: Number(width) }, (_, i) => entry(first + i)));
      },
    };
  }

  it('does not grow with the log', async () => {
    const [small, large] = [endless(100_000), endless(400_000)];
    const most = async (reader: LogReader): Promise<number> => {
      let rss = 0;
      const onProgress = (): void => {
        rss = Math.max(rss, process.memoryUsage.rss());
      };
      expect((await verifyLog(reader, { ...TRUST, onProgress })).ok).toBe(true);
      return rss;
    };
    await most(small);
    const before = await most(small);
    const after = await most(large);
    console.log(
      `rss at most ${Math.round(before / 1e6)} MB with 100,000 entries, ${Math.round(after / 1e6)} MB with 400,000`,
    );
    expect(after - before).toBeLessThan(40e6);
  }, 120_000);
});
