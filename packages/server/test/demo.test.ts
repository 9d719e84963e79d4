/** fedzk client demo, as often as somebody runs it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDemo } from '../src/client/demo.js';
import { run } from './support/cli.js';
import { startSystem, type TestSystem } from './support/system.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const RIGHT = { accepted: 5, isRight: true };
const lines: string[] = [];
const again = () => {
  lines.length = 0;
  return runDemo(system.operators, {
    ...{ folder: join(system.data, 'demo'), clients: 5, tell: (line: string) => lines.push(line) },
  });
};

it('runs again with the same clients, and says what it does', async () => {
  expect(await again()).toMatchObject(RIGHT);
  expect(lines).toContain('5 clients are enrolled at both.');
  const { code, out } = await run(['client', 'demo', '--data', system.data]);
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.replace(/task .*/, 'task'))).toEqual([
    'Enrols 10 clients at both aggregators …',
    '10 clients are enrolled at both, 5 of them since an earlier demo.',
    'Both have signed the task',
    'Round 1 is open. Each client proves its update, and reports it …',
    ...Array.from({ length: 10 }, (_, i) => `demo_${String(i + 1).padStart(3, '0')}: accepted`),
    'The round is closed, and the aggregators add up …',
    expect.stringMatching(/^10 reports were summed\. The first sums are /),
    'The sum is that of the values.',
  ]);
  expect((await system.leader.status()).clients).toBe(10);
});

it('runs after one that was killed, whose clients were revoked, or whose folder is gone', async () => {
  const home = (i: number): string => join(system.data, 'demo', `demo_00${i}`);
  rmSync(join(home(1), 'helper.key'));
  rmSync(join(home(2), 'leader.key'));
  await system.operators.leader.ask('DELETE', '/clients/demo_003');
  rmSync(home(4), { recursive: true });
  expect(await again()).toMatchObject(RIGHT);
  expect(lines).toContain('5 clients are enrolled at both, 1 of them since an earlier demo.');
  expect((await system.leader.status()).clients).toBe(10);
  expect(system.failures).toEqual([]);
});
