/** Threads that end, fail or never answer: others do their work, or the call is rejected; it never hangs, and leaves none running. */

import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type LogReport, verifyLog } from '@fedzk/audit/verify';
import { FedzkError } from '@fedzk/core';
import { answering, type CrewWorker, type Reply, type Task } from '@fedzk/core/crew';
import { folderOf } from '@fedzk/testkit/folders';
import { program } from '@fedzk/testkit/processes';
import { describe, expect, it } from 'vitest';
import { directoryReader } from '../src/node.js';
import type { LogReader } from '../src/storage/storage.js';
import { beginning } from '../src/threads/answer.js';
import type { Answer, LogPlace, Range, Start } from '../src/threads/messages.js';
import { nodeReader } from '../src/threads/node.js';
import { type ThreadsOptions, verifyOnThreads } from '../src/threads/verify.js';
import { checkpointOf, entriesOf, logOf, pathAt, TRUST } from './support/logs.js';
import { serve } from './support/serve.js';

const ownWorker = await program('@fedzk/audit/threads/worker');
const BUNDLES = 300;
const files = logOf(entriesOf(BUNDLES * 256));
const dir = folderOf(files);

/** A reader of the calling thread, which has its bundles and tiles of level 0 only after something else. */
function after(until: Promise<unknown>): (place: LogPlace) => LogReader {
  return (place) => {
    const { read } = nodeReader(place);
    return {
      async read(path) {
        if (/^tile\/(entries|0)\//.test(path)) await until;
        return read(path);
      },
    };
  };
}

/** Verifies on two threads beside the calling one, which begins with its part after something else. */
function verify(
  open: () => CrewWorker,
  options: Partial<ThreadsOptions> = {},
  until: Promise<unknown> = Promise.resolve(),
): Promise<LogReport> {
  const all = { ...TRUST, threads: 3, ...options } as ThreadsOptions;
  return verifyOnThreads({ directory: dir }, all, { readerOf: after(until), open, threads: 3 });
}

/** Threads of Node, and a list of those that were started. */
class Workers {
  readonly started: Worker[] = [];
  readonly #make: (place: number) => Worker;

  constructor(make: (place: number) => Worker = () => new Worker(ownWorker, { execArgv: [] })) {
    this.#make = make;
  }

  readonly open = (): Worker => {
    const worker = this.#make(this.started.length);
    this.started.push(worker);
    return worker;
  };

  /** Resolves when all have ended, and none was started in place of the last ones. */
  async givenUp(): Promise<void> {
    for (let count = 0; count !== this.started.length; ) {
      count = this.started.length;
      await this.ended();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Resolves when all have ended, or those of some places: an ended worker has no id. */
  async ended(places: readonly number[] = [...this.started.keys()]): Promise<void> {
    const running = this.started.filter(({ threadId }, place) => places.includes(place) && threadId !== -1);
    await Promise.all(running.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  }

  /** Resolves when one has said that it can start, and answered so many times. */
  async answered(times: number): Promise<void> {
    await Promise.race(this.started.map((worker) => heard(worker, 1 + times)));
  }
}

function heard(worker: Worker, messages: number): Promise<void> {
  return new Promise((resolve) => {
    let left = messages;
    worker.on('message', () => {
      if (--left === 0) resolve();
    });
  });
}

/** A worker that runs a program of CommonJS. */
const running = (program: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${program}`, { eval: true, stderr: true });

/** A thread in the hands of a test: what it was sent, and what it says. */
class Puppet extends EventEmitter implements CrewWorker {
  readonly messages: (Start | Task<Range>)[] = [];
  ends = 0;
  #answered = 0;

  postMessage(message: unknown): void {
    this.messages.push(message as Start | Task<Range>);
  }

  say(reply: Reply): void {
    this.emit('message', reply);
  }

  /** Answers its oldest range. */
  answer(answer: Answer): void {
    this.say({ id: this.#answered++, answer });
  }

  terminate(): void {
    this.ends++;
  }
}

/** A puppet that does what a thread does, in the calling one. */
class Answering extends Puppet {
  readonly #take = answering(beginning(nodeReader), (reply) => this.say(reply));

  override postMessage(message: unknown): void {
    super.postMessage(message);
    this.#take(message as Start | Task<Range>);
  }
}

/** Ranges that puppets were sent. */
const rangesOf = (puppets: readonly Puppet[]): Range[] =>
  puppets
    .flatMap(({ messages }) => (messages.slice(1) as Task<Range>[]).map(({ question }) => question))
    .sort((a, b) => a.first - b.first);

/** Resolves when something is so. */
async function so(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
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

const NONE_STARTS = { code: 'worker', message: expect.stringMatching(/^No worker can be started.*worker-src 'self'/) };
const ENDED = { code: 'worker', message: expect.stringMatching(/^2 workers ended/) };

describe('a thread of Node', () => {
  it('that lives answers, and ends with the call', async () => {
    const workers = new Workers();
    const part = so(() => workers.started.length === 2).then(() => workers.answered(1));
    expect(await verify(workers.open, {}, part)).toEqual(await verifyLog(directoryReader(dir), TRUST));
    await workers.ended();
    expect(workers.started.length).toBe(2);
  });

  it.each([
    ['exits at its start', 'process.exit(3)', 'it exited with code 3'],
    ['throws at its start', "throw new Error('mine')", 'mine'],
    ['exits over its first message', "parentPort.once('message', () => process.exit(3))", 'it exited with code 3'],
    ['has nothing to do', '', 'it exited with code 0'],
    ['rejects', "parentPort.on('message', () => void Promise.reject(new Error('mine')))", 'mine'],
    [
      'throws over a range',
      "parentPort.on('message', ({ id }) => { if (id !== undefined) throw new Error('mine'); parentPort.postMessage('ready'); })",
      'mine',
    ],
  ])('that %s: another one does its work, or says why none can', async (how, program, cause) => {
    const overRange = how.endsWith('range');
    // Over a range it dies only if it gets one.
    for (const dying of overRange ? [] : [0, 1]) {
      const workers = new Workers((place) =>
        place === dying ? running(program) : new Worker(ownWorker, { execArgv: [] }),
      );
      const dead = so(() => workers.started.length >= 2).then(() => workers.ended([dying]));
      expect(await verify(workers.open, {}, dead)).toEqual(await verifyLog(directoryReader(dir), TRUST));
      await workers.ended();
      expect(workers.started.length).toBe(3);
    }
    const workers = new Workers(() => running(program));
    const error = await rejected(
      verify(
        workers.open,
        {},
        so(() => workers.started.length >= 2).then(() => workers.givenUp()),
      ),
    );
    expect(error).toMatchObject({ ...(overRange ? ENDED : NONE_STARTS), cause: { message: cause } });
    await workers.ended();
  });

  it('whose file is not there is an error', async () => {
    const workers = new Workers(() => new Worker(new URL('missing.mjs', import.meta.url)));
    const dead = so(() => workers.started.length >= 2).then(() => workers.givenUp());
    const error = await rejected(verify(workers.open, {}, dead));
    expect(error).toMatchObject({ ...NONE_STARTS, cause: { code: 'MODULE_NOT_FOUND' } });
    await workers.ended();
  });

  it.each([0, 1])('that can not be made is done without, unless there is no other: %i are', async (made) => {
    const workers = new Workers((place) => {
      if (place >= made) throw new Error('no more');
      return new Worker(ownWorker, { execArgv: [] });
    });
    const report = verify(workers.open);
    if (made === 0) expect(await rejected(report)).toMatchObject({ ...NONE_STARTS, cause: { message: 'no more' } });
    else expect((await report).ok).toBe(true);
    expect(workers.started.length).toBe(made);
    await workers.ended();
  });

  it('that is terminated on the way, and the one after it, is an error', async () => {
    const workers = new Workers();
    let asked = (): void => undefined;
    const dead = new Promise<void>((resolve) => {
      asked = () => {
        const ended = workers.started.at(-1)?.terminate();
        if (workers.started.length === 2) void ended?.then(() => resolve());
      };
    });
    // A server that never answers a thread's first question.
    await using server = await serve(dir, { [pathAt('entries', 64)]: () => asked() });
    const surroundings = { readerOf: after(dead), open: workers.open, threads: 2 };
    const error = await rejected(verifyOnThreads({ url: server.url }, TRUST, surroundings));
    expect(error).toMatchObject({ ...ENDED, cause: { message: 'it exited with code 1' } });
    await workers.ended();
  });

  it('ends with a call that is aborted or that threw', async () => {
    const reason = new Error('enough');
    for (const done of [1, 64, 65, 299]) {
      const [aborted, thrown] = [new Workers(), new Workers()];
      const aborter = new AbortController();
      let heard = 0;
      const abort = (): void => {
        if (++heard === done) aborter.abort(reason);
      };
      await expect(verify(aborted.open, { signal: aborter.signal, onProgress: abort })).rejects.toBe(reason);
      let more = 0;
      const fail = (): void => {
        if (++more === done) throw reason;
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
    [1, 0],
    [2, 1],
    [5, 4],
    [6, 4],
    [1000, 4],
  ])('are as many as were asked for, the calling one among them, up to one a range: %i', async (threads, count) => {
    const { opened, open } = puppets(Answering);
    const rest = count === 0 ? Promise.resolve() : so(() => rangesOf(opened).length === 4);
    expect((await verify(open, { threads }, rest)).ok).toBe(true);
    expect(opened.map(({ ends }) => ends)).toEqual(Array.from({ length: count }, () => 1));
    if (count === 0) return;
    expect(rangesOf(opened).map(({ first, end }) => [first, end])).toEqual([
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
    expect(opened.length).toBe(2);
    for (const size of [0, 1, 64 * 256]) {
      const short = folderOf(logOf(entriesOf(size)));
      expect((await verifyOnThreads({ directory: short }, TRUST, surroundings)).ok).toBe(true);
      expect(opened.length).toBe(2);
    }
    const longer = folderOf(logOf(entriesOf(64 * 256 + 1)));
    expect((await verifyOnThreads({ directory: longer }, TRUST, surroundings)).ok).toBe(true);
    expect(opened.length).toBe(2 + 1);
  });

  it('are not started where an argument is wrong', async () => {
    const { opened, open } = puppets(Answering);
    for (const options of [{ threads: 0 }, { minimum: 1 }, { verifierKey: 'x' }, { concurrency: 0 }, { since: '' }]) {
      expect((await rejected(verify(open, options))).code).toBe('invalid-argument');
    }
    expect(opened).toEqual([]);
  });

  it('have a range and the next when they can start, and those who are quicker more', async () => {
    const { opened, open } = puppets(Puppet);
    const lie = checkpointOf(12 * 64 * 256, new Uint8Array(32));
    const large = folderOf(new Map(files).set('checkpoint', new TextEncoder().encode(lie)));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const surroundings = { readerOf: after(begun), open, threads: 3 };
    const report = rejected(verifyOnThreads({ directory: large }, TRUST, surroundings));
    const loads = async (): Promise<number[]> => {
      await new Promise((resolve) => setImmediate(resolve));
      return opened.map(({ messages }) => messages.length - 1);
    };
    await expect.poll(loads).toEqual([0, 0]);
    opened[0]?.say('ready');
    expect(await loads()).toEqual([2, 0]);
    opened[1]?.say('ready');
    expect(await loads()).toEqual([2, 2]);
    const bundle = { root: new Uint8Array(32), entries: 256, pruned: 0, tiles: 1, problems: [] };
    const checked = Array.from({ length: 64 }, () => bundle);
    for (let i = 0; i < 3; i++) {
      opened[1]?.answer({ checked });
      expect(await loads()).toEqual([2, 3 + i]);
    }
    expect(rangesOf(opened).map(({ first }) => first / 64)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // What a thread that ended had is done again, by one that has nothing else.
    opened[1]?.emit('error', 'mine');
    opened[2]?.say('ready');
    expect(await loads()).toEqual([2, 5, 1]);
    // That it can't be done is said in its turn.
    opened[2]?.emit('error', 'mine');
    for (let i = 0; i < 2; i++) opened[0]?.answer({ checked });
    let over = false;
    void report.then(() => {
      over = true;
    });
    await loads();
    expect(over).toBe(false);
    begin();
    expect(await report).toMatchObject({ ...ENDED, cause: 'mine' });
  });

  it('that never start are not waited for', async () => {
    const { opened, open } = puppets(Puppet);
    expect(await verify(open)).toEqual(await verifyLog(directoryReader(dir), TRUST));
    expect(opened.map(({ messages, ends }) => [messages.length, ends])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('that never answer are left by a signal, at each moment', async () => {
    /** Answers its first range alone. */
    class Weary extends Answering {
      #left = 1;

      override postMessage(message: unknown): void {
        if ('place' in (message as Start) || this.#left-- > 0) super.postMessage(message);
      }
    }
    const reason = new Error('enough');
    {
      const { opened, open } = puppets(Weary);
      const aborter = new AbortController();
      setTimeout(() => aborter.abort(reason), 200);
      await expect(verify(open, { threads: 2, signal: aborter.signal })).rejects.toBe(reason);
      expect(opened.map(({ ends }) => ends)).toEqual([1]);
    }
    // By what hears of the last bundle before the silence.
    const { opened, open } = puppets(Weary);
    const aborter = new AbortController();
    let heard = 0;
    const onProgress = (): void => {
      if (++heard === 128) aborter.abort(reason);
    };
    await expect(verify(open, { threads: 2, signal: aborter.signal, onProgress })).rejects.toBe(reason);
    expect(opened.map(({ ends }) => ends)).toEqual([1]);
  });

  it('whose end comes before its question are an error too', async () => {
    class Dead extends Puppet {
      override postMessage(): void {
        queueMicrotask(() => this.emit('error', undefined));
      }
    }
    const { opened, open } = puppets(Dead);
    expect(await rejected(verify(open))).toMatchObject(NONE_STARTS);
    expect(opened.map(({ ends }) => ends)).toEqual([1, 1, 1]);
  });

  it('may say more than they were asked, or that they ended when all is done', async () => {
    class Talkative extends Answering {
      override terminate(): void {
        super.terminate();
        this.say({ id: 99, answer: { checked: [] } });
        this.emit('error', new Error('late'));
      }
    }
    const { open } = puppets(Talkative);
    expect((await verify(open)).ok).toBe(true);
  });

  it('answer what they could not read, and end over any other error', async () => {
    let broken: Error = new FedzkError('storage', 'no disk');
    const reader = { read: () => Promise.reject(broken) };
    const replies: Reply[] = [];
    const take = answering(
      beginning(() => reader),
      (reply) => replies.push(reply),
    );
    take({ place: { directory: dir }, plan: { size: 256, minimum: 0 } });
    take({ id: 0, question: { first: 0, end: 1 } });
    const error = { code: 'storage', message: 'no disk' };
    await expect.poll(() => replies).toEqual(['ready', { id: 0, answer: { checked: [], error } }]);
    broken = new Error('no memory');
    take({ id: 1, question: { first: 0, end: 1 } });
    await expect.poll(() => replies.at(-1)).toEqual({ id: 1, fault: 'no memory' });
  });
});

describe('a Web Worker', () => {
  /** What a browser's Worker is to a lane; real ones run in packages/packaging-tests. */
  class WebPuppet extends EventTarget {
    readonly messages: unknown[] = [];
    terminated = 0;
    readonly #take = answering(beginning(nodeReader), (data) =>
      this.dispatchEvent(new MessageEvent('message', { data })),
    );

    postMessage(message: unknown): void {
      this.messages.push(message);
      this.#take(message as Start | Task<Range>);
    }

    terminate(): void {
      this.terminated++;
    }
  }

  it('answers by events, and is terminated', async () => {
    const puppet = new WebPuppet();
    const rest = so(() => puppet.messages.length === 1 + 4);
    expect((await verify(() => puppet, { threads: 2 }, rest)).ok).toBe(true);
    expect(puppet.terminated).toBe(1);
  });

  it.each([
    [Object.assign(new Event('error', { cancelable: true }), { message: 'mine' }), 'mine'],
    [new Event('error', { cancelable: true }), 'its event was "error"'],
    [new Event('messageerror', { cancelable: true }), 'its event was "messageerror"'],
  ])('ends by %o, which is no error of the page', async (event, message) => {
    const opened: WebPuppet[] = [];
    let ended = 0;
    class Silent extends WebPuppet {
      override postMessage(): void {
        setImmediate(() => {
          this.dispatchEvent(event);
          ended++;
        });
      }
    }
    const open = (): WebPuppet => {
      opened.push(new Silent());
      return opened.at(-1) as WebPuppet;
    };
    const error = await rejected(
      verify(
        open,
        { threads: 2 },
        so(() => ended === 2),
      ),
    );
    expect(error).toMatchObject({ ...NONE_STARTS, cause: { message } });
    expect([event.defaultPrevented, ...opened.map(({ terminated }) => terminated)]).toEqual([true, 1, 1]);
  });
});
