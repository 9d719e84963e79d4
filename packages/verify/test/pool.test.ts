/**
 * The pool's answers, over threads of Node: those of the Verifier. pool-queue.test.ts has the queue and what ends a call,
 * pool-deaths.test.ts the workers that end.
 */

import { refusal } from '@fedzk/testkit/errors';
import { Calls, hostileValues } from '@fedzk/testkit/hostile';
import { createVerifier, FedzkError, type ProofInput, type PublicSignalsInput } from '@fedzk/verify';
import { createVerifierPool, type VerifierPool, type VerifierPoolOptions } from '@fedzk/verify/pool';
import { afterAll, describe, expect, it } from 'vitest';
import { tables } from './cases/tables.js';
import { keyBytes, signalBytes, uncompressedProof } from './support/encoding.js';
import { both, INSECURE, onBls12381, type Statement, slice } from './support/vectors.js';
import { Threads } from './support/workers.js';

type Items = Parameters<VerifierPool['verifyBatch']>[0];

const pools = new Map<Statement, VerifierPool>();

function poolOf(statement: Statement): VerifierPool {
  const pool =
    pools.get(statement) ?? createVerifierPool(statement.verificationKey, { ...INSECURE, workers: 2, maxQueue: 5_000 });
  pools.set(statement, pool);
  return pool;
}

afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.close()));
});

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))('%s', (name, vectors) => {
  const { updateSlice, otherSlice } = vectors;
  const cases = Object.values(tables(vectors)).flat();

  it('has the properties of a verifier', () => {
    const { id, curve, nPublic } = createVerifier(vectors.slice.verificationKey);
    const pool = poolOf(vectors.slice);
    expect(pool).toMatchObject({ id, curve, nPublic, size: 2, pending: 0 });
    expect(curve).toBe(name);
  });

  it('says of every case what its table says, whatever the order of the answers', async () => {
    const seen = await Promise.all(
      cases.map(({ statement, proof, signals }) =>
        poolOf(statement).explain(proof as ProofInput, signals as PublicSignalsInput),
      ),
    );
    expect(seen).toEqual(cases.map(({ status }) => status));
    expect(new Set(seen).size).toBe(10);
  });

  it('verifies', async () => {
    const { proof, publicSignals } = vectors.slice;
    const pool = poolOf(vectors.slice);
    expect(await pool.verify(proof, publicSignals)).toBe(true);
    expect(await pool.verify(proof, otherSlice.publicSignals)).toBe(false);
    expect(await pool.verify(uncompressedProof(proof), signalBytes(publicSignals))).toBe(true);
  });

  it('takes a key in bytes', async () => {
    const bytes = keyBytes(vectors.slice.verificationKey);
    await using pool = createVerifierPool(bytes, { format: 'fedzk', curve: name, workers: 1 });
    expect(pool.id).toBe(poolOf(vectors.slice).id);
    expect(await pool.verify(otherSlice.proof, otherSlice.publicSignals)).toBe(true);
  });

  it.each([0, 1, 2, 3, 10, 257])('a batch of %i, valid and not, is judged as by a verifier', async (count) => {
    const verifier = createVerifier(vectors.slice.verificationKey);
    const own = cases.filter(({ statement }) => statement === vectors.slice);
    const good = Array.from({ length: count }, (_, i) => updateSlice[i % updateSlice.length]);
    const mixed = good.map((item, i) => {
      const other = own[(i * 37) % own.length];
      return i % 3 === 1 ? { proof: other?.proof, publicSignals: other?.signals } : item;
    });
    for (const items of [good, mixed] as Items[]) {
      expect(await poolOf(vectors.slice).verifyBatch(items)).toEqual(verifier.verifyBatch(items));
    }
  });
});

describe('a batch', () => {
  it('tells of its progress, once a part, to the end', async () => {
    const items = Array.from({ length: 300 }, () => slice);
    const seen: (readonly [number, number])[] = [];
    const onProgress = (done: number, total: number): void => void seen.push([done, total]);
    await poolOf(slice).verifyBatch([...items, null as never], { onProgress });
    const done = seen.map(([each]) => each);
    expect(seen.every(([, total]) => total === 301)).toBe(true);
    expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
    expect(done.length).toBeGreaterThanOrEqual(3);
    expect(done.at(-1)).toBe(301);
  });

  it('is rejected with the error of onProgress', async () => {
    const mine = new Error('mine');
    const onProgress = (): void => {
      throw mine;
    };
    await expect(poolOf(slice).verifyBatch([slice], { onProgress })).rejects.toBe(mine);
    expect(await poolOf(slice).verifyBatch([slice])).toEqual({ ok: true, failed: [] });
  });

  it('that is not an array is refused', async () => {
    for (const items of [undefined, null, {}, 'items', new Uint8Array(3)]) {
      const error: unknown = await poolOf(slice)
        .verifyBatch(items as never)
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('"items"') });
    }
  });
});

