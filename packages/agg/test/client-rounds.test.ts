/** How often a client reports a round, and what a failure, a cancellation or a second call leaves behind. */
import { describe, expect, it } from 'vitest';
import type { Client } from '../src/client.js';
import { held } from './support/held.js';
import { setting } from './support/round.js';

const ID = 'client_001';
const values = (...x: number[]): Int8Array => Int8Array.from(x);
const refused = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('a round', () => {
  const set = setting({ parts: 2 });
  const other = values(5, 4, 3, 2, 1, 0, 9);
  const update = values(1, 2, 3, 4, 5, 6, 7);
  const reported = refused('already-reported', `"${ID}" has reported round 7`);
  const failing = (fails: () => boolean): Client =>
    set.client(ID, {
      vkeyId: set.prover.vkeyId,
      prove: (inputs, options) =>
        fails() ? Promise.reject(new Error('out of memory')) : set.prover.prove(inputs, options),
    });

  it('asked for again with the same values gives the same bytes, which are the caller’s own', async () => {
    const client = set.client(ID);
    const first = await client.report(ID, 7, update);
    const copy = first.slice();
    first.fill(0);
    const second = await client.report(ID, 7n, update.slice());
    expect(second).toEqual(copy);
    second.fill(0);
    expect(await client.report(ID, 7, update)).toEqual(copy);
  });

  it('with other values, or an earlier one, is refused without showing any', async () => {
    const client = set.client(ID);
    await client.report(ID, 7, update);
    for (const [round, wrong] of [
      [7, other],
      [7, update.map((x) => -x)],
      [6, update],
      [0, other],
    ] as const) {
      await expect(client.report(ID, round, wrong)).rejects.toEqual(reported);
    }
    expect((await client.report(ID, 8, other)).length).toBeGreaterThan(500);
  });

  it('asked for many times at once is proved once', async () => {
    let proofs = 0;
    const client = failing(() => proofs++ < 0);
    const reports = await Promise.all([update, update, update].map((x) => client.report(ID, 7, x)));
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[2]).toEqual(reports[0]);
    expect(proofs).toBe(2);
    await expect(Promise.all([client.report(ID, 7, other)])).rejects.toEqual(reported);
  });

  it('can be reported after its prover failed, with any values and with new secrets; the one before can not', async () => {
    let left = 3; // round 6 is proved, and one part of round 7
    const client = failing(() => left-- === 0);
    await client.report(ID, 6, update);
    await expect(client.report(ID, 7, update)).rejects.toThrow('out of memory');
    await expect(client.report(ID, 6, other)).rejects.toEqual(expect.objectContaining({ code: 'already-reported' }));
    const report = await client.report(ID, 7, other);
    expect(await client.report(ID, 7, other)).toEqual(report);
    await expect(client.report(ID, 7, update)).rejects.toEqual(reported);
  });

  it('stays reported when an earlier one fails after it', async () => {
    const { prover, next } = held(setting({ parts: 2 }));
    const client = set.client(ID, prover);
    const early = client.report(ID, 6, update);
    const first = await next(); // before the other begins: whose request comes first is nobody's to say
    const late = client.report(ID, 7, update);
    (await next()).go();
    (await next()).go();
    await late;
    first.fail(new Error('out of memory'));
    await expect(early).rejects.toThrow('out of memory');
    await expect(client.report(ID, 7, other)).rejects.toEqual(reported);
    expect(await client.report(ID, 7, update)).toEqual(await late);
  });

  it('tells of each part, and a callback that throws leaves it unreported', async () => {
    const client = set.client(ID);
    const told: number[] = [];
    const onProgress = (done: number): void => {
      told.push(done);
      if (told.length === 2) throw new Error('window closed');
    };
    await expect(client.report(ID, 7, update, { onProgress })).rejects.toThrow('window closed');
    await client.report(ID, 7, other, { onProgress });
    expect(told).toEqual([0.5, 1, 0.5, 1]);
  });
});

describe('a signal', () => {
  const set = setting({ parts: 2 });
  const update = values(1, 2, 3, 4, 5, 6, 7);

  it('that is aborted already stops before anything is proved', async () => {
    const { prover, waiting } = held(set);
    const signal = AbortSignal.abort(new Error('closed'));
    await expect(set.client(ID, prover).report(ID, 7, update, { signal })).rejects.toThrow('closed');
    expect(waiting).toEqual([]);
  });

  it.each([1, 2])(
    'aborted in proof %i stops there, also where the prover does not look, and the round is free',
    async (stop) => {
      const { prover, next, waiting } = held(set);
      const [client, control] = [set.client(ID, prover), new AbortController()];
      const report = client.report(ID, 7, update, { signal: control.signal });
      if (stop === 2) (await next()).go();
      const proof = await next();
      control.abort(new Error('closed'));
      proof.go();
      await expect(report).rejects.toThrow('closed');
      expect(waiting).toEqual([]);
      const again = client.report(ID, 7, values(9));
      for (let part = 0; part < 2; part++) (await next()).go();
      expect((await again).length).toBeGreaterThan(500);
    },
  );

  it('reaches the prover, and is not made up', async () => {
    const seen: unknown[] = [];
    const client = set.client(ID, {
      vkeyId: set.prover.vkeyId,
      prove: (inputs, options) => {
        seen.push(options.signal);
        return set.prover.prove(inputs, options);
      },
    });
    const { signal } = new AbortController();
    await client.report(ID, 7, update, { signal });
    await client.report(ID, 8, update);
    expect(seen).toEqual([signal, signal, undefined, undefined]);
  });

  it('aborted when the report is made changes nothing', async () => {
    const [client, control] = [set.client(ID), new AbortController()];
    const report = await client.report(ID, 7, update, { signal: control.signal });
    control.abort();
    expect(await client.report(ID, 7, update, { signal: control.signal })).toEqual(report);
  });
});
