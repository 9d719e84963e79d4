// The parties of a task and their public keys.

import { bytesOf, FedzkError, fieldsOf, listOf, optionsOf } from '@fedzk/core';
import { checkId } from './argument.js';
import { type Bytes, equal } from './encoding.js';
import type { Role } from './hpke.js';
import { faultOfSealingKey, faultOfSigningKey, KEY_BYTES } from './keys.js';
import type { TaskClient, TaskOptions } from './task.js';

/** The least reports of a sum: a sum of one would reveal the report. */
export const LEAST_BATCH = 2;

/**
 * Reads the clients of a task that names them. Only `undefined` makes a task open; anything else that is
 * not a list is refused.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readClients(clients: unknown, minBatch: number): readonly TaskClient[] {
  const read = listOf(clients, 'clients', 'an array of ids with public keys', readClient);
  checkClients(read, minBatch);
  return Object.freeze(read);
}

function readClient(client: unknown, i: number): TaskClient {
  const { id, publicKey } = fieldsOf((client ?? {}) as Partial<TaskClient>, ['id', 'publicKey'], `clients[${i}]`);
  checkId(`clients[${i}].id`, id);
  const key = readKey(`clients[${i}].publicKey`, publicKey);
  const fault = faultOfSigningKey(key);
  if (fault !== undefined) refuseKey(`clients[${i}].publicKey`, 'an Ed25519 public key', fault);
  return Object.freeze({ id, publicKey: key });
}

function checkClients(clients: readonly TaskClient[], minBatch: number): void {
  if (clients.length < LEAST_BATCH) {
    throw new FedzkError(
      'invalid-argument',
      `"clients" expected ${LEAST_BATCH} or more, the fewest that a sum may be of, got ${clients.length}.`,
    );
  }
  if (minBatch > clients.length) {
    throw new FedzkError(
      'invalid-argument',
      `"minBatch" expected ${clients.length} at most, since each of the ${clients.length} clients of the task has one report in a round, got ${minBatch}.`,
    );
  }
  const twice = (values: string[]): number => {
    const seen = new Set<string>();
    return values.findIndex((value) => seen.size === seen.add(value).size);
  };
  const byId = twice(clients.map(({ id }) => id));
  if (byId >= 0) throw new FedzkError('invalid-argument', `"clients[${byId}].id" expected an id that no other has.`);
  const byKey = twice(clients.map(({ publicKey }) => publicKey.join()));
  if (byKey >= 0) {
    throw new FedzkError('invalid-argument', `"clients[${byKey}].publicKey" expected a key that no other has.`);
  }
}

/**
 * Reads the aggregators' keys.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readAggregatorKeys(keys: TaskOptions['aggregatorKeys'] | undefined): { leader: Bytes; helper: Bytes } {
  const given = optionsOf<Partial<TaskOptions['aggregatorKeys']>, Role>(
    keys ?? {},
    ['leader', 'helper'],
    'aggregatorKeys',
  );
  const read = (role: Role): Bytes => {
    const key = readKey(`aggregatorKeys.${role}`, given[role]);
    const fault = faultOfSealingKey(key);
    if (fault !== undefined) refuseKey(`aggregatorKeys.${role}`, 'an X25519 public key', fault);
    return key;
  };
  const [leader, helper] = [read('leader'), read('helper')];
  if (equal(leader, helper)) {
    throw new FedzkError(
      'invalid-argument',
      '"aggregatorKeys" expected two different keys: with one, a single party would see everything.',
    );
  }
  return Object.freeze({ leader, helper });
}

/** Copies a public key's 32 bytes. */
function readKey(name: string, key: unknown): Bytes {
  return bytesOf(key, name, KEY_BYTES, KEY_BYTES);
}

function refuseKey(name: string, expected: string, fault: string): never {
  throw new FedzkError('invalid-argument', `"${name}" expected ${expected}, got one that is ${fault}.`);
}
