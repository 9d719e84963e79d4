// Eight clients of a task that is read from a file, with announcements, and both its aggregators in one process.

import type { AggregatorOptions } from '../../src/aggregator/contract.js';
import { createAggregator } from '../../src/aggregator/create.js';
import type { Helper } from '../../src/aggregator/helper.js';
import type { Leader } from '../../src/aggregator/leader.js';
import { announcementOf } from '../../src/protocol/announcement.js';
import { bindTask } from '../../src/protocol/bound-task.js';
import { createSealingKey, createSigningKey } from '../../src/protocol/keys.js';
import type { Task } from '../../src/protocol/task.js';
import { readTaskFile, type TaskFileOptions, writeTaskFile } from '../../src/protocol/task-file.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { parameters } from './parameters.js';
import { key, type Setting, setting, type Told } from './round.js';
import { logged, watched } from './watched.js';

export const CLIENTS: readonly string[] = Array.from({ length: 8 }, (_, i) => `client_00${i + 1}`);

/** A setting whose aggregators have all their keys. */
export interface Announced extends Setting {
  readonly signing: { readonly leader: Uint8Array; readonly helper: Uint8Array };
  /** What an aggregator of this setting is made of. */
  options(role: 'leader' | 'helper', storage?: AggregatorStorage): AggregatorOptions;
}

/** A setting whose task is read from a file, with so many clients that may be left out. */
export function announcing({
  omit = 4,
  open = false,
  ...more
}: { omit?: number | null; open?: boolean } & Partial<TaskFileOptions> = {}): Announced {
  const set = setting({ clients: CLIENTS, open });
  const { id, level, n, bits, headroom, maxNormSq } = { ...parameters, ...set.task };
  const keys = { leader: createSealingKey(), helper: createSealingKey() };
  const [leaderKeys, helperKeys] = [createSigningKey(), createSigningKey()];
  const operator = (role: 'leader' | 'helper', signingKey: Uint8Array) => ({
    url: `https://${role}.example`,
    sealingKey: keys[role].publicKey,
    signingKey,
  });
  const task: Task = readTaskFile(
    writeTaskFile({
      ...{ id, level, n, bits, headroom, maxNormSq, omit },
      ...(set.task.clients && { clients: set.task.clients }),
      vkeyId: key.verifier.id,
      minBatch: 4,
      maxColluding: 2,
      leader: operator('leader', leaderKeys.publicKey),
      helper: operator('helper', helperKeys.publicKey),
      ...more,
    }),
  );
  const events: Told[] = [];
  const signing = { leader: leaderKeys.privateKey, helper: helperKeys.privateKey };
  const options = (role: 'leader' | 'helper', storage = memoryStorage()): AggregatorOptions => ({
    ...{ verifier: key.verifier, audit: logged(events), storage },
    ...{ privateKey: keys[role].privateKey, signingKey: signing[role] },
  });
  return {
    ...set,
    ...{ task, keys, events, signing, options, bound: bindTask(task, key.verifier.id) },
    leader: (storage) => watched(createAggregator(task, { role: 'leader', ...options('leader', storage) }), events),
    helper: (storage) => watched(createAggregator(task, { role: 'helper', ...options('helper', storage) }), events),
  };
}

/** Has reports announced to the helper. @returns what it said to each: `receipt`, or the code of its refusal */
export async function announceAll(
  { task }: Announced,
  helper: Helper,
  reports: readonly { readonly report: Uint8Array }[],
  options: { readonly sender?: string } = {},
): Promise<string[]> {
  const said: string[] = [];
  for (const { report } of reports) {
    const answer = await helper.announce(announcementOf(task, report), options);
    said.push('receipt' in answer ? 'receipt' : answer.refused);
  }
  return said;
}

/** Collects a round at both: the helper's share, or the code of whoever refuses. */
export async function collectShare(leader: Leader, helper: Helper, round = 1): Promise<Uint8Array | string> {
  const asked = await leader.collect(round);
  if ('refused' in asked) return `leader: ${asked.refused}`;
  const answered = await helper.collect(asked.request);
  return 'refused' in answered ? `helper: ${answered.refused}` : answered.share;
}
