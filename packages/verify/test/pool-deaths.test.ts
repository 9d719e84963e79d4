/**
 * Workers that end: threads that are terminated, exit, throw or never start. No answer is lost, and what ends one worker
 * after the other is given up.
 */
import { Worker } from 'node:worker_threads';
import { createVerifier, type VerifyStatus } from '@fedzk/verify';
import { createVerifierPool, type PoolWorker, type VerifierPool, type VerifierPoolOptions } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import { signalBytes, toHex } from './support/encoding.js';
import { INSECURE, onBls12381, onBn254, otherSlice, slice, updateSlice } from './support/vectors.js';
import { type Fate, Puppets, Threads } from './support/workers.js';

const { verificationKey } = slice;
const [, , killer = slice] = updateSlice;
const wrong = { proof: slice.proof, publicSignals: otherSlice.publicSignals };
const given = expect.objectContaining({ code: 'worker', message: expect.stringMatching(/^3 workers ended/) });
const noWorker = expect.objectContaining({
  code: 'worker',
  message: expect.stringMatching(/^No worker can be started/),
});

const over = (statement: typeof slice, throwing = false): Fate => ({
  signals: toHex(signalBytes(statement.publicSignals)),
  throwing,
});

/** Valid and not, by turns, none of them the killer. */
function statements(count: number): { items: (typeof wrong)[]; statuses: VerifyStatus[]; failed: number[] } {
  const items = Array.from({ length: count }, (_, i) => [slice, wrong, otherSlice][i % 3] ?? slice);
  return {
    items,
    statuses: items.map((item) => (item === wrong ? 'equation' : 'ok')),
    failed: items.flatMap((item, i) => (item === wrong ? [i] : [])),
  };
}

function explainAll(pool: VerifierPool, items: readonly (typeof wrong)[]): Promise<VerifyStatus[]> {
  return Promise.all(items.map(({ proof, publicSignals }) => pool.explain(proof, publicSignals)));
}

describe('a worker that ends', () => {
  it.each([
    ['exits', { nth: 5 }],
    ['exits over its first job', { nth: 1 }],
    ['throws', { nth: 5, throwing: true }],
  ] as const)('and %s, loses no answer', async (_, fate) => {
    const threads = new Threads([fate, fate]);
    await using pool = createVerifierPool(verificationKey, { workers: 2, worker: threads.start });
    const { items, statuses, failed } = statements(60);
    const answers = explainAll(pool, items);
    expect(await pool.verifyBatch(items)).toEqual({ ok: false, failed });
    expect(await answers).toEqual(statuses);
    expect(threads.started.length).toBe(4);
    expect(pool.pending).toBe(0);
  });

  it('because it is terminated, in the middle, loses no answer', async () => {
    for (const { slice: statement } of [onBn254, onBls12381]) {
      const threads = new Threads();
      await using pool = createVerifierPool(statement.verificationKey, {
        ...INSECURE,
        workers: 2,
        worker: threads.start,
      });
      const answers = Array.from({ length: 40 }, () => pool.verify(statement.proof, statement.publicSignals));
      const batch = pool.verifyBatch(Array.from({ length: 300 }, () => statement));
      await answers[0];
      await Promise.all(threads.started.map((worker) => worker.terminate()));
      await answers[20];
      await threads.started.at(-1)?.terminate();
      expect(await Promise.all(answers)).toEqual(answers.map(() => true));
      expect(await batch).toEqual({ ok: true, failed: [] });
      expect(threads.started.length).toBe(5);
    }
  });

  it('while it is idle is replaced by the next call', async () => {
    const threads = new Threads();
    await using pool = createVerifierPool(verificationKey, { workers: 1, worker: threads.start });
    for (let i = 0; i < 5; i++) {
      expect(await pool.verify(slice.proof, slice.publicSignals)).toBe(true);
      await threads.started.at(-1)?.terminate();
    }
    expect(threads.started.length).toBe(5);
  });

  it('has its jobs done before those that wait, in their order', async () => {
    const puppets = new Puppets();
    const pool = createVerifierPool(verificationKey, { workers: 1, worker: puppets.start });
    const order: number[] = [];
    const all = Array.from({ length: 4 }, (_, i) =>
      pool.verify(slice.proof, slice.publicSignals).then(() => order.push(i)),
    );
    await Promise.resolve();
    puppets.at(0).emit('exit', 1);
    // Each has the next worker to itself: who of them ended the first one is not known.
    for (let i = 0; i < 2; i++) {
      expect(puppets.loads).toEqual([2, 1]);
      puppets.at(1).answer();
    }
    expect(puppets.loads).toEqual([2, 2]);
    for (let i = 0; i < 2; i++) puppets.at(1).answer();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3]);
    await pool.close();
  });

  it('is not heard any more', async () => {
    const puppets = new Puppets();
    const pool = createVerifierPool(verificationKey, { workers: 1, worker: puppets.start });
    const answer = pool.verify(slice.proof, slice.publicSignals);
    const first = puppets.at(0);
    first.emit('error', new Error('mine'));
    first.emit('exit', 1);
    first.answer();
    expect([first.terminated, puppets.loads, pool.pending]).toEqual([true, [0, 1], 1]);
    puppets.at(1).answer();
    expect(await answer).toBe(true);
    await pool.close();
  });
});

