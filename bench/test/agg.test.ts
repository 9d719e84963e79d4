import { describe, expect, it } from 'vitest';
import { forge } from '../../packages/agg/test/support/forge.js';
import { key, setting } from '../../packages/agg/test/support/round.js';
import { acceptBefore, type Before, prepareBefore } from '../src/agg/before/checks.js';
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

it('measures both sides, now and before', async () => {
  const rows = await measure({ name: 'few', n: 5, parts: 2 }, { rounds: 2, warmUp: 0 }, 3);
  expect(rows.map(({ name }) => name)).toEqual(['few, leader', 'few, helper']);
  for (const { cpuMs, cpuMsBefore, beforeToNow, reportsPerSecondAndCore } of rows) {
    for (const { median } of [cpuMs, cpuMsBefore, beforeToNow]) expect(median).toBeGreaterThan(0);
    expect(reportsPerSecondAndCore).toBe(1_000 / cpuMs.median);
  }
});

it('measures both ways of a large share', async () => {
  const rows = await throughputs({ rounds: 1, warmUp: 0 });
  expect(rows.map(({ megabytes }) => megabytes.toFixed(2))).toEqual(['1.05', '1.05']);
  for (const { cpuMs, cpuMsBefore } of rows)
    for (const { median } of [cpuMs, cpuMsBefore]) expect(median).toBeGreaterThan(0);
});
