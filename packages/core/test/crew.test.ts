/** A crew: who gets which job, and what ends it. Workers are puppets, so that each moment can be looked at. */

import { FedzkError } from '@fedzk/core';
import { answering, type CrewOptions, type CrewWorker, type Reply, type Task, WorkerCrew } from '@fedzk/core/crew';
import { describe, expect, it } from 'vitest';

/** A worker that does what a test says, with events in Node's way. */
class Puppet implements CrewWorker {
  readonly messages: Task<unknown>[] = [];
  readonly transferred: ArrayBuffer[] = [];
  terminated = 0;
  /** Whether it would keep a process alive. */
  held = true;
  readonly #listeners = new Map<string, (value: unknown) => void>();

  on(name: string, listener: (value: unknown) => void): void {
    this.#listeners.set(name, listener);
  }

  emit(name: string, value: unknown): void {
    this.#listeners.get(name)?.(value);
  }

  postMessage(message: unknown, transfer: ArrayBuffer[] = []): void {
    this.messages.push(structuredClone(message) as Task<unknown>);
    this.transferred.push(...transfer);
  }

  say(reply: Reply): void {
    this.emit('message', reply);
  }

  /** The questions that it was asked: the first message is none. */
  get asked(): unknown[] {
    return this.messages.slice(1).map(({ question }) => question);
  }

  answer(question: unknown, answer: unknown): void {
    const task = this.messages.find((message) => message.question === question);
    this.say({ id: task?.id ?? -1, answer });
  }

  terminate(): void {
    this.terminated++;
  }

  ref(): void {
    this.held = true;
  }

  unref(): void {
    this.held = false;
  }
}

function crewOf(options: Partial<CrewOptions<unknown>> = {}) {
  const puppets: Puppet[] = [];
  const start = (): Puppet => {
    puppets.push(new Puppet());
    return puppets.at(-1) as Puppet;
  };
  const all = { name: 'pool', help: 'the README', start, first: 'first', size: 1, ...options };
  return { puppets, crew: new WorkerCrew<unknown, unknown>(all) };
}

/** What became of a promise, after all that is due has happened. */
async function fate(promise: Promise<unknown>): Promise<unknown> {
  const pending = new Promise((resolve) => setTimeout(() => resolve('pending')));
  return Promise.race([promise.catch((reason: unknown) => reason), pending]);
}

const failed = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const ended = failed('worker', /^2 workers ended, one after the other/);
const noWorker = failed('worker', /^No worker can be started.*see the README\.$/);
const disposed = failed('disposed', /^This pool was closed/);

describe('workers', () => {
  it('start when a call finds all others busy, and are told of jobs when they are ready', async () => {
    const { crew, puppets } = crewOf({ size: 2 });
    expect(puppets).toEqual([]);
    const answers = ['a', 'b', 'c'].map((question) => crew.ask([question]));
    expect(puppets.map(({ messages }) => messages)).toEqual([['first'], ['first']]);
    for (const puppet of puppets) puppet.say('ready');
    expect(puppets.map(({ asked }) => asked)).toEqual([['a'], ['b']]);
    puppets[1]?.answer('b', 2);
    expect(puppets[1]?.asked).toEqual(['b', 'c']);
    puppets[0]?.answer('a', 1);
    puppets[1]?.answer('c', 3);
    expect(await Promise.all(answers)).toEqual([[1], [2], [3]]);
    expect(puppets.length).toBe(2);
  });

  it('keep the process alive while they have a job', async () => {
    const { crew, puppets } = crewOf();
    const [first, second] = [crew.ask(['a']), crew.ask(['b'])];
    puppets[0]?.say('ready');
    puppets[0]?.answer('a', 1);
    expect([await first, puppets[0]?.held]).toEqual([[1], true]);
    puppets[0]?.answer('b', 2);
    expect([await second, puppets[0]?.held]).toEqual([[2], false]);
    const third = crew.ask(['c']);
    expect(puppets[0]?.held).toBe(true);
    puppets[0]?.answer('c', 3);
    await third;
  });

  it('tell of their progress, and answer with errors of the package', async () => {
    const { crew, puppets } = crewOf();
    const told: unknown[] = [];
    const call = crew.ask(['a'], { progressed: (...progress) => told.push(progress) });
    puppets[0]?.say('ready');
    puppets[0]?.say({ id: 0, progress: 0.5 });
    puppets[0]?.say({ id: 0, error: { code: 'unsatisfied', message: 'mine' } });
    expect([told, await fate(call)]).toEqual([[[0.5, 0]], failed('unsatisfied', /^mine$/)]);
    expect((await fate(call)) instanceof FedzkError).toBe(true);
    expect([puppets.length, puppets[0]?.terminated]).toEqual([1, 0]);
  });

  it('whose listener throws lose the call alone', async () => {
    const { crew, puppets } = crewOf();
    const mine = new Error('mine');
    const fail = (): void => {
      throw mine;
    };
    const calls = [crew.ask(['a'], { progressed: fail }), crew.ask(['b'], { answered: fail }), crew.ask(['c'])];
    puppets[0]?.say('ready');
    puppets[0]?.say({ id: 0, progress: 0.5 });
    for (const question of ['a', 'b', 'c']) puppets[0]?.answer(question, 1);
    expect(await Promise.all(calls.map(fate))).toEqual([mine, mine, [1]]);
  });
});

