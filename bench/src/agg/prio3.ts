// Prio3SumVec of the crate `prio`, see peers/prio: two aggregators on the same values as ours. HPKE and storage are its
// caller's, and not measured here.

import { base64 } from '../../wasm/prio/prio.base64.js';
import { initSync, SumVec, type Waiting } from '../../wasm/prio/prio.js';

/** Bits of a value. Prio3 has no signs, so −128 is sent as 0. */
const BITS = 8;
const OFFSET = 2 ** (BITS - 1);
/** How the crate's error ends where a proof is wrong. */
const REFUSED = 'proof verifier check failed';

/** Both aggregators of a task, which check the same reports at each call. */
export interface Prio3 {
  /** Checks all reports at the leader, with the helper's answers from before. Throws where one is refused. */
  leader(): void;
  /** Checks all reports at the helper, with the leader's messages from before. Throws where one is refused. */
  helper(): void;
}

/** A report as its client sends it. */
export interface Sent {
  readonly nonce: Uint8Array;
  readonly publicShare: Uint8Array;
  readonly leaderShare: Uint8Array;
  readonly helperShare: Uint8Array;
}

/** A report with the message that each aggregator sends the other about it. */
interface Exchanged extends Sent {
  readonly message: Uint8Array;
  readonly answer: Uint8Array;
}

let started = false;

/**
 * Shards a vector into so many reports, and has them checked and added once.
 *
 * @throws where the sums are wrong, or a changed share is not refused by its proof
 */
export function prio3(values: readonly number[], count: number): Prio3 {
  const task = createTask(values.length);
  const [leader, helper] = [task(), task()];
  const reports = Array.from({ length: count }, () => exchange(leader, helper, send(leader, values)));
  const sums = leader.unshard(helper, count);
  if (values.some((value, i) => sums[i] !== count * (value + OFFSET))) throw new Error('Prio3 gives wrong sums');
  for (const share of ['leaderShare', 'helperShare'] as const) {
    const report = send(leader, values);
    const why = refusal(task(), task(), { ...report, [share]: changed(report[share]) });
    if (!why?.endsWith(REFUSED)) throw new Error(`Prio3's proof does not refuse a changed ${share}: ${why}`);
  }
  return {
    leader: () => {
      for (const report of reports) leader.finish(begin(leader, report), report.answer);
    },
    helper: () => {
      for (const report of reports) answer(helper, report, report.message);
    },
  };
}

/** Returns a function that creates the parties of one task, each with its own sum. */
export function createTask(length: number): () => SumVec {
  if (!started) initSync({ module: Buffer.from(base64, 'base64') });
  started = true;
  const verifyKey = crypto.getRandomValues(new Uint8Array(32));
  return () => new SumVec(length, BITS, verifyKey);
}

/** Does what a client does. */
export function send(task: SumVec, values: readonly number[]): Sent {
  const nonce = crypto.getRandomValues(new Uint8Array(16));
  const made = task.shard(
    Uint32Array.from(values, (value) => value + OFFSET),
    nonce,
  );
  const { publicShare, leaderShare, helperShare } = made;
  made.free();
  return { nonce, publicShare, leaderShare, helperShare };
}

/** Has both aggregators check a report and add it. */
function exchange(leader: SumVec, helper: SumVec, report: Sent): Exchanged {
  const waiting = begin(leader, report);
  const { message } = waiting;
  const answered = answer(helper, report, message);
  leader.finish(waiting, answered);
  return { ...report, message, answer: answered };
}

/** Returns why a report is refused, or undefined where it is accepted. */
export function refusal(leader: SumVec, helper: SumVec, report: Sent): string | undefined {
  try {
    exchange(leader, helper, report);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Changes the lowest bit of a share: of an encoded bit at the leader, of the seed at the helper. */
export function changed(share: Uint8Array): Uint8Array {
  return share.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
}

function begin(leader: SumVec, { nonce, publicShare, leaderShare }: Sent): Waiting {
  return leader.begin(nonce, publicShare, leaderShare);
}

function answer(helper: SumVec, { nonce, publicShare, helperShare }: Sent, message: Uint8Array): Uint8Array {
  return helper.answer(nonce, publicShare, helperShare, message);
}
