/** `verifyLogOnThreads` beside `verifyLog`: the same report, the same errors, in the same order, whatever a thread does. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogPlace, type ThreadsOptions, verifyLogOnThreads } from '@fedzk/audit/threads';
import { httpReader, type LogReport, type VerifyLogOptions, verifyLog } from '@fedzk/audit/verify';
import { folderOf } from '@fedzk/testkit/folders';
import { programOf } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import { directoryReader } from '../src/node.js';
import { verifyOnThreads } from '../src/threads/verify.js';
import { webReader } from '../src/threads/web.js';
import {
  checkpointOf,
  entriesOf,
  type Files,
  LOG_KEY,
  leafOf,
  logOf,
  pathAt,
  readerOf,
  rootOfLeaves,
  TRUST,
} from './support/logs.js';
import { serve } from './support/serve.js';

/** Bundles of a range: see src/threads/threads.ts. */
const RANGE = 64;
const SIZES = [0, 1, 255, 256, 257, RANGE * 256 - 1, RANGE * 256, RANGE * 256 + 1, 40_000];
const ENTRIES = entriesOf(40_000);
const LEAVES = ENTRIES.map(leafOf);
const logs = new Map<number, Files>();

/** The first entries as a log of its own. */
function logOfSize(size: number): Files {
  const files = logs.get(size) ?? logOf(ENTRIES.slice(0, size));
  logs.set(size, files);
  return new Map(files);
}

const checkpointOfSize = (size: number): string => checkpointOf(size, rootOfLeaves(LEAVES.slice(0, size)));

type Options = Partial<VerifyLogOptions> & { readonly threads?: number };

/** What came of a call: its report or its error, and the steps that it told. */
interface Outcome {
  readonly report?: LogReport;
  readonly error?: { readonly code: unknown; readonly message: string };
  readonly steps: readonly number[];
}

async function outcomeOf(verify: (onProgress: (done: number) => void) => Promise<LogReport>) {
  const steps: number[] = [];
  try {
    return { report: await verify((step) => steps.push(step)), steps };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return { error: { code, message }, steps };
  }
}

const alone = (dir: string, options: Options): Promise<Outcome> =>
  outcomeOf((onProgress) => {
    const { threads: _, ...others } = options as Options & { readonly threads?: unknown };
    return verifyLog(directoryReader(dir), { ...TRUST, ...others, onProgress } as VerifyLogOptions);
  });

const onThreads = (place: LogPlace, options: Options): Promise<Outcome> =>
  outcomeOf((onProgress) => verifyLogOnThreads(place, { ...TRUST, ...options, onProgress } as ThreadsOptions));

/** Verifies a folder on some threads, and gives what came of it, which has to be the same as without them. */
async function compared(dir: string, options: Options = {}): Promise<Outcome> {
  const wanted = await alone(dir, options);
  expect(await onThreads({ directory: dir }, { threads: 3, ...options })).toEqual(wanted);
  return wanted;
}

function without(files: Files, paths: readonly string[]): Files {
  const left = new Map(files);
  for (const path of paths) left.delete(path);
  return left;
}

function flipped(files: Files, paths: readonly string[]): Files {
  const changed = new Map(files);
  for (const path of paths) {
    const bytes = files.get(path)?.slice() ?? new Uint8Array(0);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    changed.set(path, bytes);
  }
  return changed;
}

const upTo = (count: number, level: number | 'entries', from = 0): string[] =>
  Array.from({ length: count }, (_, i) => pathAt(level, from + i));

describe.each(SIZES)('a log of %i', (size) => {
  const dir = folderOf(logOfSize(size));
  const total = Math.ceil(size / 256);
  const steps = Array.from({ length: total }, (_, i) => (i + 1) / total);

  it.each([1, 2, 5, undefined])('is accepted by %s threads, as without threads', async (threads) => {
    const report = await verifyLog(readerOf(logOfSize(size)), TRUST);
    expect(report).toMatchObject({ ok: true, size, checked: { entries: size } });
    const options: Options = threads === undefined ? {} : { threads };
    expect(await onThreads({ directory: dir }, options)).toEqual({ report, steps });
  });

  it('is told from one with a changed, cut or missing file', async () => {
    const files = logOfSize(size);
    const last = [...files.keys()].filter((path) => path.startsWith('tile/')).slice(-1);
    const some = [pathAt('entries', 0), pathAt(0, 0), pathAt('entries', RANGE), pathAt(0, RANGE), ...last];
    const paths = some.filter((path) => files.has(path));
    const cut = new Map(files);
    for (const path of paths) cut.set(path, files.get(path)?.slice(0, -1) ?? new Uint8Array(0));
    for (const changed of [flipped(files, paths), without(files, paths), cut]) {
      const { report } = await compared(folderOf(changed), { threads: 2 });
      expect(report?.ok).toBe(paths.length === 0);
    }
  });
});