describe('a worker that ends', () => {
  it('before it was ready: the job is not to blame', async () => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    puppets[0]?.emit('exit', 1);
    puppets[1]?.say('ready');
    puppets[1]?.emit('exit', 1);
    puppets[2]?.say('ready');
    puppets[2]?.answer('a', 1);
    expect(await fate(call)).toEqual([1]);
  });

  it('before it was ready, and the next one too: open calls fail, and later ones try again', async () => {
    const { crew, puppets } = crewOf();
    const calls = [crew.ask(['a']), crew.ask(['b'])];
    const cause = new Error('mine');
    puppets[0]?.emit('error', cause);
    puppets[1]?.emit('error', cause);
    expect(await Promise.all(calls.map(fate))).toEqual([noWorker, noWorker]);
    expect(await fate(calls[0] as Promise<unknown>)).toHaveProperty('cause', cause);
    const later = crew.ask(['c']);
    puppets[2]?.say('ready');
    puppets[2]?.answer('c', 3);
    expect(await later).toEqual([3]);
  });

  it.each([null, undefined, 7, 'x', { id: 0, error: null }, { id: 0 }])('with an invalid reply: %j', async (reply) => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    puppets[0]?.say('ready');
    puppets[0]?.say(reply as never);
    puppets[1]?.say('ready');
    puppets[1]?.answer('a', 1);
    expect(await fate(call)).toEqual([1]);
  });

  it.each(['progress', 'fault', 'error'])('and not with %s of Object.prototype', async (name) => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    puppets[0]?.say('ready');
    Object.defineProperty(Object.prototype, name, { value: {}, configurable: true });
    try {
      puppets[0]?.answer('a', 1);
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
    expect(await fate(call)).toEqual([1]);
    expect(puppets.length).toBe(1);
  });

  it('during a job: a fresh one does it, once', async () => {
    const { crew, puppets } = crewOf();
    const calls = ['a', 'b'].map((question) => crew.ask([question]));
    puppets[0]?.say('ready');
    puppets[0]?.emit('exit', 3);
    puppets[1]?.say('ready');
    expect(puppets[1]?.asked).toEqual(['a']);
    puppets[1]?.emit('exit', 4);
    puppets[2]?.say('ready');
    puppets[2]?.answer('b', 2);
    expect(await Promise.all(calls.map(fate))).toEqual([ended, [2]]);
    expect(await fate(calls[0] as Promise<unknown>)).toHaveProperty('cause.message', 'it exited with code 4');
    expect(puppets.map(({ terminated }) => terminated)).toEqual([1, 1, 0]);
  });

  it('as often as `tries` says', async () => {
    const { crew, puppets } = crewOf({ tries: 4 });
    const call = crew.ask(['a']);
    for (let i = 0; i < 4; i++) {
      expect(await fate(call)).toBe('pending');
      puppets[i]?.say('ready');
      puppets[i]?.emit('error', new Error('mine'));
    }
    expect([await fate(call), puppets.length]).toEqual([failed('worker', /^4 workers ended/), 4]);
  });

  it('with a job that it was not told of yet: that one is not to blame', async () => {
    const { crew, puppets } = crewOf({ depth: 2, tries: 1, pack: (question) => packed(question) });
    let packB = (): void => {};
    const packed = (question: unknown) =>
      question === 'a'
        ? { question }
        : new Promise<{ question: unknown }>((resolve) => {
            packB = () => resolve({ question });
          });
    const calls = ['a', 'b'].map((question) => crew.ask([question]));
    puppets[0]?.say('ready');
    puppets[0]?.emit('exit', 1);
    expect(await fate(calls[0] as Promise<unknown>)).toEqual(failed('worker', /^1 workers ended/));
    puppets[1]?.say('ready');
    packB();
    await fate(calls[1] as Promise<unknown>);
    puppets[1]?.answer('b', 2);
    expect(await fate(calls[1] as Promise<unknown>)).toEqual([2]);
  });

  it('over what it did not expect: it says so, and is ended', async () => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    for (const place of [0, 1]) {
      puppets[place]?.say('ready');
      puppets[place]?.say({ id: 0, fault: 'unreachable' });
      expect(puppets[place]?.terminated).toBe(1);
    }
    expect([await fate(call), await fate(call)]).toEqual([
      ended,
      expect.objectContaining({ cause: expect.objectContaining({ message: 'unreachable' }) }),
    ]);
  });

  it('during close: what is open is answered by a fresh one, which is ended', async () => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    puppets[0]?.say('ready');
    const closing = crew.close();
    puppets[0]?.emit('exit', 1);
    puppets[1]?.say('ready');
    expect(await fate(closing)).toBe('pending');
    puppets[1]?.answer('a', 1);
    expect([await fate(call), await fate(closing), puppets[1]?.terminated]).toEqual([[1], undefined, 1]);
  });

  it('is not heard any more', async () => {
    const { crew, puppets } = crewOf();
    const call = crew.ask(['a']);
    puppets[0]?.say('ready');
    puppets[0]?.emit('messageerror', new Error('mine'));
    puppets[0]?.emit('exit', 1);
    puppets[0]?.answer('a', 0);
    expect([puppets.length, await fate(call)]).toEqual([2, 'pending']);
    puppets[1]?.say('ready');
    puppets[1]?.answer('a', 1);
    expect(await fate(call)).toEqual([1]);
  });
});

