/** Threads that end, fail or never answer: the call is rejected, never hangs, and leaves none running. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FedzkError } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { type LogReport, verifyLog } from '../src/entry/verify.inline.js';
import { directoryReader } from '../src/node.js';
import { answering } from '../src/threads/answer.js';
import type { Answer, Range, Start } from '../src/threads/messages.js';
import { nodeReader, nodeThread } from '../src/threads/node.js';
import type { Thread } from '../src/threads/threads.js';
import { type ThreadsOptions, verifyOnThreads } from '../src/threads/verify.js';
import { webThread } from '../src/threads/web.js';
import { folderOf, serve } from './support/folders.js';
import { checkpointOf, entriesOf, logOf, pathAt, TRUST } from './support/logs.js';

const ownWorker = pathToFileURL(createRequire(import.meta.url).resolve('@fedzk/audit/threads/worker'));
const BUNDLES = 300;
const files = logOf(entriesOf(BUNDLES * 256));
const dir = folderOf(files);

function verify(open: () => Thread, options: Partial<ThreadsOptions> = {}): Promise<LogReport> {
  const all = { ...TRUST, threads: 2, ...options } as ThreadsOptions;
  return verifyOnThreads({ directory: dir }, all, { readerOf: nodeReader, open, threads: 2 });
}

/** Threads of Node, and a list of those that were started. */
class Workers {
  readonly started: Worker[] = [];
  readonly #make: (place: number) => Worker;

  constructor(make: (place: number) => Worker = () => new Worker(ownWorker, { execArgv: [] })) {
    this.#make = make;
  }

  readonly open = (): Thread => {
    const worker = this.#make(this.started.length);
    this.started.push(worker);
    return nodeThread(worker);
  };

