// A task with a file, and everything that its parties hold.

import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { createSealingKey, createSigningKey } from '../../src/protocol/keys.js';
import type { Task } from '../../src/protocol/task.js';
import { readTaskFile, type TaskFile, type TaskFileOptions, writeTaskFile } from '../../src/protocol/task-file.js';
import { parameters } from './parameters.js';
import { key, keyOf } from './round.js';

export const sealing = { leader: createSealingKey(), helper: createSealingKey() };
export const signing = { leader: createSigningKey(), helper: createSigningKey() };
export const clientKeys = Array.from({ length: 5 }, () => createSigningKey());

/** Options that are right. */
export const options: TaskFileOptions = {
  ...parameters,
  minBatch: 4,
  vkeyId: key.verifier.id,
  leader: { url: 'https://leader.example', sealingKey: sealing.leader.publicKey, signingKey: signing.leader.publicKey },
  helper: { url: 'https://helper.example', sealingKey: sealing.helper.publicKey, signingKey: signing.helper.publicKey },
  clients: clientKeys.map(({ publicKey }, i) => ({ id: `client_00${i + 1}`, publicKey })),
};

/** A task of the right options but for the changes; its key is that of the level's curve. */
export function fileTask(changes: Partial<TaskFileOptions> = {}): Task & { readonly file: TaskFile } {
  const { verifier } = keyOf(SECURITY_LEVELS[changes.level ?? options.level].curve);
  return readTaskFile(writeTaskFile({ ...options, vkeyId: verifier.id, ...changes }));
}
