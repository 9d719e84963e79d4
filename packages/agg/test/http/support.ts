// A task with a file, whose two aggregators are services that reach each other without a network.

import { FedzkError, fromHex, toBase64url } from '@fedzk/core';
import { createAggregator } from '../../src/aggregator/create.js';
import type { Helper } from '../../src/aggregator/helper.js';
import type { Leader } from '../../src/aggregator/leader.js';
import type { ServiceOptions } from '../../src/http/dispatch.js';
import { helperService } from '../../src/http/helper.js';
import { type LeaderServiceOptions, leaderService } from '../../src/http/leader.js';
import { createReporter, type Reporter, type ReporterOptions } from '../../src/http/reporter.js';
import { baseOf } from '../../src/http/served.js';
import type { Service } from '../../src/http/service.js';
import { bindTask } from '../../src/protocol/bound-task.js';
import type { Task } from '../../src/protocol/task.js';
import type { TaskFile, TaskFileOptions } from '../../src/protocol/task-file.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { clientKeys, fileTask, sealing, signing } from '../support/file.js';
import { keyOf, type Setting, setting, type Told } from '../support/round.js';
import { logged } from '../support/watched.js';

/** What may be other than usual. */
export interface NetworkOptions {
  readonly file?: Partial<TaskFileOptions>;
  readonly storages?: { readonly leader: AggregatorStorage; readonly helper: AggregatorStorage };
  /** Of one service. */
  readonly leader?: Partial<LeaderServiceOptions>;
  readonly helper?: Partial<ServiceOptions>;
  /** Changes what passes between all parties; by default nothing. */
  readonly wire?: Wire;
}

/** Sees each request, and may answer in the place of the server. */
type Wire = (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;

/** Both services, and ways to them. */
export interface Network extends Setting {
  readonly task: Task & { readonly file: TaskFile };
  readonly leaderOwn: Leader;
  readonly helperOwn: Helper;
  readonly services: { readonly leader: Service; readonly helper: Service };
  readonly errors: unknown[];
  /** The task's hash in base64url. */
  readonly id: string;
  /** Milliseconds since 1970, by all clocks. */
  time: number;
  /** Whatever goes over the wire. */
  fetch(request: Request): Promise<Response>;
  /** A request below a task. */
  ask(role: 'leader' | 'helper', path: string, init?: RequestInit): Promise<Response>;
  /** An operator's step. */
  operate(role: 'leader' | 'helper', what: string, round?: number, more?: object): Promise<Response>;
  reporter(client: string, options?: Partial<ReporterOptions>): Reporter;
}

export const OPERATOR = { authorization: 'operator' };

export function network({
  file = {},
  storages,
  leader = {},
  helper = {},
  wire = (request, next) => next(request),
}: NetworkOptions = {}): Network {
  const task = fileTask({ maxColluding: 2, minBatch: 4, omit: 2, ...file });
  const { verifier } = keyOf(task.curve);
  const events: Told[] = [];
  const errors: unknown[] = [];
  const common = { verifier, audit: logged(events) };
  const aggregator = <Role extends 'leader' | 'helper'>(role: Role) => ({
    role,
    storage: storages?.[role] ?? memoryStorage(),
    privateKey: sealing[role].privateKey,
    signingKey: signing[role].privateKey,
    ...common,
  });
  const leaderOwn = createAggregator(task, aggregator('leader'));
  const helperOwn = createAggregator(task, aggregator('helper'));
  const authenticate = ({ headers }: Request) => {
    const who = headers.get('authorization') ?? '';
    return { operator: who === 'operator', reader: who === 'reader', ...(who.startsWith('client') && { client: who }) };
  };
  const own: { time: number } = { time: Date.parse('2027-01-04T00:00:00Z') };
  const options = { authenticate, now: () => own.time, onError: (error: unknown) => void errors.push(error) };
  const route = (request: Request): Promise<Response> =>
    request.url.startsWith(task.file.leader.url) ? services.leader.fetch(request) : services.helper.fetch(request);
  const send = (request: Request): Promise<Response> => wire(request, route);
  const served = <Own>(each: Own, role: 'leader' | 'helper') => ({
    aggregator: each,
    signingKey: signing[role].privateKey,
  });
  const services = {
    leader: leaderService([served(leaderOwn, 'leader')], { ...options, helper: send, ...leader }),
    helper: helperService([served(helperOwn, 'helper')], { ...options, ...helper }),
  };
  const id = toBase64url(fromHex(task.file.hash));
  const ask = (role: 'leader' | 'helper', path: string, init: RequestInit = {}): Promise<Response> =>
    send(new Request(baseOf({ file: task.file, id }, role) + path, init));
  const clients = task.clients?.map((client) => client.id) ?? ['client_001', 'client_002'];
  const signingKeys = Object.fromEntries(clients.map((client, i) => [client, clientKeys[i] as (typeof clientKeys)[0]]));
  const base = setting({ clients, open: task.clients === undefined, level: task.level });
  return Object.assign(own, {
    ...base,
    ...{ task, leaderOwn, helperOwn, services, errors, events, signingKeys, keys: sealing, ask, id },
    bound: bindTask(task, verifier.id),
    fetch: send,
    operate: (role: 'leader' | 'helper', what: string, round = 1, more = {}) =>
      ask(role, '/rounds', {
        method: 'POST',
        headers: { ...OPERATOR, 'content-type': 'application/json' },
        body: JSON.stringify({ do: what, round: String(round), ...more }),
      }),
    reporter: (client: string, more: Partial<ReporterOptions> = {}) =>
      createReporter(task, { client, fetch: send, pace: { wait: async () => {}, random: () => 0 }, ...more }),
  }) as Network;
}

/** What was told to `onError` besides that the helper gives nothing that counts, which is part of a test that damages it. */
export function failures({ errors }: Pick<Network, 'errors'>): unknown[] {
  return errors.filter((error) => !(error instanceof FedzkError && error.message.startsWith('The helper ')));
}
