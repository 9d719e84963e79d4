// Computes the hash of a task, which is in every report.

import { fromHex } from '@fedzk/core';
import { writeElements } from '@fedzk/statement';
import { CURVE_NUMBERS } from './curve.js';
import { type Bytes, compare, join, lp, u8, u16, u32, utf8 } from './encoding.js';
import { HASH_BYTES, hash, plainHash } from './hashes.js';
import type { Task, TaskClient } from './task.js';

/**
 * Computes H("task", u8 1 ‖ fields), or for a task with a file H("task", u8 2 ‖ fields ‖ SHA-256(file)),
 * with fields = u8 curve ‖ lp(id) ‖ u32 n ‖ u8 b ‖ u8 h ‖ u16 T ‖ maxNormSq ‖ u32 minBatch ‖ vkey ‖ keys ‖ clients.
 *
 * @param text the text of the file
 */
export function taskHash(task: Task, vkeyId: string, text: string | undefined = task.file?.text): Bytes {
  const { id, curve, n, bits, headroom, parts, maxNormSq, minBatch, aggregatorKeys, clients } = task;
  return hash(
    'task',
    join(
      u8(text === undefined ? 1 : 2),
      u8(CURVE_NUMBERS[curve]),
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
      text === undefined ? new Uint8Array() : plainHash(utf8(text)),
    ),
  );
}

/** Computes H("clients", lp(id) ‖ key, for all clients, sorted by id bytes). */
function clientsHash(clients: readonly TaskClient[]): Bytes {
  const entries = clients.map(({ id, publicKey }) => ({ id: utf8(id), publicKey }));
  entries.sort((a, b) => compare(a.id, b.id));
  return hash('clients', join(...entries.map(({ id, publicKey }) => join(lp(id), publicKey))));
}
