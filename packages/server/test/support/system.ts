// A system of both aggregators in this process, on ports that nothing else uses.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Guard, GuardedRoute } from '@fedzk/guard';
import { Operator } from '../../src/cli/operator.js';
import { type Config, type Role, readConfig } from '../../src/config.js';
import { type Replaced, type RunningServer, serve } from '../../src/server.js';
import { makeSystem } from '../../src/start/first-start.js';
import type { System } from '../../src/system.js';
import { freePort } from './ports.js';

/** A system that runs. */
export interface TestSystem {
  /** The folder that has all of it, and the folder of data in it. */
  readonly parent: string;
  readonly data: string;
  readonly configs: { readonly leader: Config; readonly helper: Config };
  readonly leader: RunningServer;
  readonly helper: RunningServer;
  readonly operators: { readonly leader: Operator; readonly helper: Operator };
  /** Ends one of them, and starts it again. */
  again(role: Role, options?: { readonly change?: Changes; readonly replaced?: Replaced }): Promise<void>;
  /** The parts of each, since its newest start. */
  readonly parts: Readonly<Record<Role, System>>;
  /** What the servers told nobody else. */
  readonly failures: unknown[];
  /** Ends both, and removes the folder. */
  close(): Promise<void>;
}

/** What differs from the usual configuration. */
export type Changes = (config: Config) => Config;

/** Makes and starts a system for development. */
export async function startSystem(change: Changes = (config) => config, replaced: Replaced = {}): Promise<TestSystem> {
  const parent = mkdtempSync(join(tmpdir(), 'fedzk-server-'));
  const data = join(parent, 'data');
  await makeSystem({ data, mode: 'development', roles: ['leader', 'helper'], clientsPort: await freePort() });
  const failures: unknown[] = [];
  const report = (error: unknown) => void failures.push(error);
  const configOf = (role: Role, changed: Changes) => changed(readConfig({ role, mode: 'development', data }));
  const parts = {} as Record<Role, System>;
  const start = (config: Config, { before, ...other }: Replaced): Promise<RunningServer> => {
    const keep = (own: System): void => {
      parts[config.role] = own;
      before?.(own);
    };
    return serve(config, { report, every: 100 }, { ...other, before: keep });
  };
  const configs = { leader: configOf('leader', change), helper: configOf('helper', change) };
  const running = { leader: await start(configs.leader, replaced), helper: await start(configs.helper, replaced) };
  return {
    ...{ parent, data, configs, parts, failures },
    get leader() {
      return running.leader;
    },
    get helper() {
      return running.helper;
    },
    operators: { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') },
    async again(role, options = {}) {
      await running[role].close();
      configs[role] = configOf(role, options.change ?? change);
      running[role] = await start(configs[role], options.replaced ?? replaced);
    },
    async close() {
      await running.leader.close();
      await running.helper.close();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** The address of a balancer. Nothing connects from it: a balancer behind another one is known by that one's PROXY header. */
export const BALANCER = '203.0.113.7';

/** Has the leader's clients come by a balancer on this machine, which says their addresses, and by another one behind it. */
export function behindProxy(config: Config): Config {
  if (config.role !== 'leader') return config;
  return { ...config, clients: { ...config.clients, proxies: ['127.0.0.1', BALANCER] } };
}

/** Puts another guard before the clients' routes. */
export function guardedBy(
  change: (guard: Guard) => (request: Request, route: GuardedRoute) => ReturnType<Guard>,
): Replaced {
  return {
    before(parts) {
      const { admit } = parts;
      Object.assign(parts, { admit: Object.assign(change(admit), { logged: admit.logged }) });
    },
  };
}

/** Reads the entries of a log with some name. */
export async function logged({ parts }: TestSystem, role: Role, operation: string): Promise<readonly Entry[]> {
  const { log, admit, ddos } = parts[role];
  await admit.logged();
  await ddos.settled();
  const all: Entry[] = [];
  for await (const { bytes } of log.entries()) all.push(JSON.parse(new TextDecoder().decode(bytes)) as Entry);
  return all.filter((each) => each['operation'] === operation);
}

/** An entry of a log. */
export type Entry = Readonly<Record<string, unknown>>;
