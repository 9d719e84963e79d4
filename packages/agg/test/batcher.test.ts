/** Proofs of reports that come together are one batch: when it is verified, what each is told, and what a wrong one changes. */

import type { BatchItem, BatchResult } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { ProofBatcher } from '../src/aggregator/batcher.js';
import type { ProofVerifier } from '../src/aggregator/checks.js';

/** A verifier of numbers: the negative are wrong. It keeps the batches that it was given. */
function counting(): ProofVerifier & { readonly batches: number[][] } {
  const numbers = (items: readonly BatchItem[]): number[] => items.map(({ proof }) => Number(proof));
  const batches: number[][] = [];
  return {
    batches,
    explain: () => 'ok',
    verifyBatch: (items) => {
      batches.push(numbers(items));
      const failed = numbers(items).flatMap((number, i) => (number < 0 ? [i] : []));
      return { ok: failed.length === 0, failed };
    },
  };
}

const item = (number: number): BatchItem => ({ proof: number, publicSignals: [] }) as unknown as BatchItem;

/** A report whose share is opened once its door is. */
function report(batcher: ProofBatcher, id: string, ...numbers: readonly number[]) {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer = batcher.expect(id, async (verifier): Promise<BatchResult> => {
    await opened;
    return verifier.verifyBatch(numbers.map(item));
  });
  return { open, answer };
}

const RIGHT: BatchResult = { ok: true, failed: [] };

describe('a batch', () => {
  it('waits for all expected reports, and is a single batch', async () => {
    const verifier = counting();
    const batcher = new ProofBatcher(verifier);
    const reports = [1, 2, 3].map((number) => report(batcher, `${number}`, number));
    for (const { open } of reports.slice(0, 2)) open();
    await new Promise((resolve) => setTimeout(resolve));
    expect(verifier.batches).toEqual([]);
    reports[2]?.open();
    expect(await Promise.all(reports.map(({ answer }) => answer))).toEqual([RIGHT, RIGHT, RIGHT]);
    expect(verifier.batches).toEqual([[1, 2, 3]]);
  });

  it('begins one in a turn of the event loop, so that many wrong proofs leave time for others', async () => {
    const order: string[] = [];
    const verifier: ProofVerifier = {
      explain: () => 'ok',
      verifyBatch: (items) => {
        order.push('batch');
        return { ok: false, failed: items.map((_, i) => i) };
      },
    };
    const batcher = new ProofBatcher(verifier);
    const send = () => batcher.expect('a', async (own) => own.verifyBatch([item(-1)]));
    await send(); // from now on the client's proofs are verified alone
    order.length = 0;
    const answers = Promise.all([send(), send(), send()]);
    const turns = (async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('other');
      }
    })();
    await Promise.all([answers, turns]);
    expect(order.filter((name, i) => name === 'batch' && order[i - 1] === 'batch')).toEqual([]);
  });

  it('waits no longer for a report that is refused before its proofs, or fails', async () => {
    const verifier = counting();
    const batcher = new ProofBatcher(verifier);
    const waiting = report(batcher, 'a', 1);
    waiting.open();
    const refused = batcher.expect('b', async () => 'undecryptable');
    const failed = batcher.expect('c', () => Promise.reject(new RangeError('broken')));
    expect(await refused).toBe('undecryptable');
    await expect(failed).rejects.toThrow('broken');
    expect(await waiting.answer).toEqual(RIGHT);
    expect(verifier.batches).toEqual([[1]]);
  });

  it('that is full waits for nobody', async () => {
    const verifier = counting();
    const batcher = new ProofBatcher(verifier);
    const late = report(batcher, 'late', 0);
    const reports = Array.from({ length: 70 }, (_, i) => report(batcher, `${i}`, i + 1));
    for (const { open } of reports) open();
    const answers = Promise.all(reports.slice(0, 64).map(({ answer }) => answer));
    for (const answer of await answers) expect(answer).toEqual(RIGHT);
    expect(verifier.batches.map(({ length }) => length)).toEqual([32, 32]);
    late.open();
    await Promise.all(reports.map(({ answer }) => answer));
    expect(verifier.batches.map(({ length }) => length)).toEqual([32, 32, 7]);
  });

  it('tells each report its own wrong proofs', async () => {
    const verifier = counting();
    const batcher = new ProofBatcher(verifier);
    const reports = [
      report(batcher, 'a', 1, 2),
      report(batcher, 'b', 3, -4, 5),
      report(batcher, 'c', -6),
      report(batcher, 'd', 7),
    ];
    for (const { open } of reports) open();
    expect(await Promise.all(reports.map(({ answer }) => answer))).toEqual([
      RIGHT,
      { ok: false, failed: [1] },
      { ok: false, failed: [0] },
      RIGHT,
    ]);
    expect(verifier.batches).toEqual([[1, 2, 3, -4, 5, -6, 7]]);
  });

  it('holds nobody whose proof was wrong before', async () => {
    const verifier = counting();
    const batcher = new ProofBatcher(verifier);
    const wrong = report(batcher, 'cheat', -1);
    wrong.open();
    await wrong.answer;
    const [again, a, b] = [report(batcher, 'cheat', 2), report(batcher, 'a', 3), report(batcher, 'b', 4)];
    for (const { open } of [again, a, b]) open();
    expect(await Promise.all([again, a, b].map(({ answer }) => answer))).toEqual([RIGHT, RIGHT, RIGHT]);
    expect(verifier.batches).toEqual([[-1], [2], [3, 4]]);
  });

  it('that the verifier refuses is rejected as a whole, and later ones are not', async () => {
    const verifier = counting();
    let fails = true;
    const batcher = new ProofBatcher({
      ...verifier,
      verifyBatch: (items) => {
        if (fails) throw new RangeError('disposed');
        return verifier.verifyBatch(items);
      },
    });
    const reports = [report(batcher, 'a', 1), report(batcher, 'b', 2)];
    for (const { open } of reports) open();
    const answers = await Promise.allSettled(reports.map(({ answer }) => answer));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    const next = report(batcher, 'a', 1);
    next.open();
    expect(await next.answer).toEqual(RIGHT);
  });
});