describe('a job that always ends its worker', () => {
  it.each([false, true])('is rejected after three, alone; throwing: %s', async (throwing) => {
    const threads = new Threads([], over(killer, throwing));
    await using pool = createVerifierPool(verificationKey, { workers: 2, worker: threads.start });
    const { items, statuses, failed } = statements(30);
    const before = explainAll(pool, items);
    const fatal = pool.verify(killer.proof, killer.publicSignals).catch((error: unknown) => error);
    const fatalBatch = pool.verifyBatch([slice, killer, slice]).catch((error: unknown) => error);
    const after = explainAll(pool, items);
    const batch = pool.verifyBatch(items);
    expect(await fatal).toEqual(given);
    expect((await fatal) as Error).toHaveProperty(
      'cause.message',
      throwing ? 'this worker was told to end' : 'it exited with code 7',
    );
    expect(await fatalBatch).toEqual(given);
    expect([await before, await after, await batch]).toEqual([statuses, statuses, { ok: false, failed }]);
    expect(pool.pending).toBe(0);
    // Two at the start, and one for each that ended: three a call, where one did not end over both.
    expect(threads.started.length).toBeLessThanOrEqual(2 + 6);
    expect(threads.started.length).toBeGreaterThanOrEqual(5);
  });

  it('and was aborted is not tried again', async () => {
    const puppets = new Puppets();
    const pool = createVerifierPool(verificationKey, { workers: 1, worker: puppets.start });
    const controller = new AbortController();
    const call = pool.verify(slice.proof, slice.publicSignals, { signal: controller.signal });
    await Promise.resolve();
    controller.abort('enough');
    puppets.at(0).emit('exit', 1);
    await expect(call).rejects.toBe('enough');
    expect([puppets.started.length, pool.pending]).toEqual([1, 0]);
    await pool.close();
  });
});

describe('a worker that never starts', () => {
  const broken: Readonly<Record<string, () => PoolWorker>> = {
    'whose constructor throws': () => {
      throw new Error('mine');
    },
    'that throws at its start': () => new Worker("throw new Error('mine')", { eval: true }),
    'whose file is not there': () => new Worker(new URL('missing.mjs', import.meta.url)),
    'that exits at its start': () => new Worker('process.exit(1)', { eval: true }),
  };

  it.each(Object.entries(broken))('%s: the calls are rejected, and later ones try again', async (name, worker) => {
    let mended = false;
    const threads = new Threads();
    let tries = 0;
    const options: VerifierPoolOptions = {
      workers: 2,
      worker: () => {
        tries++;
        return mended ? threads.start() : worker();
      },
    };
    await using pool = createVerifierPool(verificationKey, options);
    const calls = Array.from({ length: 10 }, () => pool.verify(slice.proof, slice.publicSignals));
    const outcomes = await Promise.allSettled([...calls, pool.verifyBatch([slice])]);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      outcomes.map(() => noWorker),
    );
    expect((outcomes[0] as PromiseRejectedResult).reason.cause).toBeInstanceOf(Error);
    expect(tries).toBeLessThanOrEqual(name.includes('constructor') ? 11 : 4);
    expect(pool.pending).toBe(0);
    mended = true;
    expect(await pool.verify(slice.proof, slice.publicSignals)).toBe(true);
  });

  it('where others do: those do the work', async () => {
    const threads = new Threads();
    let tries = 0;
    const worker = (): PoolWorker => {
      tries++;
      return tries === 1 ? threads.start() : new Worker('process.exit(1)', { eval: true });
    };
    await using pool = createVerifierPool(verificationKey, { workers: 4, worker });
    const { items, statuses } = statements(100);
    expect(await explainAll(pool, items)).toEqual(statuses);
    // The one; three that fail in turn, and two beside them; and as many once the one has started.
    expect(tries).toBeLessThanOrEqual(1 + 2 * 5);
  });
});

describe('a worker of the web', () => {
  /** What a browser's Worker is to a pool; real ones run in packages/packaging-tests. */
  class WebPuppet extends EventTarget implements PoolWorker {
    readonly messages: unknown[] = [];
    readonly postMessage = (message: unknown): void => void this.messages.push(message);
    terminated = false;
    terminate(): void {
      this.terminated = true;
    }
  }

  it('is taken for ended when it reports an error, which is no error of the page', async () => {
    const started: WebPuppet[] = [];
    const worker = (): WebPuppet => {
      started.push(new WebPuppet());
      return started.at(-1) as WebPuppet;
    };
    const pool = createVerifierPool(verificationKey, { workers: 1, worker });
    const answer = pool.verify(slice.proof, slice.publicSignals);
    const [first] = started;
    first?.dispatchEvent(new MessageEvent('message', { data: 'ready' }));
    const error = new Event('error', { cancelable: true });
    first?.dispatchEvent(error);
    expect([error.defaultPrevented, first?.terminated, started.length]).toEqual([true, true, 2]);
    started[1]?.dispatchEvent(new MessageEvent('message', { data: 'ready' }));
    expect(started[1]?.messages.map((message) => Object.keys(message as object))).toEqual([
      ['key', 'curve'],
      ['id', 'question'],
    ]);
    started[1]?.dispatchEvent(new MessageEvent('message', { data: { id: 0, answer: 'ok' } }));
    expect(await answer).toBe(true);
    await pool.close();
    expect(started[1]?.terminated).toBe(true);
  });
});

it('the vectors are what these tests take them for', () => {
  const verifier = createVerifier(verificationKey);
  const ask = ({ proof, publicSignals }: typeof wrong): VerifyStatus => verifier.explain(proof, publicSignals);
  expect([slice, wrong, otherSlice, killer].map(ask)).toEqual(['ok', 'equation', 'ok', 'ok']);
  expect(String(killer.publicSignals)).not.toBe(String(slice.publicSignals));
  expect(String(killer.publicSignals)).not.toBe(String(otherSlice.publicSignals));
});
