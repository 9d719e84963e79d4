import { join } from 'node:path';
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
  expect(system.failures).toEqual([]);
});

it('has a round end that the helper has ended, though its answer to the leader was lost', async () => {
  const system = await startSystem();
  const { peer } = system.parts.leader;
  const send = peer.send.bind(peer);
  let lost = 0;
  peer.send = async (request) => {
    const answer = await send(request);
    if (!request.url.endsWith('/share') || lost > 0) return answer;
    lost += 1;
    throw new Error('lost');
  };
  const folder = join(system.parent, 'clients');
  const { tasks: own } = system.parts.leader;
  const tell = (line: string): void => {
    // From the last report on only the operator ends the round: a tick that came first would lose the answer, and not tell the demo.
    if (line.startsWith('demo_005: accepted')) own.tick = () => Promise.resolve();
  };
  const demo = runDemo(system.operators, { folder, clients: 5, tell });
  await expect(demo).rejects.toThrow('The leader refused');
  const { tasks } = await system.leader.status();
  const collect = { do: 'collect', round: '1' };
  await system.operators.leader.ask('POST', `/tasks/${tasks[0]?.taskid}/rounds`, collect);
  expect(lost).toBe(1);
  await system.close();
  expect(system.failures).toMatchObject([{ code: 'unavailable', message: 'The helper gives no answer.' }]);
});
