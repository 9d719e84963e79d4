// Requests that are wrong in some way, at every listener: each is refused with a problem that tells nothing of the inside. SLOW=1
// sends 10,000.

import { Dice } from '@fedzk/testkit/random';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Listener } from '../src/http/route.js';
import { ROUTES } from '../src/http/routes.js';
import { type BadRequest, badRequest, type Target } from './support/bad-request.js';
import { startSystem, type TestSystem } from './support/system.js';
import { enrol, openTask } from './support/task.js';
import { type Answer, papersOf, Wire } from './support/wire.js';

let system: TestSystem;
let opens: Readonly<Record<Listener, () => Promise<Wire>>>;
let task: string;
let apiKey: string;

beforeAll(async () => {
  // It's about what is said, not about how often.
  const limits = { requests: 10_000, cost: 1_000_000 };
  const ddos = { requests: 10_000, strikes: 10_000, connectionsPerSecond: 10_000, connectionBurst: 10_000 };
  system = await startSystem((config) => ({ ...config, limits }), { limits: { ddos } });
  const home = await enrol(system, 'client_1');
  const other = await enrol(system, 'client_2');
  ({ id: task } = await openTask(system, [home, other]));
  const papers = papersOf(home, 'leader');
  ({ apiKey } = papers);
  const { leader, helper } = system.configs;
  opens = {
    clients: () => Wire.open({ port: leader.clients.port, papers }),
    peer: () => Wire.open({ port: helper.peer.port, papers: system.parts.leader.identity.tls.peer }),
    operators: () => Wire.plain({ port: leader.operators.port }),
    telemetry: () => Wire.plain({ port: leader.telemetry.port }),
    socket: () => Wire.plain({ path: `${system.data}/leader.sock` }),
  };
});
afterAll(() => system.close());

const COUNTS: readonly (readonly [Listener, number])[] = [
  ['clients', 3_500],
  ['peer', 2_000],
  ['operators', 1_500],
  ['telemetry', 500],
  ['socket', 2_500],
];
const PART = process.env['SLOW'] === '1' ? 1 : 5;

/** The names that are listened to under them alone. */
const HOSTS: Partial<Record<string, () => string>> = {
  operators: () => `localhost:${system.configs.leader.operators.port}`,
  telemetry: () => 'localhost',
};

it.each(COUNTS)('%s refuses them', async (listener, all) => {
  const count = all / PART;
  const role = listener === 'peer' ? 'helper' : 'leader';
  const target: Target = {
    ...{ listener, task, host: HOSTS[listener]?.() ?? 'x' },
    routes: ROUTES.filter((route) => route.on === listener && (route.role ?? role) === role),
    ...(listener === 'clients' && { authorization: `Bearer ${apiKey}` }),
  };
  const dice = new Dice(count);
  const wrong: object[] = [];
  const kinds = new Map<string, number>();
  let wire: Wire | undefined;
  for (let i = 0; i < count; i++) {
    const bad = badRequest(dice, target);
    kinds.set(bad.kind, (kinds.get(bad.kind) ?? 0) + 1);
    if (wire?.isOpen !== true) wire = await opens[listener]();
    let answer = await asked(wire, bad);
    if (answer.status === 0) {
      // It may have been closed at the moment of sending; but a new one answers.
      wire = await opens[listener]();
      answer = await asked(wire, bad);
    }
    const why = complaint(answer);
    if (why !== undefined)
      wrong.push({ why, ...bad, text: bad.text.slice(0, 300), status: answer.status, said: answer.text.slice(0, 300) });
    // A body may be under way that nobody reads.
    if (bad.kind === 'length' || bad.kind === 'HTTP') wire.close();
    if (bad.kind === 'length' || bad.kind === 'HTTP') wire = undefined;
  }
  wire?.close();
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(Math.min(...kinds.values())).toBeGreaterThan(count / 100);
});

it('has written nothing of it anywhere but as a failure of the caller', () => {
  expect(system.failures).toEqual([]);
});

async function asked(wire: Wire, { text }: BadRequest): Promise<Answer> {
  wire.send(text);
  return wire.answer();
}

const INSIDE = /\bat .*:\d+:\d+|\.[cm]?[jt]s\b|node:|node_modules|[a-z]Error\b|valibot|hono|sqlite|stack/;

/** What an answer should not be. */
function complaint({ status, fields, text }: Answer): string | undefined {
  if (status < 400 || status > 499) return 'status';
  if (fields['content-type'] !== 'application/problem+json') return 'type';
  if (fields['server'] !== undefined || fields['x-powered-by'] !== undefined) return 'field';
  if (INSIDE.test(text) || text.includes(system.parent)) return 'inside';
  let body: Readonly<Record<string, unknown>>;
  try {
    body = JSON.parse(text);
  } catch {
    return 'JSON';
  }
  const { type, title, status: own } = body;
  if (own !== status || typeof type !== 'string' || typeof title !== 'string') return 'problem';
  return undefined;
}
