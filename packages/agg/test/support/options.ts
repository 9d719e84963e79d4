// Options of a task that are right, to be made wrong one at a time.

import { createSealingKey, createSigningKey } from '../../src/protocol/keys.js';
import { createTask, type Task, type TaskOptions } from '../../src/protocol/task.js';
import { parameters } from './parameters.js';

export const publicKeys = Array.from({ length: 4 }, () => createSigningKey().publicKey);
export const clients = publicKeys.map((publicKey, i) => ({ id: `client_00${i + 1}`, publicKey }));
export const aggregatorKeys = { leader: createSealingKey().publicKey, helper: createSealingKey().publicKey };

const base: TaskOptions = {
  ...parameters,
  aggregatorKeys,
  clients,
};

/** Options of any type, as a program without types might pass them. */
export interface Changes {
  readonly [field: string]: unknown;
}

/** A task of the right options but for the changes. */
export function make(changes: Changes): Task {
  return createTask({ ...base, ...changes } as TaskOptions);
}