describe('inputs', () => {
  const calls = new Calls();

  it.each(hostileValues(calls))('%s is answered as malformed, without a worker', async (_, value) => {
    const threads = new Threads();
    await using pool = createVerifierPool(slice.verificationKey, { worker: threads.start });
    const { proof, publicSignals } = slice;
    expect(await pool.explain(value as ProofInput, publicSignals)).toBe('malformed-proof');
    expect(await pool.explain({ ...proof, pi_a: value as string[] }, publicSignals)).toBe('malformed-proof');
    expect(['malformed-signals', 'signal-count']).toContain(await pool.explain(proof, value as string[]));
    const items = [value, { proof: value, publicSignals }, { proof, publicSignals: value }] as Items;
    expect(await pool.verifyBatch(items)).toEqual({ ok: false, failed: [0, 1, 2] });
    expect([threads.started.length, calls.count]).toEqual([0, 0]);
  });

  it('are read within the call', async () => {
    const [proof, signals] = [uncompressedProof(slice.proof), signalBytes(slice.publicSignals)];
    const item = { proof, publicSignals: signals };
    const items = [item];
    const answers = [
      poolOf(slice).verify(proof, signals),
      poolOf(slice)
        .verifyBatch(items)
        .then(({ ok }) => ok),
    ];
    proof.fill(0);
    signals.fill(0);
    items.length = 0;
    expect(await Promise.all(answers)).toEqual([true, true]);
    expect(proof.length).toBe(256);
  });
});

describe('a key', () => {
  const { IC, ...withoutIc } = slice.verificationKey;
  const keys: [name: string, key: unknown, options?: VerifierPoolOptions][] = [
    ['nothing', undefined],
    ['no object', 'key'],
    ['without IC', withoutIc],
    ['with a point off the curve', { ...slice.verificationKey, vk_alpha_1: ['1', '1', '1'] }],
    ['with a point at infinity', { ...slice.verificationKey, IC: [['0', '1', '0'], ...IC.slice(1)] }],
    ['of another curve', { ...slice.verificationKey, curve: 'bls12377' }],
    ['in bytes without a format', keyBytes(slice.verificationKey)],
    ['in bytes of the other curve', keyBytes(slice.verificationKey), { format: 'fedzk', curve: 'bls12-381' }],
    ['in bytes, cut', keyBytes(slice.verificationKey).subarray(1), { format: 'fedzk', curve: 'bn254' }],
    ['of BLS12-381 said to be of BN254', { ...onBls12381.slice.verificationKey, curve: 'bn128' }],
  ];

  it.each(keys)('%s, is refused at once, in the words of createVerifier', (...[, key, options = {}]) => {
    const [pool, verifier] = [createVerifierPool, createVerifier].map((create) =>
      refusal(() => create(key as typeof slice.verificationKey, options)),
    );
    expect([pool?.code, pool?.message]).toEqual([verifier?.code, verifier?.message]);
  });
});

describe('options', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    workers: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null],
    maxQueue: [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null],
    worker: [{}, 'worker.js', null],
  };

  it.each(Object.entries(wrong))('%s is checked at once', (name, values) => {
    for (const value of values) {
      const error = refusal(() => createVerifierPool(slice.verificationKey, { [name]: value }));
      expect(error).toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(`"${name}"`) });
    }
    expect(refusal(() => createVerifierPool(slice.verificationKey, null as never)).code).toBe('invalid-argument');
  });

  it('of a call are checked, and refused by a rejection', async () => {
    const { proof, publicSignals } = slice;
    const pool = poolOf(slice);
    for (const options of [null, 1, { signal: {} }, { signal: null }] as never[]) {
      for (const ask of [
        () => pool.verify(proof, publicSignals, options),
        () => pool.explain(proof, publicSignals, options),
        () => pool.verifyBatch([slice], options),
      ]) {
        const error: unknown = await ask().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(FedzkError);
        expect(error).toMatchObject({ code: 'invalid-argument' });
      }
    }
    await expect(pool.verifyBatch([slice], { onProgress: 1 as never })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('onProgress of a single proof, which would never be called, and a signal in place of the options', async () => {
    const pool = poolOf(slice);
    const { proof, publicSignals } = slice;
    const [progress, { signal }] = [{ onProgress: () => undefined }, new AbortController()];
    for (const [options, message] of [
      [progress, '"options" has no "onProgress"; it takes signal.'],
      [signal, '"options" expected a plain object, which may have signal, got [object AbortSignal].'],
    ] as const) {
      await expect(pool.verify(proof, publicSignals, options as object)).rejects.toThrow(message);
      await expect(pool.explain(proof, publicSignals, options as object)).rejects.toThrow(message);
    }
    await expect(pool.verifyBatch([slice], signal as object)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('as many workers as the machine runs at once, where nothing is said', async () => {
    await using pool = createVerifierPool(slice.verificationKey);
    const { availableParallelism } = await import('node:os');
    expect(pool.size).toBe(availableParallelism());
  });
});