describe('a message that can not be copied', () => {
  const notCopied = failed('worker', /^A message to a worker could not be copied/);

  it('is the fault of its call alone', async () => {
    const { crew, puppets } = crewOf();
    const calls = [crew.ask([() => {}]), crew.ask(['b'])];
    puppets[0]?.say('ready');
    puppets[0]?.answer('b', 2);
    expect(await Promise.all(calls.map(fate))).toEqual([notCopied, [2]]);
    expect(await fate(calls[0] as Promise<unknown>)).toHaveProperty('cause.name', 'DataCloneError');
    expect([puppets.length, crew.pending]).toEqual([1, 0]);
  });

  it('and is the first one: no worker can start, and none is left', async () => {
    const { crew, puppets } = crewOf({ first: () => {} });
    expect(await fate(crew.ask(['a']))).toEqual(noWorker);
    expect([puppets.length, puppets[0]?.terminated]).toEqual([1, 1]);
  });
});

describe('packing', () => {
  it('comes when a worker is ready, takes its time, and hands buffers over', async () => {
    const buffer = new ArrayBuffer(8);
    let packs = 0;
    const pack = async (question: unknown) => {
      packs++;
      return { question, transfer: [buffer] };
    };
    const { crew, puppets } = crewOf({ pack });
    const call = crew.ask(['a']);
    expect(packs).toBe(0);
    puppets[0]?.say('ready');
    expect([packs, await fate(call)]).toEqual([1, 'pending']);
    expect(puppets[0]?.transferred).toEqual([buffer]);
    puppets[0]?.answer('a', 1);
    expect(await fate(call)).toEqual([1]);
  });

  it.each([true, false])('that throws is the fault of its call; at once: %s', async (atOnce) => {
    const mine = new Error('mine');
    const { crew, puppets } = crewOf({
      pack: (question) => {
        if (question === 'b') return { question };
        if (atOnce) throw mine;
        return Promise.reject(mine);
      },
    });
    const calls = [crew.ask(['a']), crew.ask(['b'])];
    puppets[0]?.say('ready');
    await fate(calls[0] as Promise<unknown>);
    puppets[0]?.answer('b', 2);
    expect(await Promise.all(calls.map(fate))).toEqual([mine, [2]]);
  });

  it.each([true, false])('knows that nobody wants it any more; with interrupts: %s', async (interrupts) => {
    const wanted: boolean[] = [];
    let read = (): void => {};
    const pack = async (question: unknown, isWanted: () => boolean) => {
      await new Promise<void>((resolve) => {
        read = resolve;
      });
      wanted.push(isWanted());
      return isWanted() ? { question } : undefined;
    };
    const { crew, puppets } = crewOf({ pack, interrupts });
    const aborter = new AbortController();
    const call = crew.ask(['a'], { signal: aborter.signal });
    puppets[0]?.say('ready');
    aborter.abort('enough');
    read();
    expect([await fate(call), wanted, puppets[0]?.asked]).toEqual(['enough', [false], []]);
    const next = crew.ask(['b']);
    expect(puppets.length).toBe(interrupts ? 2 : 1);
    puppets.at(-1)?.say('ready');
    read();
    await fate(next);
    puppets.at(-1)?.answer('b', 2);
    expect(await fate(next)).toEqual([2]);
  });
});

