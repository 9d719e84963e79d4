/** Consents of clients: recorded in the log of the aggregator that was asked, and there after a restart. */

import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClientHome } from '../src/client/home.js';
import { layoutOf } from '../src/stores/layout.js';
import { startSystem, type TestSystem } from './support/system.js';
import { enrol } from './support/task.js';
import { type Answer, papersOf, Wire } from './support/wire.js';

let system: TestSystem;
let home: ClientHome;

beforeAll(async () => {
  system = await startSystem();
  home = await enrol(system, 'client_1');
});
afterAll(() => system.close());

/** Asks the leader as the client. */
async function ask(method: string, path: string, body?: string): Promise<Answer & { readonly json: unknown }> {
  const papers = papersOf(home, 'leader');
  const wire = await Wire.open({ port: system.configs.leader.clients.port, papers });
  const { apiKey } = papers;
  const answer = await wire.ask(method, path, {
    apiKey,
    ...(body !== undefined && {
      fields: { 'content-type': 'application/json', 'content-length': body.length },
      body: new TextEncoder().encode(body),
    }),
  });
  wire.close();
  return { ...answer, json: JSON.parse(answer.text) };
}

const consents = async (): Promise<unknown> => ((await ask('GET', '/v1/me')).json as { consents: unknown }).consents;

it('are recorded, shown, kept over a restart, and withdrawn once', async () => {
  expect(await consents()).toEqual([]);
  const recorded = await ask('PUT', '/v1/me/consent', '{"type":"federated_learning","purposes":["model_training"]}');
  expect(recorded.status).toBe(200);
  expect(recorded.json).toMatchObject({ index: expect.any(Number), consent: { type: 'federated_learning' } });
  const { index } = recorded.json as { index: number };
  const rows = [];
  for await (const { entry } of system.parts.leader.log.entries({ from: index })) rows.push(entry);
  expect(rows[0]).toMatchObject({
    user_id: expect.stringMatching(/^s:/),
    operation: 'gdpr_consent_recorded',
    details: { purposes: ['model_training'] },
  });
  const before = await consents();

  await system.again('leader', {});
  const { snapshot } = layoutOf(system.configs.leader.data, 'leader');
  expect(statSync(snapshot).mode & 0o777).toBe(0o600);
  expect(readFileSync(snapshot).includes('federated_learning')).toBe(false);
  expect(await consents()).toEqual(before);

  expect((await ask('DELETE', '/v1/me/consent')).json).toEqual({ withdrawn: true });
  expect((await ask('DELETE', '/v1/me/consent')).status).toBe(404);
  expect(await consents()).toMatchObject([{ purposes: ['model_training'], withdrawn: expect.any(String) }]);
  expect(await system.parts.helper.comply.consents.list('client_1')).toEqual([]);
});

it.each([
  '{}',
  '[]',
  '{"type":"a"}',
  '{"type":"a","purposes":[]}',
  '{"type":"No","purposes":["a"]}',
  '{"type":"a","purposes":["a"],"consent_given":true}',
])('are refused in another shape: %s', async (body) => {
  const { size } = system.parts.leader.log;
  expect((await ask('PUT', '/v1/me/consent', body)).status).toBe(422);
  expect(system.parts.leader.log.size).toBe(size);
});

it('are not taken while the log takes nothing', async () => {
  const { log } = system.parts.leader;
  const append = log.append.bind(log);
  Object.assign(log, {
    append: () => {
      Object.defineProperty(log, 'isUp', { value: false, configurable: true });
      return Promise.reject(new Error('full'));
    },
  });
  const answer = await ask('PUT', '/v1/me/consent', '{"type":"a","purposes":["a"]}');
  Object.assign(log, { append });
  Reflect.deleteProperty(log, 'isUp');
  expect(answer.status).toBe(503);
  expect(answer.json).toMatchObject({ type: 'urn:fedzk:problem:log-unavailable' });
  expect(system.failures).toEqual([expect.objectContaining({ message: 'full' })]);
});
