/** A leader that was put back to a state in which a round was open that both have collected since. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDemo } from '../src/client/demo.js';
import type { Check } from '../src/doctor/check.js';
import { layoutOf } from '../src/stores/layout.js';
import { json, run } from './support/cli.js';
import { startSystem, type TestSystem } from './support/system.js';

let system: TestSystem;
let task: string;
beforeAll(async () => {
  system = await startSystem();
  const layout = layoutOf(system.data, 'leader');
  const backup = join(system.parent, 'backup');
  const tell = (line: string): void => {
    if (line.startsWith('demo_004: accepted')) cpSync(layout.folder, backup, { recursive: true });
  };
  await runDemo(system.operators, { folder: join(system.parent, 'clients'), clients: 5, tell });
  task = (await system.leader.status()).tasks[0]?.taskid ?? '';
  const restored = (): void => {
    rmSync(layout.folder, { recursive: true });
    cpSync(backup, layout.folder, { recursive: true });
    const lock = join(layout.log, '.state', 'lock');
    for (const name of readdirSync(lock)) rmSync(join(lock, name));
  };
  await system.again('leader', {
    change: (config) => {
      restored();
      return config;
    },
  });
});
afterAll(() => system.close());

const rounds = async (role: string): Promise<Check | undefined> => {
  const words = ['doctor', '--data', system.data, '--role', role, '--json'];
  const { checks } = JSON.parse((await run(words)).out) as { checks: Record<string, readonly Check[]> };
  return checks[role]?.find(({ name }) => name === 'rounds');
};
const both = async () => [await rounds('leader'), await rounds('helper')];
const step = (what: string, round: number, role: string) =>
  run(['round', what, task, String(round), '--role', role, '--data', system.data]);

it('is warned of at both until the round is settled, also once the next one is open at one', async () => {
  const says = (how: string) => `round 1 of ${task} is collected at the helper, and ${how} at the leader`;
  expect(await both()).toMatchObject([
    { state: 'no', says: says('open') },
    { state: 'no', says: says('open') },
  ]);
  expect((await step('open', 2, 'helper')).code).toBe(0);
  // It would end round 1, which can't be summed.
  expect((await step('open', 2, 'leader')).code).toBe(1);
  const warned = await both();
  for (const found of warned) {
    expect(found).toMatchObject({ state: 'no', says: says('open') });
    expect(found?.remedy).toContain(`Abandon it at the leader: fedzk round abandon ${task} 1 --role leader.`);
    expect(found?.remedy).toContain('At the helper it stays as it is');
  }
  expect((await step('abandon', 1, 'helper')).code).toBe(1);
  expect((await step('abandon', 1, 'leader')).code).toBe(0);
  expect((await step('open', 2, 'leader')).code).toBe(0);
  expect(await both()).toMatchObject([{ state: 'ok' }, { state: 'ok' }]);
  expect(await json(['task', 'list', '--data', system.data])).toBeDefined();
});
