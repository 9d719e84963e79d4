// An aggregator in a process of its own, with its guard or without: a program of the load.

import { readConfig } from '../../../packages/server/src/config.js';
import { caller } from '../../../packages/server/src/http/agg.js';
import { ROUTES } from '../../../packages/server/src/http/routes.js';
import { type Replaced, type RunningServer, serve } from '../../../packages/server/src/server.js';
import type { System } from '../../../packages/server/src/system.js';
import { answering } from '../forked.js';

export interface StartService {
  readonly data: string;
  readonly role: 'leader' | 'helper';
  readonly guarded: boolean;
  /** Milliseconds between ticks. */
  readonly every: number;
}

/** What happened since the last count. */
export interface Counted {
  /** Proofs that were verified, by client. */
  readonly verified: Readonly<Record<string, number>>;
  /** Milliseconds from a client's first report to its ban. */
  readonly banned: Readonly<Record<string, number>>;
}

/** Reports of clients, which are given to the service of `@fedzk/agg` with nothing before it. */
export interface Direct {
  readonly task: string;
  readonly url: string;
  readonly reports: readonly { readonly client: string; readonly body: string }[];
}

/** What the process is asked. Without a part, only how much processor time it has used, in milliseconds. */
export interface ServiceMessage {
  readonly start?: StartService;
  readonly count?: true;
  readonly direct?: Direct;
}

export interface ServiceAnswer extends Counted {
  readonly cpuMs: number;
  /** Those of `direct`. */
  readonly statuses: readonly number[];
}

let counts: { verified: Record<string, number>; banned: Record<string, number> } = { verified: {}, banned: {} };
const firstSeen = new Map<string, number>();
let running: RunningServer | undefined;
let system: System | undefined;

answering(async ({ start, count, direct }: ServiceMessage): Promise<ServiceAnswer> => {
  if (start !== undefined) running = await started(start);
  if (running === undefined) throw new Error('the server has not started');
  const statuses = direct === undefined ? [] : await answered(direct);
  const { user, system: kernel } = process.cpuUsage();
  const answer = { ...counts, statuses, cpuMs: (user + kernel) / 1_000 };
  if (count) counts = { verified: {}, banned: {} };
  return answer;
});

function started({ data, role, guarded, every }: StartService): Promise<RunningServer> {
  const config = readConfig({ role, mode: 'development', data });
  const many = { requests: 10_000, cost: 1_000_000 };
  const replaced: Replaced = {
    before(parts) {
      system = parts;
      parts.ddos.onBan(({ key }) => {
        counts.banned[key] = performance.now() - (firstSeen.get(key) ?? Number.NaN);
      });
    },
    routes: ROUTES.map((route) => {
      if (!route.proves) return route;
      return {
        ...route,
        proves: guarded,
        handle(call) {
          const id = call.principal?.id ?? '';
          if (!firstSeen.has(id)) firstSeen.set(id, performance.now());
          counts.verified[id] = (counts.verified[id] ?? 0) + 1;
          return route.handle(call);
        },
      };
    }),
    ...(!guarded && { limits: { ddos: { strikes: 10_000, connectionsPerSecond: 1_000, connectionBurst: 1_000 } } }),
  };
  return serve(guarded ? config : { ...config, limits: many }, { every }, replaced);
}

/** Hands reports to the service one after the other, as the routes do. */
async function answered({ task, url, reports }: Direct): Promise<number[]> {
  const service = system?.tasks.get(task)?.service;
  if (service === undefined) throw new Error('there is no such task');
  const headers = { 'content-type': 'application/fedzk-agg;message=report' };
  const statuses: number[] = [];
  for (const { client, body } of reports) {
    const request = new Request(url, { method: 'POST', headers, body: Buffer.from(body, 'base64') });
    const response = await caller.run({ client }, () => service.fetch(request));
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  return statuses;
}
