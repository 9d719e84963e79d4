/** Proofs by threads of Node: the built package, and the crew with threads in the hands of the test. */

import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { program, programOf } from '@fedzk/testkit/processes';
import { createVerifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import '@fedzk/prove';
import { createProver, type Prover, type ThreadsOptions } from '@fedzk/prove/threads';
import { outcomeOf } from '@fedzk/testkit/errors';
import { proverOf } from '../src/prover.js';
import { onThreads } from '../src/threads/executor.js';
import { instance } from './support/keyed.js';

const TIMEOUT = { timeout: 60_000 };
const ownWorker = await program('@fedzk/prove/threads/worker');
/** Says that it can start. */
const READY = `const { parentPort: port } = require('node:worker_threads'); port.once('message', () => port.postMessage('ready'));`;
const { zkey, wasm, inputs } = instance('gradient-update-650x8');

/** Threads of Node that run the built program, or another one, and a list of those that were started. */
class Threads {
  readonly started: Worker[] = [];
  /** The programs of the first threads, of CommonJS. */
  readonly first: string[];

  constructor(...first: string[]) {
    this.first = first;
  }

  readonly start = (): Worker => {
    const own = this.first.shift();
    const worker = own === undefined ? new Worker(ownWorker, { execArgv: [] }) : new Worker(own, { eval: true });
    this.started.push(worker);
    return worker;
  };

  /** Those that have not ended: an ended one's id is −1. */
  get running(): number {
    return this.started.filter(({ threadId }) => threadId !== -1).length;
  }
}

const proverOn = (threads: Threads, count: number, key: Uint8Array = zkey): Promise<Prover> =>
  proverOf({ zkey: key, circuitWasm: wasm }, (opened) => onThreads(count, opened, threads.start));

async function valid(prover: Prover): Promise<void> {
  const steps: number[] = [];
  const { proof, publicSignals } = await prover.prove(inputs, { onProgress: (done) => steps.push(done) });
  using verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: 'bn254' });
  expect(verifier.explain(proof, publicSignals)).toBe('ok');
  expect(publicSignals[1]).toBe(String((inputs as { rho: bigint }).rho));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBe(1);
}

describe('proofs', TIMEOUT, () => {
  it.each([1, 2, 4])('by %i threads', async (count) => {
    const threads = new Threads();
    const prover = await proverOn(threads, count);
    await valid(prover);
    await Promise.all([valid(prover), valid(prover)]);
    expect(threads.started.length).toBe(count);
    await prover.close();
    expect(threads.running).toBe(0);
  });

  it('of a key that threads share, which is left as it is', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(zkey.length));
    shared.set(zkey);
    const prover = await proverOn(new Threads(), 2, shared);
    await valid(prover);
    await prover.close();
    expect(Buffer.compare(shared, zkey)).toBe(0);
  });

  it.each([0, -1, 1.5, 65, Number.NaN, '2', null])('threads: not %s', async (threads) => {
    const options = { zkey, threads } as ThreadsOptions;
    expect(await outcomeOf(createProver(options))).toMatch(
      /^invalid-argument: "threads" expected an integer from 1 to 64/,
    );
  });
});

describe('what ends early', TIMEOUT, () => {
  it('an abort ends threads, and the next proof is made', async () => {
    const threads = new Threads();
    const prover = await proverOn(threads, 2);
    for (const milliseconds of [1, 30, 100]) {
      const aborter = new AbortController();
      const reason = new Error(`after ${milliseconds}`);
      const proof = prover.prove(inputs, { signal: aborter.signal });
      setTimeout(() => aborter.abort(reason), milliseconds);
      await expect(proof).rejects.toBe(reason);
      expect(prover.active).toBe(0);
    }
    await valid(prover);
    // None was started for work that the same signal cancelled.
    expect(threads.started.length).toBeLessThanOrEqual(2 * 4);
    await prover.close();
    expect(threads.running).toBe(0);
  });

  it('what a listener throws', async () => {
    const prover = await proverOn(new Threads(), 2);
    const reason = new Error('mine');
    const onProgress = (): void => {
      throw reason;
    };
    await expect(prover.prove(inputs, { onProgress })).rejects.toBe(reason);
    await valid(prover);
    await prover.close();
  });

  const dying = [
    ['throws at once', `throw new Error('early')`],
    ['throws later', `${READY} port.on('message', ({ id }) => { if (id !== undefined) throw new Error('late'); });`],
    ['exits', `${READY} port.on('message', ({ id }) => { if (id !== undefined) process.exit(3); });`],
  ] as const;

  it.each(dying)('a thread that %s: another one does its work', async (_, own) => {
    const threads = new Threads(own);
    const prover = await proverOn(threads, 2);
    await valid(prover);
    expect(threads.started.length).toBe(3);
    await prover.close();
    expect(threads.running).toBe(0);
  });

  it.each(dying)('threads that each %s, one after the other', async (how, own) => {
    const threads = new Threads(own, own, own, own, own);
    const prover = await proverOn(threads, 1);
    expect(await outcomeOf(prover.prove(inputs))).toMatch(
      how === 'throws at once' ? /^worker: No worker can be started\./ : /^worker: 2 workers ended/,
    );
    threads.first.length = 0;
    await valid(prover);
    await prover.close();
    expect(threads.running).toBe(0);
  });

  it('a thread that is ended from outside, and a close meanwhile', async () => {
    const threads = new Threads();
    const prover = await proverOn(threads, 2);
    await valid(prover);
    const proof = valid(prover);
    setTimeout(() => void threads.started[0]?.terminate(), 50);
    await proof;
    const last = outcomeOf(prover.prove(inputs));
    setTimeout(() => void prover.close(), 50);
    expect(await last).toMatch(/^disposed: /);
    await prover.close();
    expect(threads.running).toBe(0);
  });
});

describe('a program', TIMEOUT, () => {
  it.each([
    ['with an open prover', 'console.log((await prover.prove(inputs)).publicSignals.length)', '4\n'],
    [
      'when a proof was cancelled',
      `await prover.prove(inputs, { signal: AbortSignal.timeout(30) }).catch(({ name }) => console.log(name))`,
      'TimeoutError\n',
    ],
  ])('ends by itself %s', async (_, words, expected) => {
    const plain = JSON.stringify(inputs, (__, value) => (typeof value === 'bigint' ? String(value) : value));
    const source = `import { readFileSync } from 'node:fs';
      import { createProver } from '@fedzk/prove/threads';
      const [zkey, circuitWasm] = JSON.parse(readFileSync(0, 'utf8')).map((text) => Buffer.from(text, 'base64'));
      const inputs = ${plain};
      const prover = await createProver({ zkey, circuitWasm, threads: 2 });
      ${words}`;
    const input = JSON.stringify([zkey, wasm].map((bytes) => Buffer.from(bytes).toString('base64')));
    const options = { input, encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [await programOf(source)], options);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expected, stderr: '' });
  });
});
