import { optionsOf, unexpected } from '@fedzk/core';
import type { Task } from '../protocol/task.js';
import { AGGREGATOR_OPTIONS, type AggregatorOptions } from './contract.js';
import { type Helper, TaskHelper } from './helper.js';
import { type Leader, TaskLeader } from './leader.js';

/**
 * Makes one of a task's two aggregators. They must belong to parties that don't collude: together they could
 * see every update.
 *
 * @throws {FedzkError} `invalid-argument`: the private key is not the task's, or the verifier has another key;
 *   `invalid-verification-key`: the manifest doesn't show that the key meets the task's level
 *
 * @example
 * ```ts
 * const leader = createAggregator(task, { role: 'leader', privateKey, verifier, storage });
 * await leader.openRound(1);
 * const submission = await leader.submit(report);
 * if (submission.verdict === 'pending') await leader.conclude(submission.prepare, await askHelper(submission.prepare));
 * ```
 */
export function createAggregator(task: Task, options: AggregatorOptions & { readonly role: 'leader' }): Leader;
export function createAggregator(task: Task, options: AggregatorOptions & { readonly role: 'helper' }): Helper;
export function createAggregator(
  task: Task,
  options: AggregatorOptions & { readonly role: 'leader' | 'helper' },
): Leader | Helper {
  const { role, ...parts } = optionsOf(options, ['role', ...AGGREGATOR_OPTIONS]);
  if (role === 'leader') return new TaskLeader(task, role, parts);
  if (role === 'helper') return new TaskHelper(task, role, parts);
  throw unexpected('role', '"leader" or "helper"', role);
}
