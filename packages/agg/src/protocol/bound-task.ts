// A task bound to the verification key that a party proves or verifies with: its hash, which is in every report.

import { FedzkError, fromHex } from '@fedzk/core';
import type { CircuitParameters } from '@fedzk/statement';
import { checkVkeyId } from './argument.js';
import { type Bytes, compare, join, lp, u8, u16, u32, u64, utf8 } from './encoding.js';
import { writeElements } from './field.js';
import { type Geometry, geometry } from './geometry.js';
import { HASH_BYTES, hash } from './hashes.js';
import type { Role } from './hpke.js';
import { readTask, type Task, type TaskClient } from './task.js';

/** A task bound to a verification key: now it has a hash. */
export interface BoundTask {
  readonly task: Task;
  /** The parameters of `gradient_update`, the circuit of each proof. */
  readonly circuit: CircuitParameters;
  readonly geometry: Geometry;
  /** H("task", …), 32 bytes. */
  readonly hash: Bytes;
  /** X25519 public keys. */
  readonly aggregatorKeys: Readonly<Record<Role, Bytes>>;
  /** Signing keys by client id, `undefined` for an open task. */
  readonly clients: ReadonlyMap<string, Bytes> | undefined;
}

/** The curve's number in a task's hash. */
const CURVE_NUMBER = 1;

/**
 * Binds a task to the key that a party verifies or proves with.
 *
 * @throws {FedzkError} `invalid-argument`: the task names another key, or the key's id is none
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

/** H("task", u8 1 ‖ u8 curve ‖ lp(id) ‖ u32 n ‖ u8 b ‖ u8 h ‖ u16 T ‖ maxNormSq ‖ u32 minBatch ‖ vkey ‖ keys ‖ clients). */
export function taskHash(task: Task, vkeyId: string): Bytes {
  const { id, n, bits, headroom, parts, maxNormSq, minBatch, aggregatorKeys, clients } = task;
  return hash(
    'task',
    join(
      u8(1),
      u8(CURVE_NUMBER),
      lp(utf8(id)),
      u32(n),
      u8(bits),
      u8(headroom),
      u16(parts),
      writeElements([maxNormSq]),
      u32(minBatch),
      fromHex(vkeyId),
      aggregatorKeys.leader,
      aggregatorKeys.helper,
      clients === undefined ? new Uint8Array(HASH_BYTES) : clientsHash(clients),
    ),
  );
}

/** H("clients", lp(id) ‖ key, for all clients, sorted by id bytes). */
function clientsHash(clients: readonly TaskClient[]): Bytes {
  const entries = clients.map(({ id, publicKey }) => ({ id: utf8(id), publicKey }));
  entries.sort((a, b) => compare(a.id, b.id));
  return hash('clients', join(...entries.map(({ id, publicKey }) => join(lp(id), publicKey))));
}

/** ctx = taskHash ‖ u64 round ‖ lp(client id). */
export function context({ hash }: BoundTask, round: bigint, clientId: string): Bytes {
  return join(hash, u64(round), lp(utf8(clientId)));
}
