// A task with clients and both aggregators, talking through the message bytes and nothing else.

import './module.js';
import type { AuditEvent, JsonObject } from '@fedzk/core';
import type { Curve } from '@fedzk/statement';
import { createAggregator } from '../../src/aggregator/create.js';
import type { Helper } from '../../src/aggregator/helper.js';
import type { Leader } from '../../src/aggregator/leader.js';
import { type Client, createClient } from '../../src/client.js';
import type { Prover } from '../../src/compose.js';
import { type BoundTask, bindTask } from '../../src/protocol/bound-task.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { type Geometry, geometry } from '../../src/protocol/geometry.js';
import { createSealingKey, createSigningKey, type KeyPair } from '../../src/protocol/keys.js';
import { createTask, type Task, type TaskOptions } from '../../src/protocol/task.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { parameters } from './parameters.js';
import { proverOf, type TrapdoorKey, trapdoorKey } from './prover.js';
import { logged, watched } from './watched.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'] as const;

/** A level of each curve. */
export const LEVELS = ['standard', 'maximum'] as const;

const keys = new Map<Curve, TrapdoorKey>();

/** One key of a curve for all tests of a suite: preparing it takes longer than most tests. */
export function keyOf(curve: Curve): TrapdoorKey {
  const known = keys.get(curve) ?? trapdoorKey('gradient_update', curve);
  keys.set(curve, known);
  return known;
}

/** That of BN254. */
export const key: TrapdoorKey = keyOf('bn254');

/** What an aggregator tells. */
export interface Told extends AuditEvent {
  readonly details: JsonObject & {
    readonly role: 'leader' | 'helper';
    readonly round?: string;
    readonly count?: number;
    readonly report_id?: string;
    readonly code?: string;
    readonly status?: string;
  };
}

/** Everything of a task, secrets included. */
export interface Setting {
  readonly task: Task;
  readonly bound: BoundTask;
  readonly layout: Geometry;
  readonly keys: { readonly leader: KeyPair; readonly helper: KeyPair };
  readonly signingKeys: Readonly<Record<string, KeyPair>>;
  /** That of the task's curve. */
  readonly key: TrapdoorKey;
  readonly prover: Prover;
  client(id: string, prover?: Prover): Client;
  leader(storage?: AggregatorStorage): Leader;
  helper(storage?: AggregatorStorage): Helper;
  /** What the aggregators told, in order, and the refusals that they only counted. */
  readonly events: Told[];
}

export interface SettingOptions extends Partial<Omit<TaskOptions, 'clients' | 'aggregatorKeys'>> {
  readonly open?: boolean;
  readonly clients?: readonly string[];
}

export function setting({ open = false, clients = CLIENTS, ...options }: SettingOptions = {}): Setting {
  const keys = { leader: createSealingKey(), helper: createSealingKey() };
  const signingKeys = Object.fromEntries(clients.map((id) => [id, createSigningKey()]));
  const task = createTask({
    ...parameters,
    aggregatorKeys: { leader: keys.leader.publicKey, helper: keys.helper.publicKey },
    ...(!open && { clients: clients.map((id) => ({ id, publicKey: signingKeys[id]?.publicKey ?? new Uint8Array() })) }),
    ...options,
  });
  const layout = geometry(task);
  const own = keyOf(task.curve);
  const prover = proverOf(own, layout);
  const events: Told[] = [];
  const common = { verifier: own.verifier, audit: logged(events) };
  return {
    task,
    bound: bindTask(task, own.verifier.id),
    layout,
    keys,
    signingKeys,
    key: own,
    prover,
    events,
    client: (id, its = prover) =>
      createClient(task, {
        prover: its,
        ...(!open && { signingKey: signingKeys[id]?.privateKey ?? new Uint8Array() }),
      }),
    leader: (storage) =>
      watched(
        createAggregator(task, {
          role: 'leader',
          privateKey: keys.leader.privateKey,
          ...common,
          storage: storage ?? memoryStorage(),
        }),
        events,
      ),
    helper: (storage) =>
      watched(
        createAggregator(task, {
          role: 'helper',
          privateKey: keys.helper.privateKey,
          ...common,
          storage: storage ?? memoryStorage(),
        }),
        events,
      ),
  };
}

/** A report's way: to the leader, from there to the helper, and the answer back. The helper's code, if it refuses. */
export async function deliver(
  leader: Leader,
  helper: Helper,
  report: Uint8Array,
  options: { readonly sender?: string } = {},
): Promise<'accepted' | 'refused' | 'pending'> {
  const submission = await leader.submit(report, options);
  if (submission.verdict !== 'pending') return submission.verdict;
  return leader.conclude(submission.prepare, await helper.prepare(submission.prepare));
}

/** The sums of a round, as both aggregators find them. */
export async function collect(leader: Leader, helper: Helper, round: number): Promise<Int32Array> {
  const asked = await leader.collect(round);
  if ('refused' in asked) throw new Error(`the leader refuses: ${asked.refused}`);
  const answered = await helper.collect(asked.request);
  if ('refused' in answered) throw new Error(`the helper refuses: ${answered.refused}`);
  const [atLeader, atHelper] = [
    await leader.combine(round, answered.share),
    await helper.combine(round, (await leader.share(round)) as Bytes),
  ];
  if ('refused' in atLeader || 'refused' in atHelper) throw new Error('the shares are refused');
  if (atLeader.sums.join() !== atHelper.sums.join()) throw new Error('the aggregators find different sums');
  return atLeader.sums;
}

/** The codes of all refusals so far, with who refused. */
export function refusals(events: readonly Told[]): string[] {
  return events
    .filter(({ result }) => result === 'failure')
    .map(({ details }) => [details.role, details.code, details.status].filter(Boolean).join(' '));
}
