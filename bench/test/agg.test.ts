import { describe, expect, it } from 'vitest';
import { forge } from '../../packages/agg/test/support/forge.js';
import { key, setting } from '../../packages/agg/test/support/round.js';
import { acceptBefore, type Before, prepareBefore } from '../src/agg/before/checks.js';
import { type AggFigures, markdown, targets } from '../src/agg/figures.js';
import { changed, createTask, prio3, refusal, send } from '../src/agg/prio3.js';
import { throughputs } from '../src/agg/throughput.js';
import { measure } from '../src/cases/agg.js';

describe('the code before', () => {
  const set = setting({ parts: 2, n: 40, maxNormSq: 100_000n });
  const own = (role: 'leader' | 'helper'): Before => ({
    layout: set.layout,
    maxNormSq: set.task.maxNormSq,
    clients: set.bound.clients ?? new Map(),
    privateKey: set.keys[role].privateKey,
    verifier: key.verifier,
  });

  it('makes of a report what ours does, and accepts it', async () => {
    const leader = set.leader();
    await leader.openRound(1);
    const { report } = await forge(set, 'client_001', 1n, [1, -2, 3]);
    const prepare = await prepareBefore(report, own('leader'));
    expect(await leader.submit(report)).toEqual({ verdict: 'pending', prepare });
    expect(await acceptBefore(prepare, own('helper'))).toBe(true);
    const wrong = prepare.map((byte, i) => (i === prepare.length - 1 ? byte ^ 1 : byte));
    expect(await acceptBefore(wrong, own('helper'))).toBe(false);
  });

  it('refuses a report of which the second proof is wrong', async () => {
    const proofs = ([one]: Uint8Array<ArrayBuffer>[]) => (one ? [one, one] : []);
    const { report } = await forge(set, 'client_001', 1n, [1], { proofs });
    await expect(prepareBefore(report, own('leader'))).rejects.toThrow('proof equation');
  });
});

describe('Prio3SumVec', () => {
  const values = [-128, 0, 127];

  it('accepts right reports, as often as they come', () => {
    const peer = prio3(values, 2);
    for (let again = 0; again < 3; again++) {
      peer.leader();
      peer.helper();
    }
  });

  it.each(['publicShare', 'leaderShare', 'helperShare'] as const)('refuses a report with a changed %s', (share) => {
    const task = createTask(values.length);
    const report = send(task(), values);
    expect(refusal(task(), task(), report)).toBeUndefined();
    const wrong = { ...report, [share]: changed(report[share]) };
    expect(refusal(task(), task(), wrong)).toMatch(/proof verifier check failed$/);
  });

  it('refuses a report under another verification key', () => {
    const [task, other] = [createTask(values.length), createTask(values.length)];
    expect(refusal(task(), other(), send(task(), values))).toMatch(/failed/);
  });
});

it('measures both sides, now, before and by Prio3', async () => {
  const rows = await measure({ name: 'few', n: 5, parts: 2 }, { rounds: 2, warmUp: 0 }, 3);
  expect(rows.map(({ name }) => name)).toEqual(['few, leader', 'few, helper']);
  for (const { reportsPerSecondAndCore, name, ...spreads } of rows) {
    expect(Object.keys(spreads)).toEqual(['cpuMs', 'cpuMsBefore', 'beforeToNow', 'cpuMsPrio3', 'prio3ToNow']);
    for (const { median } of Object.values(spreads)) expect(median).toBeGreaterThan(0);
    expect(reportsPerSecondAndCore).toBe(1_000 / spreads.cpuMs.median);
  }
});

it('measures both ways of a large share', async () => {
  const rows = await throughputs({ rounds: 1, warmUp: 0 });
  expect(rows.map(({ megabytes }) => megabytes.toFixed(2))).toEqual(['1.05', '1.05']);
  for (const { cpuMs, cpuMsBefore } of rows)
    for (const { median } of [cpuMs, cpuMsBefore]) expect(median).toBeGreaterThan(0);
});

describe('figures', () => {
  const at = (median: number) => ({ q1: median, median, q3: median });
  const row = (name: string, beforeToNow: number) => ({
    ...{ name, cpuMs: at(2), cpuMsBefore: at(2 * beforeToNow), beforeToNow: at(beforeToNow) },
    ...{ cpuMsPrio3: at(4), prio3ToNow: at(2), reportsPerSecondAndCore: 500 },
  });
  const bytes = (name: string, cpuMs: number) => ({
    ...{ name, megabytes: 1, cpuMs: at(cpuMs), cpuMsBefore: at(100), beforeToNow: at(100 / cpuMs) },
  });
  const figures: AggFigures = {
    results: [row('few, leader', 5), row('few, helper', 3), row('many, leader', 4), row('many, helper', 1)],
    throughput: [bytes('ciphertext', 20), bytes('expansion', 100)],
  };

  it('are judged by the worst shape of each side, and by bytes a second', () => {
    expect(targets(figures)).toEqual([
      'leader: ≥ 2× before: 4.00× met',
      'leader: ≥ 4× before: 4.00× met',
      'helper: ≥ 2× before: 1.00× missed',
      'helper: ≥ 4× before: 1.00× open',
      'ciphertext: ≥ 20 MB/s: 50 MB/s met',
      'ciphertext: ≥ 60 MB/s: 50 MB/s open',
      'expansion: ≥ 20 MB/s: 10 MB/s missed',
      'expansion: ≥ 60 MB/s: 10 MB/s open',
    ]);
  });

  it('go into the README with Prio3 beside ours', () => {
    const lines = markdown(figures).split('\n');
    expect(lines[2]).toBe('| few, leader | 2.00 | 10.00 | 5.00× | 4.00 | 2.00× | 500 | 250 |');
    expect(lines).toContain('- helper: ≥ 2× before: 1.00× missed');
  });
});