describe('an abort', () => {
  it('before the call, or while it waits: no worker is asked', async () => {
    const { crew, puppets } = crewOf();
    const aborter = new AbortController();
    const first = crew.ask(['a']);
    const waiting = crew.ask(['b'], { signal: aborter.signal });
    aborter.abort('enough');
    expect(await fate(waiting)).toBe('enough');
    expect(await fate(crew.ask(['c'], { signal: aborter.signal }))).toBe('enough');
    puppets[0]?.say('ready');
    puppets[0]?.answer('a', 1);
    expect([await fate(first), puppets[0]?.asked, crew.pending]).toEqual([[1], ['a'], 0]);
  });

  it('while a worker has it: what it has begun is dropped', async () => {
    const { crew, puppets } = crewOf();
    const aborter = new AbortController();
    const calls = [crew.ask(['a'], { signal: aborter.signal }), crew.ask(['b'])];
    puppets[0]?.say('ready');
    aborter.abort('enough');
    expect([await fate(calls[0] as Promise<unknown>), puppets[0]?.terminated]).toEqual(['enough', 0]);
    puppets[0]?.answer('a', 1);
    puppets[0]?.answer('b', 2);
    expect(await Promise.all(calls.map(fate))).toEqual(['enough', [2]]);
  });

  it('that interrupts ends workers, and none starts for what the same signal ends', async () => {
    const { crew, puppets } = crewOf({ size: 2, interrupts: true });
    const aborter = new AbortController();
    const { signal } = aborter;
    const calls = ['a', 'b', 'c', 'd'].map((question) => crew.ask([question], { signal }));
    const other = crew.ask(['e']);
    for (const puppet of puppets) puppet.say('ready');
    aborter.abort('enough');
    expect(await Promise.all(calls.map(fate))).toEqual(['enough', 'enough', 'enough', 'enough']);
    expect(puppets.map(({ terminated }) => terminated)).toEqual([1, 1, 0]);
    puppets[2]?.say('ready');
    puppets[2]?.answer('e', 5);
    expect(await fate(other)).toEqual([5]);
  });

  it('that interrupts gives the other jobs of its worker to another one, without blame', async () => {
    const { crew, puppets } = crewOf({ depth: 2, interrupts: true });
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [crew.ask(['a'], { signal: first.signal }), crew.ask(['b']), crew.ask(['c'], second)];
    puppets[0]?.say('ready');
    first.abort('enough');
    await fate(calls[0] as Promise<unknown>);
    puppets[1]?.say('ready');
    expect(puppets[1]?.asked).toEqual(['b', 'c']);
    second.abort('enough');
    await fate(calls[2] as Promise<unknown>);
    puppets[2]?.say('ready');
    puppets[2]?.answer('b', 2);
    expect(await Promise.all(calls.map(fate))).toEqual(['enough', [2], 'enough']);
  });
});

