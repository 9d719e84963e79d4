/**
 * A pool's queue: who gets which job, how many calls wait, and what ends a call before its answer. The workers are
 * puppets, so that each moment can be looked at.
 */
import { createVerifierPool, type VerifierPool, type VerifierPoolOptions } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import { slice } from './support/vectors.js';
import { Puppets } from './support/workers.js';

const { proof, publicSignals, verificationKey } = slice;
const key = { ...verificationKey, vk_alphabeta_12: undefined };

/** What has become of promises, by the names that a test gave them. */
class Fates {
  readonly seen: Record<string, unknown> = {};

  add(name: string, promise: Promise<unknown>): void {
    promise.then(
      (value) => this.#note(name, value),
      (reason) => this.#note(name, reason),
    );
  }

  /** After all that is due has happened. */
  async now(): Promise<Record<string, unknown>> {
    await new Promise((resolve) => setImmediate(resolve));
    return { ...this.seen };
  }

  #note(name: string, value: unknown): void {
    this.seen[name] = value;
  }
}

interface Stage {
  readonly pool: VerifierPool;
  readonly puppets: Puppets;
  readonly fates: Fates;
  /** Calls `verify` with a name for what becomes of it. */
  ask(name: string, signal?: AbortSignal): void;
  /** Calls `verifyBatch` with so many items. */
  askBatch(name: string, count: number, signal?: AbortSignal): void;
}

function stage(options: VerifierPoolOptions): Stage {
  const puppets = new Puppets();
  const fates = new Fates();
  const pool = createVerifierPool(key, { worker: puppets.start, ...options });
  const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {});
  return {
    pool,
    puppets,
    fates,
    ask: (name, signal) => fates.add(name, pool.verify(proof, publicSignals, withSignal(signal))),
    askBatch: (name, count, signal) =>
      fates.add(
        name,
        pool.verifyBatch(
          Array.from({ length: count }, () => slice),
          withSignal(signal),
        ),
      ),
  };
}

const full = expect.objectContaining({ code: 'queue-full', message: expect.stringContaining('await pool.ready()') });
const disposed = expect.objectContaining({ code: 'disposed' });
const good = { ok: true, failed: [] };

describe('workers', () => {
  it('start one by one, when a call finds all others busy', async () => {
    const { pool, puppets, ask } = stage({ workers: 3 });
    expect(puppets.started.length).toBe(0);
    ask('a');
    expect(puppets.loads).toEqual([1]);
    puppets.at(0).answer();
    ask('b');
    expect(puppets.loads).toEqual([1]);
    ask('c');
    ask('d');
    expect([puppets.loads, pool.pending]).toEqual([[1, 1, 1], 3]);
  });

  it('have one job to be at and one to go on with, and the rest waits in its order', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 2 });
    for (const name of 'abcdef') ask(name);
    expect([puppets.loads, pool.pending]).toEqual([[2, 2], 6]);
    puppets.at(1).answer();
    expect(await fates.now()).toEqual({ b: true });
    puppets.at(0).answer();
    expect([puppets.loads, pool.pending]).toEqual([[2, 2], 4]);
    for (let i = 0; i < 2; i++) for (const puppet of puppets.started) puppet.answer();
    expect(await fates.now()).toEqual({ a: true, b: true, c: true, d: true, e: true, f: true });
    expect([puppets.loads, pool.pending]).toEqual([[0, 0], 0]);
  });

  it('hold the process while they have jobs, and no longer', () => {
    const { puppets, ask } = stage({ workers: 2 });
    ask('a');
    ask('b');
    expect(puppets.started.map(({ held }) => held)).toEqual([true, true]);
    puppets.at(0).answer();
    expect(puppets.started.map(({ held }) => held)).toEqual([false, true]);
    ask('c');
    expect(puppets.started.map(({ held }) => held)).toEqual([true, true]);
    puppets.at(0).answer();
    puppets.at(1).answer();
    expect(puppets.started.map(({ held }) => held)).toEqual([false, false]);
  });

  it.each([
    [1, [1]],
    [16, [16]],
    [17, [9, 8]],
    [48, [16, 16, 16]],
    [100, [25, 25, 25, 25]],
    [512, [128, 128, 128, 128]],
    [520, [65, 65, 65, 65]],
  ])('get equal parts of a batch of %i', async (count, first) => {
    const { pool, puppets, fates, askBatch } = stage({ workers: 4 });
    askBatch('batch', count);
    const parts = puppets.started.map(({ jobs }) => jobs.map(({ question }) => question?.batch?.length));
    expect(parts).toEqual(first.map((length) => [length]));
    while (pool.pending > 0) for (const puppet of puppets.started) if (puppet.jobs.length > 0) puppet.answer();
    expect(await fates.now()).toEqual({ batch: good });
  });

  it('get equal parts of a batch, and single calls between them', async () => {
    const { pool, puppets, fates, ask, askBatch } = stage({ workers: 2 });
    askBatch('batch', 500);
    const lengths = () => puppets.started.map(({ jobs }) => jobs.map(({ question }) => question?.batch?.length ?? 1));
    expect(lengths()).toEqual([[125], [125]]);
    ask('single');
    askBatch('second', 3);
    expect(pool.pending).toBe(3);
    puppets.at(0).answer();
    expect(lengths()).toEqual([[125], [125]]);
    puppets.at(0).answer();
    expect(lengths()).toEqual([[1, 3], [125]]);
    expect(await fates.now()).toEqual({});
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ single: true });
    while (pool.pending > 0) for (const puppet of puppets.started) if (puppet.jobs.length > 0) puppet.answer();
    expect(await fates.now()).toEqual({ single: true, batch: good, second: good });
  });
});

