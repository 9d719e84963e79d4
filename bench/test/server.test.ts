import { describe, expect, it } from 'vitest';
import { markdown, shown, targets } from '../src/server/figures.js';
import { measureServer, type ServerEffort } from '../src/server/load.js';

const EFFORT: ServerEffort = {
  ...{ rounds: 1, plainRounds: 1, windowMs: 600, warmUpMs: 300 },
  ...{ clients: 8, cpuRounds: 1, cpuWarmUp: 0 },
};
/** 20 times 100 a minute, in a window. */
const SENT = 20;

// Only Linux has all of 127.0.0.0/8.
describe.runIf(process.platform === 'linux')('the load of a server', () => {
  it('serves all honest clients, and verifies ten bad proofs', async () => {
    const figures = await measureServer(EFFORT);
    const { results, report } = figures;
    expect(results.map(({ attack, guarded }) => `${attack} ${guarded}`)).toEqual([
      'requests true',
      'bad proofs true',
      'requests false',
      'bad proofs false',
    ]);
    for (const row of results) expect([row.sent, row.honest, row.unserved]).toEqual([SENT, 3 * EFFORT.clients, 0]);
    const [, guarded, , plain] = results;
    expect(guarded?.verified.median).toBe(10);
    expect(guarded?.bannedAfterMs?.median).toBeGreaterThan(0);
    expect(plain?.verified.median).toBe(SENT);
    expect(report.served.median).toBeGreaterThan(0);
    expect(report.handled.median).toBeGreaterThan(0);

    expect(shown(figures)).toContain('bad proofs, guarded');
    expect(targets(figures).length).toBe(8);
    const rows = markdown(figures).split('\n');
    expect(rows.filter((line) => line.startsWith('| ')).length).toBe(5);
  });
});