describe('problems', () => {
  const files = logOfSize(40_000);

  it('come in their order, over the ends of ranges', async () => {
    const some = [0, 5, RANGE - 1, RANGE, RANGE + 1, 2 * RANGE - 1, 2 * RANGE, 155];
    const paths = some.flatMap((index) => [pathAt('entries', index), pathAt(0, index)]);
    const bundles = paths.filter((path) => path.includes('entries'));
    for (const changed of [flipped(files, paths), without(files, bundles), flipped(files, [pathAt(1, 0, 156)])]) {
      const { report } = await compared(folderOf(changed));
      expect(report?.problems.length).toBeGreaterThan(0);
    }
    const { report } = await compared(folderOf(without(files, bundles)));
    expect(report?.problems.map(({ where }) => where)).toEqual(bundles);
  });

  it.each([99, 100, 101, 150])('end at a hundred: %i', async (count) => {
    const { report, steps } = await compared(folderOf(without(files, upTo(count, 'entries'))));
    expect(report?.problems.length).toBe(Math.min(count, 100));
    expect(steps.length).toBe(count < 100 ? 157 : 100);
    expect(report?.notChecked.includes('what comes after so many problems')).toBe(count >= 100);
  });

  it('end at a hundred and one where a bundle has two', async () => {
    const changed = without(files, upTo(99, 'entries'));
    const path = pathAt('entries', 99);
    changed.set(path, files.get(path)?.slice(0, -1) ?? new Uint8Array(0));
    changed.set(pathAt(0, 99), new Uint8Array(8192));
    const { report } = await compared(folderOf(flipped(changed, upTo(30, 0, 100))));
    expect(report?.problems.length).toBe(100);
    changed.set(path, flipped(files, [path]).get(path) ?? new Uint8Array(0));
    expect((await compared(folderOf(changed))).report?.problems.length).toBe(100);
  });

  it('end where neither entries nor hashes are left', async () => {
    for (const index of [0, RANGE - 1, RANGE, 100, 155]) {
      const { report, steps } = await compared(folderOf(without(files, [pathAt('entries', index), pathAt(0, index)])));
      expect(report?.problems.map(({ where }) => where)).toEqual([pathAt('entries', index), pathAt(0, index)]);
      expect(steps.length).toBe(index);
    }
  });

  it('are those of a checkpoint that is missing, wrong, or a lie', async () => {
    const lie = (size: number) => new TextEncoder().encode(checkpointOf(size, rootOfLeaves(LEAVES)));
    const ends = [without(files, ['checkpoint']), flipped(files, ['checkpoint'])];
    for (const size of [0, 39_999, 41_000, Number.MAX_SAFE_INTEGER])
      ends.push(new Map(files).set('checkpoint', lie(size)));
    for (const changed of ends) expect((await compared(folderOf(changed))).report?.ok).toBe(false);
  });
});

