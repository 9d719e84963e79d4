// A round in which two reports are accepted, and some more that are on their way.

import type { Helper } from '../../src/aggregator/helper.js';
import type { Leader } from '../../src/aggregator/leader.js';
import { readAnswer } from '../../src/protocol/collect.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { Draws } from '../../src/protocol/shares.js';
import { type Forged, forge } from './forge.js';
import { collect, deliver, setting } from './round.js';
import { Disk } from './storage.js';

export const set = setting();
const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
export const [one, two, three] = [
  await forge(set, 'client_001', 1n, [1, 2, 3]),
  await forge(set, 'client_002', 1n, [10, 20, 30]),
  await forge(set, 'client_003', 1n, [100, 100, 100]),
];
/** Two heads over one M: the first one's share does not open at the helper. */
const draws = Draws.fresh(set.layout).take();
export const [bad, good] = [
  await forge(set, 'client_004', 1n, [7, 7, 7], { draws, aad: { helper: flip } }),
  await forge(set, 'client_004', 1n, [7, 7, 7], { draws }),
];

/** Both aggregators in round 1, with the first two reports accepted. */
export async function world() {
  const disk = new Disk();
  const [leader, helper] = [set.leader(disk), set.helper()];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of [one, two]) await deliver(leader, helper, report);
  set.events.length = 0;
  return { leader, helper, disk };
}

export async function submit(leader: Leader, { report }: Forged): Promise<Bytes> {
  const submission = await leader.submit(report);
  if (submission.verdict !== 'pending') throw new Error(submission.verdict);
  return submission.prepare;
}

export const verdict = async (helper: Helper, prepare: Bytes) => readAnswer(await helper.prepare(prepare))?.verdict;

/** Of the collected round, the first three values. */
export const sums = async (leader: Leader, helper: Helper): Promise<number[]> =>
  Array.from((await collect(leader, helper, 1)).subarray(0, 3));