describe('a full queue', () => {
  it('refuses calls, and takes them again when there is a place', async () => {
    const { pool, puppets, fates, ask, askBatch } = stage({ workers: 1, maxQueue: 2 });
    for (const name of 'abcd') ask(name);
    expect([puppets.loads, pool.pending]).toEqual([[2], 4]);
    ask('refused');
    askBatch('refused too', 1);
    expect(await fates.now()).toEqual({ refused: full, 'refused too': full });
    expect(pool.pending).toBe(4);
    puppets.at(0).answer();
    ask('e');
    ask('refused again');
    expect(await fates.now()).toMatchObject({ a: true, 'refused again': full });
    while (pool.pending > 0) puppets.at(0).answer();
    expect(await fates.now()).toMatchObject({ a: true, b: true, c: true, d: true, e: true });
  });

  it('still answers what needs no worker', async () => {
    const { pool, ask } = stage({ workers: 1, maxQueue: 0 });
    for (const name of 'ab') ask(name);
    expect(await pool.explain(proof, [])).toBe('signal-count');
    expect(await pool.verifyBatch([null as never])).toEqual({ ok: false, failed: [0] });
    expect(await pool.verifyBatch([])).toEqual(good);
  });

  it('of no places takes what a worker has room for, however many parts a batch has', async () => {
    const { pool, puppets, fates, ask, askBatch } = stage({ workers: 1, maxQueue: 0 });
    askBatch('batch', 1_000);
    ask('refused');
    expect(await fates.now()).toEqual({ refused: full });
    while (pool.pending > 0) puppets.at(0).answer();
    expect(await fates.now()).toMatchObject({ batch: good });
  });

  it('lets ready() wait, each for a place', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 1, maxQueue: 1 });
    await pool.ready();
    for (const name of 'abc') ask(name);
    for (const name of ['first', 'second', 'third']) fates.add(name, pool.ready());
    expect(await fates.now()).toEqual({});
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ a: true, first: undefined });
    puppets.at(0).answer();
    puppets.at(0).answer();
    expect(Object.keys(await fates.now()).sort()).toEqual(['a', 'b', 'c', 'first', 'second', 'third']);
    await pool.ready();
  });

  it('slows down who awaits ready() before each call', async () => {
    const { pool, puppets, fates } = stage({ workers: 2, maxQueue: 3 });
    let most = 0;
    const produce = async (): Promise<boolean[]> => {
      const answers: Promise<boolean>[] = [];
      for (let i = 0; i < 50; i++) {
        await pool.ready();
        answers.push(pool.verify(proof, publicSignals));
        most = Math.max(most, pool.pending);
      }
      return Promise.all(answers);
    };
    fates.add('all', produce());
    for (let i = 0; i < 50; i++) {
      await fates.now();
      puppets.started.find(({ jobs }) => jobs.length > 0)?.answer();
    }
    expect(await fates.now()).toEqual({ all: Array.from({ length: 50 }, () => true) });
    expect(most).toBe(2 * 2 + 3);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');
  const listening = (signal: AbortSignal): (() => number) => {
    let count = 0;
    const [add, remove] = [signal.addEventListener, signal.removeEventListener];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      count++;
      add.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      count--;
      remove.apply(signal, args);
    };
    return () => count;
  };

  it('before the call: no worker is asked', async () => {
    const { pool, puppets, fates, ask, askBatch } = stage({ workers: 1 });
    ask('single', AbortSignal.abort(reason));
    askBatch('batch', 3, AbortSignal.abort(reason));
    askBatch('empty', 0, AbortSignal.abort(reason));
    ask('without a reason', AbortSignal.abort());
    const seen = await fates.now();
    expect([seen.single, seen.batch, seen.empty].every((each) => each === reason)).toBe(true);
    expect(seen['without a reason']).toMatchObject({ name: 'AbortError' });
    expect([puppets.started.length, pool.pending]).toEqual([0, 0]);
  });

  it('while it waits: its place is free at once, and no worker gets it', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 1, maxQueue: 1 });
    const controller = new AbortController();
    ask('a');
    ask('b');
    ask('c', controller.signal);
    fates.add('ready', pool.ready());
    expect(await fates.now()).toEqual({});
    controller.abort(reason);
    expect(pool.pending).toBe(2);
    ask('d');
    expect(await fates.now()).toEqual({ c: reason, ready: undefined });
    for (let i = 0; i < 3; i++) puppets.at(0).answer();
    expect(await fates.now()).toMatchObject({ a: true, b: true, c: reason, d: true });
    expect(puppets.loads).toEqual([0]);
  });

  it('while a worker has it: the answer is dropped, and the worker goes on', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 1 });
    const controller = new AbortController();
    ask('a', controller.signal);
    ask('b');
    controller.abort(reason);
    expect(await fates.now()).toEqual({ a: reason });
    expect([puppets.loads, pool.pending, puppets.at(0).held]).toEqual([[2], 1, true]);
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ a: reason });
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ a: reason, b: true });
    expect(puppets.at(0).held).toBe(false);
  });

  it('of a batch: the parts that wait are dropped', async () => {
    const { pool, puppets, fates, askBatch } = stage({ workers: 2 });
    const controller = new AbortController();
    askBatch('batch', 2_000, controller.signal);
    puppets.at(0).answer();
    controller.abort(reason);
    expect(await fates.now()).toEqual({ batch: reason });
    expect([puppets.loads, pool.pending]).toEqual([[1, 1], 0]);
    for (const puppet of puppets.started) puppet.answer();
    expect(puppets.loads).toEqual([0, 0]);
  });

  it('by onProgress: as any other, even with all answered', async () => {
    const { pool, puppets, fates } = stage({ workers: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = (): void => controller.abort(reason);
    fates.add('batch', pool.verifyBatch([slice], { signal, onProgress }));
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ batch: reason });
    expect(pool.pending).toBe(0);
  });

  it('after the answer changes nothing, and leaves nothing on the signal', async () => {
    const { puppets, fates, ask, askBatch } = stage({ workers: 1, maxQueue: 0 });
    const controller = new AbortController();
    const listeners = listening(controller.signal);
    ask('a', controller.signal);
    askBatch('b', 5, controller.signal);
    ask('refused', controller.signal);
    expect(listeners()).toBe(1);
    puppets.at(0).answer();
    puppets.at(0).answer();
    expect(await fates.now()).toEqual({ a: true, b: good, refused: full });
    expect(listeners()).toBe(0);
    controller.abort(reason);
    expect(await fates.now()).toEqual({ a: true, b: good, refused: full });
  });
});

