/**
 * One round: every client trains, quantizes, proves and reports; both aggregators check; what they accept is added up.
 */
import { announcementOf } from '@fedzk/agg';
import { dequantize, quantize } from '@fedzk/verify/quant';
import type { Client, Parties } from './parties.js';
import type { DemoProver } from './prover.js';
import type { Stopwatch } from './stopwatch.js';
import { BITS, CLIP } from './task.js';
import { difference, moved, train } from './training.js';

/** The whole of a client's report: commit, prove, seal, sign. */
const REPORT = 'report, all told';

/** What came out of a round. */
export interface RoundResult {
  readonly weights: Float64Array;
  /** Clients whose update is in the sum. */
  readonly accepted: readonly string[];
  /** Reports that were refused. */
  readonly refused: readonly Refused[];
  /** Whether the aggregators' sum is that of the accepted clients' values, which only this demo can know. */
  readonly sumIsRight: boolean;
}

/** A report that was refused. */
export interface Refused {
  readonly client: Client;
  readonly attempt: string;
  /** Who refused, with the code, and the verifier's status. */
  readonly reason: string;
}

/** What a round needs to know. */
export interface RoundContext {
  readonly parties: Parties;
  readonly prover: DemoProver;
  readonly round: number;
  readonly weights: Float64Array;
  /** Whether the cheats cheat. */
  readonly cheating: boolean;
  /** The last report of each client; this round's are put in. */
  readonly lastReports: Map<string, Uint8Array<ArrayBuffer>>;
  readonly watch: Stopwatch;
  readonly progress: (done: string) => void;
}

/** Runs a round. */
export async function runRound(context: RoundContext): Promise<RoundResult> {
  const { parties, round, weights, watch, progress } = context;
  const { clients, leader, helper } = parties;
  await leader.openRound(round);
  await helper.openRound(round);

  const accepted: string[] = [];
  const refused: Refused[] = [];
  const sums = new Int32Array(weights.length);
  let scale = 0;
  for (const client of clients) {
    const update = watch.time('train', () => difference(train(weights, client.rows), weights));
    const quantized = watch.time('quantize', () => quantize(update, { bits: BITS, clip: CLIP }));
    scale = quantized.scale;
    progress(`${client.id} proves`);
    const reports = await reportsOf(client, quantized.values, context);
    for (const report of reports) {
      const before = parties.events.length;
      if (await deliver(report, context)) {
        accepted.push(client.id);
        for (const [i, value] of quantized.values.entries()) sums[i] = (sums[i] ?? 0) + value;
        continue;
      }
      const failure = parties.events.slice(before).find(({ result }) => result === 'failure');
      const { role = '', code = '', status = '' } = failure?.details ?? {};
      const reason = `${role}: ${code} ${status}`.trimEnd();
      refused.push({ client, attempt: (context.cheating && client.cheat?.what) || 'a report', reason });
    }
  }

  progress('the aggregators add up');
  const sum = await watch.timeAsync('collect', () => collect(context));
  const mean = dequantize(sum.sums, { scale, count: sum.count });
  const sumIsRight = sum.count === accepted.length && sum.sums.every((value, i) => value === sums[i]);
  return { weights: moved(weights, mean), accepted, refused, sumIsRight };
}

/** A client's report, or what a cheat sends. */
async function reportsOf(
  { id, cheat, reporter, signingKey }: Client,
  values: Int8Array,
  { parties, prover, round, cheating, lastReports, watch }: RoundContext,
): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  if (cheat === undefined || !cheating) {
    const report = await watch.timeAsync(REPORT, () => reporter.report(id, round, values));
    lastReports.set(id, report);
    watch.bytes(REPORT, report.length);
    return [report];
  }
  const lastReport = lastReports.get(id) ?? new Uint8Array();
  const { task } = parties;
  return cheat.trick({ task, prover, clientId: id, signingKey, round: BigInt(round), values, lastReport });
}

/**
 * The report to the leader and its announcement to the helper; then helper and leader, by bytes alone. A client sends both at
 * once; here one after the other, so that the leader's refusal is the one that is told.
 */
async function deliver(report: Uint8Array, { parties, watch }: RoundContext): Promise<boolean> {
  const { task, leader, helper } = parties;
  const submission = await watch.timeAsync('leader checks', () => leader.submit(report));
  await watch.timeAsync('announce', () => helper.announce(announcementOf(task, report)));
  if (submission.verdict !== 'pending') return submission.verdict === 'accepted';
  const { prepare } = submission;
  watch.bytes('leader checks', prepare.length);
  const answer = await watch.timeAsync('helper checks', () => helper.prepare(prepare));
  watch.bytes('helper checks', answer.length);
  return (await leader.conclude(prepare, answer)) === 'accepted';
}

async function collect({ parties: { leader, helper }, round, watch }: RoundContext) {
  await helper.closeRound(round); // by itself, and not because the leader collects
  const asked = await leader.collect(round);
  if ('refused' in asked) throw new Error(`round ${round}: the leader does not collect: ${asked.refused}`);
  const answered = await helper.collect(asked.request);
  if ('refused' in answered) throw new Error(`round ${round}: the helper does not collect: ${answered.refused}`);
  watch.bytes('collect', asked.request.length + answered.share.length);
  const sum = await leader.combine(round, answered.share);
  if ('refused' in sum) throw new Error(`round ${round}: the helper's share is ${sum.refused}`);
  return sum;
}
