// A system of both aggregators in this process, on ports that nothing else uses.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as listen } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Operator } from '../../src/cli/operator.js';
import { type Config, readConfig } from '../../src/config.js';
import { createServer, type RunningServer } from '../../src/server.js';
import { makeSystem } from '../../src/start/first-start.js';

/** A system that runs. */
export interface TestSystem {
  /** The folder that has all of it, and the folder of data in it. */
  readonly parent: string;
  readonly data: string;
  readonly configs: { readonly leader: Config; readonly helper: Config };
  readonly leader: RunningServer;
  readonly helper: RunningServer;
  readonly operators: { readonly leader: Operator; readonly helper: Operator };
  /** What the servers told nobody else. */
  readonly failures: unknown[];
  /** Ends both, and removes the folder. */
  close(): Promise<void>;
}

/** What differs from the usual configuration. */
export type Changes = (config: Config) => Config;

/** Makes and starts a system for development. */
export async function startSystem(change: Changes = (config) => config): Promise<TestSystem> {
  const parent = mkdtempSync(join(tmpdir(), 'fedzk-server-'));
  const data = join(parent, 'data');
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'], clientsPort: await freePort() });
  const failures: unknown[] = [];
  const report = (error: unknown) => void failures.push(error);
  const configOf = (role: 'leader' | 'helper') => change(readConfig({ role, mode: 'development', data }));
  const configs = { leader: configOf('leader'), helper: configOf('helper') };
  const leader = await createServer(configs.leader, { report, every: 100 });
  const helper = await createServer(configs.helper, { report, every: 100 });
  return {
    ...{ parent, data, configs, leader, helper, failures },
    operators: { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') },
    async close() {
      await leader.close();
      await helper.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** The distances of the other listeners' ports from that of clients, and those of the helper. */
const DISTANCES = [0, 557, 1_000, 1_021].flatMap((distance) => [distance, distance + 10]);

/** Finds a port for clients such that nothing listens at it, nor at those that go with it. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 1_000) * 20;
    const taken = await Promise.all(DISTANCES.map((distance) => isTaken(port + distance)));
    if (!taken.includes(true)) return port;
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = listen();
    server.once('error', () => resolve(true));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(false)));
  });
}