describe('close', () => {
  it('answers what was asked, refuses what is asked then, and ends the workers', async () => {
    const { pool, puppets, fates, ask, askBatch } = stage({ workers: 1, maxQueue: 4 });
    ask('a');
    askBatch('b', 300);
    ask('c');
    fates.add('closed', pool.close());
    fates.add('again', pool.close());
    ask('late');
    askBatch('late too', 1);
    fates.add('not ready', pool.ready());
    fates.add('late, malformed', pool.verify(null as never, []));
    const refused = { late: disposed, 'late too': disposed, 'not ready': disposed, 'late, malformed': disposed };
    expect(await fates.now()).toEqual(refused);
    while (pool.pending > 0) {
      expect(puppets.at(0).terminated).toBe(false);
      puppets.at(0).answer();
    }
    expect(await fates.now()).toEqual({ ...refused, a: true, b: good, c: true, closed: undefined, again: undefined });
    expect(puppets.at(0).terminated).toBe(true);
    expect(pool.pending).toBe(0);
  });

  it('refuses those who wait for a place', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 1, maxQueue: 0 });
    ask('a');
    ask('b');
    fates.add('ready', pool.ready());
    fates.add('closed', pool.close());
    expect(await fates.now()).toEqual({ ready: disposed });
    puppets.at(0).answer();
    puppets.at(0).answer();
    expect(await fates.now()).toMatchObject({ a: true, b: true, closed: undefined });
  });

  it('does not wait for a worker whose call was aborted', async () => {
    const { pool, puppets, fates, ask } = stage({ workers: 1 });
    const controller = new AbortController();
    ask('a', controller.signal);
    fates.add('closed', pool.close());
    expect(await fates.now()).toEqual({});
    controller.abort('enough');
    expect(await fates.now()).toEqual({ a: 'enough', closed: undefined });
    expect(puppets.at(0).terminated).toBe(true);
  });

  it('before the first call starts nothing, and `await using` closes', async () => {
    const puppets = new Puppets();
    let outer: VerifierPool;
    {
      await using pool = createVerifierPool(key, { worker: puppets.start });
      outer = pool;
    }
    await expect(outer.verify(proof, publicSignals)).rejects.toEqual(disposed);
    expect(puppets.started).toEqual([]);
  });

  // A proxy is the one input that can act while it is read.
  it('while an input is read refuses the call', async () => {
    const { pool, puppets } = stage({ workers: 1 });
    const closing = new Proxy(proof, {
      getOwnPropertyDescriptor(target, name) {
        void pool.close();
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
    await expect(pool.verify(closing, publicSignals)).rejects.toEqual(disposed);
    expect(puppets.started).toEqual([]);
  });
});
