import { describe, expect, it } from 'vitest';
import { markdown, shown, targets } from '../src/guard/figures.js';
import { subjects } from '../src/guard/limiters.js';
import { ATTACK_PER_SECOND } from '../src/guard/limits.js';
import { measureLoad } from '../src/guard/load.js';

it('has contenders that answer as they must', async () => {
  for (const { contenders } of await subjects()) {
    expect(contenders.length).toBe(3);
    for (const { run } of contenders) await run();
  }
});

// Only Linux has all of 127.0.0.0/8.
describe.runIf(process.platform === 'linux')('the load', () => {
  const effort = { rounds: 1, plainRounds: 1, windowMs: 500, warmUpMs: 300, clients: 10, perSecond: 20 };

  it('serves all honest clients, and verifies ten bad proofs', async () => {
    const results = await measureLoad(effort);
    const sent = ATTACK_PER_SECOND / 2;
    const of = (guarded: boolean) => results.filter((row) => row.guarded === guarded);
    expect(results.map(({ attack, guarded }) => `${attack} ${guarded}`)).toEqual([
      'requests true',
      'bad proofs true',
      'requests false',
      'bad proofs false',
    ]);
    for (const row of results) {
      expect(row.sent).toBe(sent);
      expect(row.honest).toBeGreaterThan(0);
      expect(row.unserved).toBe(0);
    }
    const [requests, badProofs] = of(true);
    expect(requests?.answers[429]).toBeGreaterThan(0);
    expect(requests?.answers[200]).toBe(requests?.verified.median);
    expect(badProofs?.verified.median).toBe(10);
    expect(badProofs?.bannedAfterMs?.median).toBeGreaterThan(0);
    for (const row of of(false)) expect(row.verified.median).toBe(sent);

    const figures = { results: [], load: { effort, results } };
    expect(shown(figures)).toContain('bad proofs, guarded');
    expect(targets(figures).length).toBe(6);
    expect(
      markdown(figures)
        .split('\n')
        .filter((line) => line.startsWith('| ')).length,
    ).toBe(5);
  });
});
