import { describe, expect, it } from 'vitest';
import { median, order, ratio, roundRobin, spread } from '../src/measure.js';
import { limitLine, table, targetLine } from '../src/report.js';

describe('spread', () => {
  it('interpolates between neighbours, whatever the order', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ q1: 1.75, median: 2.5, q3: 3.25 });
    expect(spread([5, 1, 3])).toEqual({ q1: 2, median: 3, q3: 4 });
    expect(spread([7])).toEqual({ q1: 7, median: 7, q3: 7 });
  });

  it('leaves its input as it is, sorts by number, and shrugs off an outlier', () => {
    const values = [10, 9, 1000];
    expect(median(values)).toBe(10);
    expect(values).toEqual([10, 9, 1000]);
  });

  it('has nothing to say of nothing', () => {
    expect(median([])).toBeNaN();
  });
});

describe('ratio', () => {
  it('is taken round by round, so that a slow minute of the machine cancels out', () => {
    expect(ratio([10, 20, 50], [1, 2, 5])).toEqual({ q1: 10, median: 10, q3: 10 });
    expect(ratio([3, 8, 15], [3, 4, 5]).median).toBe(2);
  });

  it('wants the same rounds', () => {
    expect(() => ratio([1], [1, 2])).toThrow('same rounds');
  });
});

describe('roundRobin', () => {
  it('takes one sample of each in turn, rotates, goes through the instances, and drops the warm-up', async () => {
    const calls: string[] = [];
    const contender = (name: string, instances: number) =>
      Array.from({ length: instances }, (_, i) => () => {
        calls.push(`${name}${i}`);
        return name === 'b' ? Promise.resolve(true) : true;
      });
    const times = await roundRobin([contender('a', 2), contender('b', 1), contender('c', 3)], { rounds: 3, warmUp: 1 });
    expect(calls).toEqual(['a0', 'b0', 'c0', 'b0', 'c1', 'a1', 'c2', 'a0', 'b0', 'a1', 'b0', 'c0']);
    expect(times.map(({ length }) => length)).toEqual([3, 3, 3]);
    expect(times.flat().every((time) => time >= 0)).toBe(true);
  });

  it('measures what a promise takes', async () => {
    const slow = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 20));
    const [times] = await roundRobin([[slow]], { rounds: 1, warmUp: 0 });
    expect(times?.[0]).toBeGreaterThan(15);
  });

  it('stops where a valid proof is refused', async () => {
    await expect(roundRobin([[() => false]], { rounds: 1, warmUp: 0 })).rejects.toThrow('refused');
    await expect(roundRobin([[async () => false]], { rounds: 1, warmUp: 0 })).rejects.toThrow('refused');
  });

  it('puts each in each place equally often', () => {
    expect([0, 1, 2].map((round) => order(3, round))).toEqual([
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
    ]);
  });
});

describe('report', () => {
  it('aligns: text to the left, numbers to the right', () => {
    const rows = [
      ['fedzk', '1.50', 'yes'],
      ['b', '12.00', 'no, never'],
    ];
    expect(table(['engine', 'ms', 'ends'], rows).split('\n')).toEqual([
      'engine     ms  ends',
      '------  -----  ---------',
      'fedzk    1.50  yes',
      'b       12.00  no, never',
    ]);
  });

  it('says whether a target is met', () => {
    expect(targetLine({ peer: 'snarkjs', times: 8 }, 9.1)).toBe('≥ 8× snarkjs: 9.10× met');
    expect(targetLine({ peer: 'snarkjs', times: 8 }, 7.99)).toBe('≥ 8× snarkjs: 7.99× missed');
    expect(targetLine({ peer: 'mcl', times: 2.5, aim: true }, 2.2)).toBe('≥ 2.5× mcl: 2.20× open');
    expect(targetLine({ peer: 'noble', times: 1 }, 1)).toBe('> 1× noble: 1.00× missed');
    expect(targetLine({ peer: 'noble', times: 1 }, Number.NaN)).toMatch(/missed$/);
    expect(limitLine('all', 45, 45, 'KB')).toBe('≤ 45 KB, all: 45.0 KB met');
    expect(limitLine('all', 45.1, 45, 'KB')).toMatch(/missed$/);
  });
});