describe('close', () => {
  it('before the first call starts nothing; calls and ready() are refused then', async () => {
    const { crew, puppets } = crewOf();
    const closing = crew.close();
    expect(crew.close()).toBe(closing);
    expect([await fate(closing), puppets.length]).toEqual([undefined, 0]);
    expect([await fate(crew.ask(['a'])), await fate(crew.ready())]).toEqual([disposed, disposed]);
  });

  it('waits for workers that were interrupted to end', async () => {
    let end = (): void => {};
    class Slow extends Puppet {
      override terminate(): Promise<void> {
        super.terminate();
        return new Promise((resolve) => {
          end = resolve;
        });
      }
    }
    const { crew } = crewOf({ start: () => new Slow(), interrupts: true });
    const aborter = new AbortController();
    const call = crew.ask(['a'], { signal: aborter.signal });
    aborter.abort('enough');
    const closing = crew.close();
    expect([await fate(call), await fate(closing)]).toEqual(['enough', 'pending']);
    end();
    expect(await fate(closing)).toBe(undefined);
  });

  it('comes with `await using`, and does not wait for a worker that can not be ended', async () => {
    class Immortal extends Puppet {
      override terminate(): void {
        super.terminate();
        throw new Error('mine');
      }
    }
    const puppet = new Immortal();
    {
      await using crew = crewOf({ start: () => puppet }).crew;
      const call = crew.ask(['a']);
      puppet.say('ready');
      puppet.answer('a', 1);
      await call;
    }
    expect(puppet.terminated).toBe(1);
  });
});

describe('a queue', () => {
  it('of no places takes what workers have room for, and lets ready() wait for it', async () => {
    const { crew, puppets } = crewOf({ maxQueue: 0 });
    await crew.ready();
    const call = crew.ask(['a', 'b']);
    const ready = crew.ready();
    expect([await fate(crew.ask(['c'])), await fate(ready)]).toEqual([
      failed('queue-full', /^0 calls are waiting .*await pool\.ready\(\)/),
      'pending',
    ]);
    puppets[0]?.say('ready');
    puppets[0]?.answer('a', 1);
    puppets[0]?.answer('b', 2);
    expect([await fate(call), await fate(ready)]).toEqual([[1, 2], undefined]);
  });
});

describe("a worker's side", () => {
  const side = (begin: Parameters<typeof answering<unknown, unknown, unknown>>[0]) => {
    const replies: (readonly [Reply, ArrayBuffer[]])[] = [];
    const take = answering(begin, (...reply) => replies.push(reply));
    return { take, replies };
  };

  it('answers one after the other, tells of progress and hands buffers over', async () => {
    const buffer = new ArrayBuffer(8);
    const begun: unknown[] = [];
    const { take, replies } = side((first) => async (question, tell) => {
      begun.push([first, question]);
      tell(0.5);
      await Promise.resolve();
      begun.push('done');
      return { answer: question, transfer: [buffer] };
    });
    take('first');
    for (const id of [0, 1]) take({ id, question: `q${id}` });
    await expect.poll(() => replies.length).toBe(5);
    expect(begun).toEqual([['first', 'q0'], 'done', ['first', 'q1'], 'done']);
    expect(replies).toEqual([
      ['ready', []],
      [{ id: 0, progress: 0.5 }, []],
      [{ id: 0, answer: 'q0' }, [buffer]],
      [{ id: 1, progress: 0.5 }, []],
      [{ id: 1, answer: 'q1' }, [buffer]],
    ]);
  });

  it('says errors of the package apart from faults, and goes on', async () => {
    const thrown = [new FedzkError('storage', 'no disk'), new TypeError('no memory'), 7];
    const { take, replies } = side(() => () => {
      throw thrown.shift();
    });
    take('first');
    for (const id of [0, 1, 2]) take({ id, question: id });
    await expect.poll(() => replies.length).toBe(4);
    expect(replies.slice(1).map(([reply]) => reply)).toEqual([
      { id: 0, error: { code: 'storage', message: 'no disk' } },
      { id: 1, fault: 'no memory' },
      { id: 2, fault: 'it failed for an unknown reason' },
    ]);
  });

  it('that can not begin throws, so that its worker ends', () => {
    const { take, replies } = side(() => {
      throw new Error('mine');
    });
    expect(() => take('first')).toThrow('mine');
    expect(replies).toEqual([]);
  });
});