describe('the options', () => {
  const dir = folderOf(logOfSize(40_000));

  it.each([0, 1, 255, 256, 257, 300, RANGE * 256 - 1, RANGE * 256, RANGE * 256 + 1, 39_999, 40_000])(
    'since %i',
    async (size) => {
      const { report } = await compared(dir, { since: checkpointOfSize(size), threads: 2 });
      expect(report).toMatchObject({ ok: true, checked: { since: true } });
      if (size === 0) return;
      const fork = checkpointOf(size, rootOfLeaves([leafOf(new Uint8Array(1)), ...LEAVES.slice(1, size)]));
      expect((await compared(dir, { since: fork, threads: 2 })).report).toMatchObject({
        ok: false,
        checked: { since: false },
      });
    },
  );

  it('since a later one', async () => {
    const { report } = await compared(folderOf(logOfSize(257)), { since: checkpointOfSize(300) });
    expect(report?.problems[0]?.why).toContain('it is older');
  });

  it('minimum', async () => {
    const pruned = folderOf(without(logOfSize(40_000), upTo(RANGE + 6, 'entries')));
    const { report } = await compared(pruned, { minimum: (RANGE + 6) * 256 });
    expect(report).toMatchObject({ ok: true, checked: { entries: 40_000 - (RANGE + 6) * 256 } });
    expect((await compared(pruned, { minimum: RANGE * 256 })).report?.problems.length).toBe(6);
  });

  it.each([1, 2, 200])('concurrency %i', async (concurrency) => {
    expect((await compared(dir, { concurrency })).report?.ok).toBe(true);
  });

  it('policy', async () => {
    const policy = `log ${LOG_KEY.verifierKey}\nquorum none\n`;
    expect((await outcomeOf(() => verifyLogOnThreads({ directory: dir }, { policy, threads: 2 }))).report?.ok).toBe(
      true,
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null])('threads: not %s', async (threads) => {
    const { error } = await onThreads({ directory: dir }, { threads: threads as number });
    expect(error).toEqual({ code: 'invalid-argument', message: expect.stringContaining('"threads" expected') });
  });

  it.each<Record<string, unknown>>([
    { since: 'x' },
    { since: checkpointOf(1, new Uint8Array(32), { origin: 'example.org/b' }) },
    { minimum: 100 },
    { concurrency: 0 },
    { verifierKey: 'x' },
    { verifierKey: undefined },
    { policy: 'x' },
  ])('refuses %o, as verifyLog does', async (options) => {
    const { error } = await compared(dir, options as Options);
    expect(error?.code).toBe('invalid-argument');
  });

  it.each([undefined, null, 7, 'x'])('%s is none', async (options) => {
    const { error } = await outcomeOf(() =>
      verifyLogOnThreads({ directory: dir }, options as unknown as ThreadsOptions),
    );
    expect(error).toEqual(
      (await outcomeOf(() => verifyLog(directoryReader(dir), options as unknown as VerifyLogOptions))).error,
    );
    expect(error?.code).toBe('invalid-argument');
  });

  it.each([
    undefined,
    null,
    'log',
    {},
    { directory: '' },
    { directory: 7 },
    { directory: undefined },
    { url: '' },
    { url: undefined },
    { url: 'log' },
    { url: 'ftp://log.example/' },
    { url: 'https://log.example/?x=1' },
  ])('%o is no place', async (place) => {
    const { error } = await onThreads(place as LogPlace, {});
    expect(error?.code).toBe('invalid-argument');
  });
});

describe('a file that can not be read', () => {
  /** The log with a folder where a file was. */
  function unreadable(files: Files, path: string): string {
    const dir = folderOf(files);
    rmSync(join(dir, path), { force: true });
    mkdirSync(join(dir, path));
    return dir;
  }

  it.each(['checkpoint', pathAt('entries', 0), pathAt(0, RANGE), pathAt('entries', 100), pathAt(1, 0, 156)])(
    'is an error of storage: %s',
    async (path) => {
      const { error } = await compared(unreadable(logOfSize(40_000), path));
      expect(error).toEqual({ code: 'storage', message: `Could not read ${path} (a folder, not a regular file).` });
    },
  );

  it('does not matter after the entry that ends the report', async () => {
    const files = logOfSize(40_000);
    const nothing = without(files, [pathAt('entries', 70), pathAt(0, 70)]);
    expect((await compared(unreadable(nothing, pathAt('entries', 75)))).report?.problems.length).toBe(2);
    const many = without(files, upTo(100, 'entries'));
    expect((await compared(unreadable(many, pathAt('entries', 110)))).report?.problems.length).toBe(100);
    expect((await compared(unreadable(many, pathAt('entries', 99)))).error?.code).toBe('storage');
  });

  it('nor is a folder, which is a log without a checkpoint where it is not there', async () => {
    const dir = folderOf();
    writeFileSync(join(dir, 'file'), '');
    expect((await compared(join(dir, 'file'))).error).toMatchObject({ code: 'storage' });
    expect((await compared(join(dir, 'none'))).report?.problems).toEqual([
      { where: 'checkpoint', why: expect.stringMatching(/^it is missing: there is no log here\. Give /) },
    ]);
  });
});

describe('over HTTP', () => {
  it('the result is the same', async () => {
    const files = logOfSize(40_000);
    for (const changed of [
      files,
      flipped(files, [pathAt('entries', 3), pathAt(0, 100)]),
      without(files, ['checkpoint']),
    ]) {
      const dir = folderOf(changed);
      await using server = await serve(dir);
      const wanted = await alone(dir, {});
      for (const url of [server.url, server.url.slice(0, -1), new URL(server.url)]) {
        expect(await onThreads({ url }, { threads: 2 })).toEqual(wanted);
      }
    }
  });

  it('an error of the server is the same', async () => {
    const dir = folderOf(logOfSize(40_000));
    for (const path of ['checkpoint', pathAt('entries', 70), pathAt(1, 0, 156)]) {
      await using server = await serve(dir, { [path]: (_, response) => response.writeHead(500).end() });
      const wanted = await outcomeOf(() => verifyLog(httpReader(server.url), TRUST));
      expect(wanted.error).toEqual({ code: 'storage', message: `The server answered 500 for ${path}.` });
      expect((await onThreads({ url: server.url }, { threads: 2 })).error).toEqual(wanted.error);
    }
  });

  it('a server that does not answer is left by a signal', async () => {
    const dir = folderOf(logOfSize(40_000));
    const reason = new Error('enough');
    for (const path of ['checkpoint', pathAt('entries', 70), pathAt(1, 0, 156)]) {
      const aborter = new AbortController();
      await using server = await serve(dir, { [path]: () => setTimeout(() => aborter.abort(reason), 20) });
      const { signal } = aborter;
      await expect(verifyLogOnThreads({ url: server.url }, { ...TRUST, threads: 2, signal })).rejects.toBe(reason);
    }
  });
});

describe('where there are no threads', () => {
  const verify = (place: LogPlace, options: ThreadsOptions) =>
    verifyOnThreads(place, options, { readerOf: webReader, threads: 1 });

  it('the calling one does all', async () => {
    const dir = folderOf(flipped(logOfSize(40_000), [pathAt(0, 3)]));
    await using server = await serve(dir);
    const wanted = await alone(dir, {});
    expect(wanted.report?.problems.length).toBe(1);
    expect(await outcomeOf((onProgress) => verify({ url: server.url }, { ...TRUST, threads: 4, onProgress }))).toEqual(
      wanted,
    );
  });

  it('and no folders: they are refused', async () => {
    const { error } = await outcomeOf(() => verify({ directory: '/' }, TRUST));
    expect(error).toEqual({ code: 'unsupported', message: expect.stringContaining('{ url }') });
    for (const [place, options] of [
      [{}, TRUST],
      [{ url: 'http://127.0.0.1:1/' }, { ...TRUST, threads: 0 }],
    ]) {
      const { error: refused } = await outcomeOf(() => verify(place as LogPlace, options as ThreadsOptions));
      expect(refused?.code).toBe('invalid-argument');
    }
  });
});

describe('a program', () => {
  /** Runs a program beside this file that imports the package, and gives how it ended. */
  async function run(words: string, dir: string) {
    const path = await programOf(`import { verifyLogOnThreads } from '@fedzk/audit/threads';
      const place = { directory: ${JSON.stringify(dir)} };
      const options = { verifierKey: ${JSON.stringify(LOG_KEY.verifierKey)}, threads: 2 };
      ${words}`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8', timeout: 60_000 });
    return { status, stdout, stderr };
  }

  const good = folderOf(logOfSize(40_000));

  it('ends, as no thread holds it', async () => {
    const lost = folderOf(without(logOfSize(40_000), upTo(150, 'entries')));
    const words = 'console.log((await verifyLogOnThreads(place, options)).ok)';
    expect(await run(words, good)).toEqual({ status: 0, stdout: 'true\n', stderr: '' });
    expect(await run(words, lost)).toEqual({ status: 0, stdout: 'false\n', stderr: '' });
  });

  it('ends when it was aborted, or its own function threw', async () => {
    const catching = (more: string): string =>
      `let calls = 0; await verifyLogOnThreads(place, { ...options, ${more} }).catch((error) => console.log(error.message ?? error));`;
    for (const more of [
      `signal: AbortSignal.abort('enough')`,
      `onProgress: () => { if (++calls === 70) throw new Error('enough'); }`,
    ]) {
      expect(await run(catching(more), good)).toEqual({ status: 0, stdout: 'enough\n', stderr: '' });
    }
    const meanwhile = `const aborter = new AbortController();
      ${catching(`signal: aborter.signal, onProgress: () => { if (++calls === 70) aborter.abort('enough'); }`)}`;
    expect(await run(meanwhile, good)).toEqual({ status: 0, stdout: 'enough\n', stderr: '' });
  });
});
