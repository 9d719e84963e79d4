/**
 * `packages/vectors/agg/reports.json`, made by an implementation that was written from the specification alone
 * (`independent/client.mjs`): the same inputs give the same bytes, and each value on the way is the same.
 */
import { readFileSync } from 'node:fs';
import { toHex } from '@fedzk/core';
import { fromWide } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { compose } from '../src/compose.js';
import { bindTask, context } from '../src/protocol/bound-task.js';
import { geometry } from '../src/protocol/geometry.js';
import { readReport, reportId, rhoOf } from '../src/protocol/report.js';
import { Draws } from '../src/protocol/shares.js';
import { createTask } from '../src/protocol/task.js';

interface VectorCase {
  readonly name: string;
  readonly task: {
    readonly curve: number;
    readonly id: string;
    readonly n: number;
    readonly b: 4 | 8 | 16;
    readonly h: number;
    readonly T: number;
    readonly maxNormSq: string;
    readonly minBatch: number;
    readonly vkeyId: string;
    readonly leader: string;
    readonly helper: string;
    readonly clients: readonly { readonly id: string; readonly key: string }[] | null;
  };
  readonly client: { readonly id: string; readonly signingSeed: string | null };
  readonly round: string;
  readonly values: readonly string[];
  readonly draws: { readonly seed: string; readonly blind: string; readonly s: string[]; readonly k: string[] };
  readonly ephemeral: { readonly ikmE: Readonly<Record<'leader' | 'helper', string>> };
  readonly proofs: readonly string[];
  readonly [field: string]: unknown;
}

const { cases } = JSON.parse(readFileSync(new URL('../../vectors/agg/reports.json', import.meta.url), 'utf8')) as {
  cases: VectorCase[];
};

const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));
const curves = ['bn254', 'bls12-381'] as const;

it.each(curves)('has cases of both kinds of task on %s', (curve) => {
  const own = cases.filter(({ task }) => curves[task.curve - 1] === curve);
  const open = own.filter(({ task }) => task.clients === null);
  expect(open.length).toBeGreaterThan(3);
  expect(own.length - open.length).toBeGreaterThan(3);
});

describe.each(cases)('$name', (vector) => {
  const { task: given, client, draws } = vector;
  const task = createTask({
    id: given.id,
    level: given.curve === 1 ? 'enhanced' : 'maximum', // for all lengths; of a level a hash has the curve
    n: given.n,
    bits: given.b,
    headroom: given.h,
    parts: given.T,
    maxNormSq: BigInt(given.maxNormSq),
    minBatch: given.minBatch,
    vkeyId: given.vkeyId,
    aggregatorKeys: { leader: hex(given.leader), helper: hex(given.helper) },
    ...(given.clients && { clients: given.clients.map(({ id, key }) => ({ id, publicKey: hex(key) })) }),
  });
  const bound = bindTask(task, given.vkeyId);
  const { curve } = bound.geometry;
  const round = BigInt(vector.round);
  const wide = (list: readonly string[]): bigint[] => list.map((bytes) => fromWide(hex(bytes), curve));
  const make = (): Promise<Uint8Array> => {
    const values = vector.values.map(Number);
    const parts = Array.from({ length: given.T }, (_, t) => values.slice(t * given.n, (t + 1) * given.n));
    const proofs = vector.proofs.map(hex);
    const prover = { vkeyId: given.vkeyId, prove: async () => ({ proof: proofs.shift() ?? new Uint8Array() }) };
    const signingKey = client.signingSeed === null ? undefined : hex(client.signingSeed);
    return compose(
      { bound, prover, signingKey, clientId: client.id, round, parts },
      new Draws({
        seed: hex(draws.seed),
        blind: hex(draws.blind),
        pads: wide(draws.s),
        blindings: wide(draws.k),
        ephemeral: { leader: hex(vector.ephemeral.ikmE.leader), helper: hex(vector.ephemeral.ikmE.helper) },
      }),
    );
  };

  it('has the same layout, task hash and context', () => {
    const { slot, perElement, elements } = geometry(task);
    expect({ slot, m: perElement, L: elements }).toEqual(vector.layout);
    expect(toHex(bound.hash)).toBe(vector.taskHash);
    expect(toHex(context(bound, round, client.id))).toBe(vector.ctx);
  });

  it('gives the same report, byte for byte', async () => {
    expect(toHex(await make())).toBe(vector.report);
  });

  it('is read as the values that it was made of', async () => {
    const report = readReport(hex(vector.report as string), bound.geometry);
    const fixed = report?.head.fixed;
    expect(fixed?.clientId).toBe(client.id);
    expect(fixed?.round).toBe(round);
    expect(fixed?.commitments.map(String)).toEqual(vector.commitments);
    expect(report?.head.tags.map(String)).toEqual(vector.tags);
    const M = hex(vector.M as string);
    expect(fixed?.bytes).toEqual(M);
    expect(rhoOf(M, curve).toString()).toBe(vector.rho);
    expect(toHex(reportId(M))).toBe(vector.reportId);
    expect(report?.head.bytes.length).toBe(vector.headLength);
  });
});
