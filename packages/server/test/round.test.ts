import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Operator } from '../src/cli/operator.js';
import { runDemo } from '../src/client/demo.js';
import { readConfig } from '../src/config.js';
import { createServer } from '../src/server.js';
import { makeSystem } from '../src/start/first-start.js';

const parent = mkdtempSync(join(tmpdir(), 'fedzk-server-'));
const data = join(parent, 'data');
afterAll(() => rmSync(parent, { recursive: true, force: true }));

it('makes a system, enrols clients at both aggregators, and sums what they report', async () => {
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'] });
  const failures: unknown[] = [];
  const report = (error: unknown) => void failures.push(error);
  const leader = await createServer(readConfig({ role: 'leader', mode: 'development', data }), { report });
  const helper = await createServer(readConfig({ role: 'helper', mode: 'development', data }), { report });
  const operators = { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') };
  const { accepted, isRight } = await runDemo(operators, {
    folder: join(parent, 'clients'),
    clients: 5,
    tell: () => {},
  });
  expect({ accepted, isRight }).toEqual({ accepted: 5, isRight: true });
  const { tasks, clients } = await leader.status();
  expect(clients).toBe(5);
  expect(tasks[0]?.round).toEqual({ round: '1', state: 'collected', held: 5, accepted: 5 });
  await leader.close();
  await helper.close();
  expect(failures).toEqual([]);
});
