import { join } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { expect, it } from 'vitest';
import { runDemo } from '../src/client/demo.js';
import { startSystem } from './support/system.js';

it('makes a system, enrols clients at both aggregators, and sums what they report', async () => {
  const system = await startSystem();
  const folder = join(system.parent, 'clients');
  const { accepted, isRight } = await runDemo(system.operators, { folder, clients: 5, tell: () => {} });
  expect({ accepted, isRight }).toEqual({ accepted: 5, isRight: true });
  const { tasks, clients } = await system.leader.status();
  expect(clients).toBe(5);
  expect(tasks[0]?.round).toEqual({ round: '1', state: 'collected', held: 5, accepted: 5 });
  await system.close();
  // A leader that asks before the helper has taken the same step asks again; nothing else may fail.
  const others = system.failures.filter((error) => !(error instanceof FedzkError && error.code === 'unavailable'));
  expect(others).toEqual([]);
});
