// Binds a task to the verification key that a party proves or verifies with. The result has the task's
// hash, which is in every report.

import { FedzkError } from '@fedzk/core';
import type { CircuitParameters } from '@fedzk/statement';
import { checkVkeyId } from './argument.js';
import { type Bytes, join, lp, u64, utf8 } from './encoding.js';
import { type Geometry, geometry } from './geometry.js';
import { readTask } from './given-task.js';
import type { Role } from './hpke.js';
import type { Task } from './task.js';
import { taskHash } from './task-hash.js';

/** A task bound to a verification key: now it has a hash. */
export interface BoundTask {
  readonly task: Task;
  /** The parameters of `gradient_update`, the circuit of each proof. */
  readonly circuit: CircuitParameters;
  readonly geometry: Geometry;
  /** H("task", …), 32 bytes: that of version 2 where the task has a file. */
  readonly hash: Bytes;
  /** X25519 public keys. */
  readonly aggregatorKeys: Readonly<Record<Role, Bytes>>;
  /** Signing keys by client id, `undefined` for an open task. */
  readonly clients: ReadonlyMap<string, Bytes> | undefined;
}

/**
 * Binds a task to the key that a party verifies or proves with.
 *
 * @throws {FedzkError} `invalid-argument`: the task names another key, or the key's id is invalid
 */
export function bindTask(given: Task, vkeyId: string): BoundTask {
  const task = readTask(given);
  checkVkeyId(vkeyId);
  if (task.vkeyId !== undefined && task.vkeyId !== vkeyId) {
    throw new FedzkError(
      'invalid-argument',
      `The task "${task.id}" is for the verification key ${task.vkeyId}, got the key ${vkeyId}.`,
    );
  }
  const clients = task.clients && new Map(task.clients.map(({ id, publicKey }) => [id, new Uint8Array(publicKey)]));
  const { leader, helper } = task.aggregatorKeys;
  const aggregatorKeys = { leader: new Uint8Array(leader), helper: new Uint8Array(helper) };
  const { n, bits, headroom } = task;
  const circuit = { n, bits, headroom };
  return { task, circuit, geometry: geometry(task), hash: taskHash(task, vkeyId), aggregatorKeys, clients };
}

/** ctx = taskHash ‖ u64 round ‖ lp(client id). */
export function context({ hash }: BoundTask, round: bigint, clientId: string): Bytes {
  return join(hash, u64(round), lp(utf8(clientId)));
}