  /** Resolves when all have ended: an ended worker has no id. */
  async ended(): Promise<void> {
    const running = this.started.filter(({ threadId }) => threadId !== -1);
    await Promise.all(running.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  }
}

/** A worker that runs a program of CommonJS. */
const running = (program: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${program}`, { eval: true, stderr: true });

/** A thread in the hands of a test: what it was sent, and what it says. */
class Puppet implements Thread {
  readonly messages: (Start | Range)[] = [];
  answered: (answer: Answer) => void = () => undefined;
  ended: (reason: unknown) => void = () => undefined;
  ends = 0;

  post(message: Start | Range): void {
    this.messages.push(message);
  }

  listen(answered: (answer: Answer) => void, ended: (reason: unknown) => void): void {
    this.answered = answered;
    this.ended = ended;
  }

  end(): void {
    this.ends++;
  }
}

/** A puppet that does what a thread does, in the calling one. */
class Answering extends Puppet {
  readonly #take = answering(nodeReader, (answer) => this.answered(answer));

  override post(message: Start | Range): void {
    super.post(message);
    this.#take(message);
  }
}

/** Puppets of a kind, and a list of those that were opened. */
function puppets<T extends Puppet>(kind: new () => T): { readonly opened: T[]; readonly open: () => T } {
  const opened: T[] = [];
  const open = (): T => {
    const puppet = new kind();
    opened.push(puppet);
    return puppet;
  };
  return { opened, open };
}

async function rejected(promise: Promise<unknown>): Promise<FedzkError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(FedzkError);
  return error as FedzkError;
}

const ENDED = { code: 'worker', message: expect.stringMatching(/^A thread ended before .*worker-src 'self'/) };

describe('a thread of Node', () => {
  it('that lives answers, and ends with the call', async () => {
    const workers = new Workers();
    expect(await verify(workers.open)).toEqual(await verifyLog(directoryReader(dir), TRUST));
    await workers.ended();
    expect(workers.started.length).toBe(2);
  });

  it.each([
    ['exits at its start', 'process.exit(3)', 'it exited with code 3'],
    ['throws at its start', "throw new Error('mine')", 'mine'],
    ['exits over its first message', "parentPort.once('message', () => process.exit(3))", 'it exited with code 3'],
    [
      'throws over a later one',
      "parentPort.on('message', (m) => { if (m.first > 64) throw new Error('mine'); })",
      'mine',
    ],
    ['has nothing to do', '', 'it exited with code 0'],
    ['rejects', "parentPort.on('message', () => void Promise.reject(new Error('mine')))", 'mine'],
  ])('that %s is an error with its cause', async (_, program, cause) => {
    for (const dying of [[0, 1], [0], [1]]) {
      const workers = new Workers((place) =>
        dying.includes(place) ? running(program) : new Worker(ownWorker, { execArgv: [] }),
      );
      const error = await rejected(verify(workers.open));
      expect(error).toMatchObject({ ...ENDED, cause: { message: cause } });
      await workers.ended();
    }
  });

  it('whose file is not there is an error', async () => {
    const workers = new Workers(() => new Worker(new URL('missing.mjs', import.meta.url)));
    expect(await rejected(verify(workers.open))).toMatchObject({ ...ENDED, cause: { code: 'MODULE_NOT_FOUND' } });
    await workers.ended();
  });

  it('that can not be made is an error, and the others end', async () => {
    const workers = new Workers((place) => {
      if (place === 1) throw new Error('no more');
      return new Worker(ownWorker, { execArgv: [] });
    });
    expect(await rejected(verify(workers.open))).toMatchObject({ ...ENDED, cause: { message: 'no more' } });
    expect(workers.started.length).toBe(1);
    await workers.ended();
  });

  it('that is terminated on the way is an error, and the others end', async () => {
    const workers = new Workers();
    const onProgress = (done: number): void => {
      if (done === 1) void workers.started[0]?.terminate();
    };
    // A server that holds one file back: it is not over before the thread is.
    await using server = await serve(dir, { [pathAt('entries', BUNDLES - 1)]: () => undefined });
    const all = { ...TRUST, onProgress };
    const surroundings = { readerOf: nodeReader, open: workers.open, threads: 2 };
    const error = await rejected(verifyOnThreads({ url: server.url }, all, surroundings));
    expect(error).toMatchObject({ ...ENDED, cause: { message: 'it exited with code 1' } });
    await workers.ended();
  });

  it('ends with a call that is aborted or that threw', async () => {
    const reason = new Error('enough');
    for (const done of [1, 64, 65, 299]) {
      const [aborted, thrown] = [new Workers(), new Workers()];
      const aborter = new AbortController();
      const abort = (now: number): void => {
        if (now === done) aborter.abort(reason);
      };
      await expect(verify(aborted.open, { signal: aborter.signal, onProgress: abort })).rejects.toBe(reason);
      const fail = (now: number): void => {
        if (now === done) throw reason;
      };
      await expect(verify(thrown.open, { onProgress: fail })).rejects.toBe(reason);
      await Promise.all([aborted.ended(), thrown.ended()]);
      expect([aborted.started.length, thrown.started.length]).toEqual([2, 2]);
    }
  });

  it('is not started for a call that is aborted before', async () => {
    const workers = new Workers();
    await expect(verify(workers.open, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    expect(workers.started).toEqual([]);
  });
});

describe('threads', () => {
  it.each([
    [1, 1],
    [2, 2],
    [5, 5],
    [6, 5],
    [1000, 5],
  ])('are as many as were asked for, up to one a range: %i', async (threads, count) => {
    const { opened, open } = puppets(Answering);
    expect((await verify(open, { threads })).ok).toBe(true);
    expect(opened.map(({ ends }) => ends)).toEqual(Array.from({ length: count }, () => 1));
    const ranges = opened.flatMap(({ messages }) => messages.slice(1) as Range[]).sort((a, b) => a.first - b.first);
    expect(ranges.map(({ first, end }) => [first, end])).toEqual([
      [0, 64],
      [64, 128],
      [128, 192],
      [192, 256],
      [256, 300],
    ]);
  });

  it('are as many as the machine runs, and none for a log of one range', async () => {
    const { opened, open } = puppets(Answering);
    const surroundings = { readerOf: nodeReader, open, threads: 3 };
    expect((await verifyOnThreads({ directory: dir }, TRUST, surroundings)).ok).toBe(true);
    expect(opened.length).toBe(3);
    for (const size of [0, 1, 64 * 256]) {
      const short = folderOf(logOf(entriesOf(size)));
      expect((await verifyOnThreads({ directory: short }, TRUST, surroundings)).ok).toBe(true);
      expect(opened.length).toBe(3);
    }
    const longer = folderOf(logOf(entriesOf(64 * 256 + 1)));
    expect((await verifyOnThreads({ directory: longer }, TRUST, surroundings)).ok).toBe(true);
    expect(opened.length).toBe(3 + 2);
  });

  it('are not started where an argument is wrong', async () => {
    const { opened, open } = puppets(Answering);
    for (const options of [{ threads: 0 }, { minimum: 1 }, { verifierKey: 'x' }, { concurrency: 0 }, { since: '' }]) {
      expect((await rejected(verify(open, options))).code).toBe('invalid-argument');
    }
    expect(opened).toEqual([]);
  });

  it('have the next ranges before they answer, and those who are quicker more', async () => {
    const { opened, open } = puppets(Puppet);
    const size = 12 * 64 * 256;
    const large = folderOf(new Map([['checkpoint', new TextEncoder().encode(checkpointOf(size, new Uint8Array(32)))]]));
    const surroundings = { readerOf: nodeReader, open, threads: 2 };
    const report = verifyOnThreads({ directory: large }, TRUST, surroundings);
    const loads = async (): Promise<number[]> => {
      await new Promise((resolve) => setImmediate(resolve));
      return opened.map(({ messages }) => messages.length - 1);
    };
    await expect.poll(loads).toEqual([4, 4]);
    // Each has ranges by turns; the first of all is awaited, and when it is there one more goes out.
    const root = new Uint8Array(32);
    const bundle = { root, entries: 256, pruned: 0, tiles: 1, problems: [] };
    const checked = Array.from({ length: 64 }, () => bundle);
    for (let i = 0; i < 3; i++) opened[1]?.answered({ checked });
    expect(await loads()).toEqual([4, 4]);
    opened[0]?.answered({ checked });
    await expect.poll(loads).toEqual([4, 6]);
    // What a thread that ended had comes in its turn.
    opened[1]?.ended('mine');
    for (let i = 0; i < 3; i++) opened[0]?.answered({ checked });
    expect(await rejected(report)).toMatchObject({ ...ENDED, cause: 'mine' });
  });

  it('that never answer are left by a signal, at each moment', async () => {
    /** Answers its first ranges alone. */
    class Weary extends Answering {
      #left = 2;

      override post(message: Start | Range): void {
        if ('place' in message || this.#left-- > 0) super.post(message);
      }
    }
    const reason = new Error('enough');
    for (const kind of [Puppet, Weary]) {
      const { opened, open } = puppets<Puppet>(kind);
      const aborter = new AbortController();
      setTimeout(() => aborter.abort(reason), 200);
      await expect(verify(open, { threads: 1, signal: aborter.signal })).rejects.toBe(reason);
      expect(opened.map(({ ends }) => ends)).toEqual([1]);
    }
    // By what hears of the last bundle before the silence.
    const { opened, open } = puppets(Weary);
    const aborter = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 128) aborter.abort(reason);
    };
    await expect(verify(open, { threads: 1, signal: aborter.signal, onProgress })).rejects.toBe(reason);
    expect(opened.map(({ ends }) => ends)).toEqual([1]);
  });

  it('whose end comes before its question are an error too', async () => {
    class Dead extends Puppet {
      override listen(_: unknown, ended: (reason: unknown) => void): void {
        ended(undefined);
      }
    }
    const { opened, open } = puppets(Dead);
    expect(await rejected(verify(open))).toMatchObject(ENDED);
    expect(opened.map(({ ends }) => ends)).toEqual([1, 1]);
  });

  it('may say more than they were asked, or that they ended when all is done', async () => {
    class Talkative extends Answering {
      override end(): void {
        super.end();
        this.answered({ checked: [] });
        this.ended(new Error('late'));
      }
    }
    const { open } = puppets(Talkative);
    expect((await verify(open)).ok).toBe(true);
  });

  it('tell what failed that is no FedzkError by its words', async () => {
    const broken = { read: () => Promise.reject(new Error('no memory')) };
    const answers: Answer[] = [];
    const take = answering(
      () => broken,
      (answer) => answers.push(answer),
    );
    take({ place: { directory: dir }, plan: { size: 256, minimum: 0 } });
    take({ first: 0, end: 1 });
    await expect.poll(() => answers).toEqual([{ checked: [], error: { code: 'worker', message: 'no memory' } }]);
  });
});

describe('a Web Worker', () => {
  /** What a browser's Worker is to a lane; real ones run in packages/packaging-tests. */
  class WebPuppet extends EventTarget {
    readonly messages: unknown[] = [];
    terminated = 0;
    readonly #take = answering(nodeReader, (data) => this.dispatchEvent(new MessageEvent('message', { data })));

    postMessage(message: Start | Range): void {
      this.messages.push(message);
      this.#take(message);
    }

    terminate(): void {
      this.terminated++;
    }
  }

  it('answers by events, and is terminated', async () => {
    const puppet = new WebPuppet();
    expect((await verify(() => webThread(puppet as unknown as globalThis.Worker), { threads: 1 })).ok).toBe(true);
    expect([puppet.messages.length, puppet.terminated]).toEqual([1 + 5, 1]);
  });

  it.each([
    [Object.assign(new Event('error', { cancelable: true }), { message: 'mine' }), 'mine'],
    [new Event('error', { cancelable: true }), 'its event was "error"'],
    [new Event('messageerror', { cancelable: true }), 'its event was "messageerror"'],
  ])('ends by %o, which is no error of the page', async (event, message) => {
    class Silent extends WebPuppet {
      override postMessage(): void {
        setImmediate(() => this.dispatchEvent(event));
      }
    }
    const puppet = new Silent();
    const error = await rejected(verify(() => webThread(puppet as unknown as globalThis.Worker), { threads: 1 }));
    expect(error).toMatchObject({ ...ENDED, cause: { message } });
    expect([event.defaultPrevented, puppet.terminated]).toEqual([true, 1]);
  });
});
