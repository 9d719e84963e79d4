/** A round over HTTP, in the middle of which aggregators are killed; then its result, compared with what the clients sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '@fedzk/agg';
import type { Verdict } from '@fedzk/agg/http';
import { compareResult } from '@fedzk/agg/task';
import { progressLine } from '../progress.js';
import type { Participant } from './clients.js';
import { ROLES, type Role } from './folder.js';
import type { Operators, PublishedRound } from './operators.js';
import type { AggregatorProcess } from './processes.js';

/** Whom to kill while the report of which client is on its way. */
export type Kills = Readonly<Record<string, Role>>;

/** What a client was told. */
export interface Told {
  readonly client: string;
  readonly what: string;
  readonly verdicts: readonly Verdict[];
}

/** What came out of a round. */
export interface NetworkRound {
  readonly published: PublishedRound;
  readonly told: readonly Told[];
  /** What is not as expected. */
  readonly faults: readonly string[];
}

/** What a round needs to know. */
export interface RoundPlan {
  readonly task: Task;
  readonly round: number;
  readonly of: number;
  readonly participants: readonly Participant[];
  readonly operators: Operators;
  readonly processes: Readonly<Record<Role, AggregatorProcess>>;
  readonly weights: Float64Array;
  readonly cheating: boolean;
  readonly kills: Kills;
}

/** Milliseconds: a report is under way, and an aggregator is down. */
const UNDER_WAY = 30;
const DOWN = 1000;

/** Plays a round. */
export async function playRound(plan: RoundPlan): Promise<NetworkRound> {
  const { round, of, operators, processes, participants, weights, cheating } = plan;
  const progress = progressLine(`round ${round} of ${of}`);
  for (const role of ROLES) await operators.step(role, 'open', round);

  const sendings = [];
  const restarts = [];
  for (const participant of participants) {
    progress.show(`${participant.id} proves`);
    const sending = await participant.report(round, weights, cheating);
    sendings.push(sending);
    const victim = plan.kills[participant.id];
    if (victim === undefined) continue;
    await kill(processes[victim], participant.id, progress.note);
    restarts.push(restart(processes[victim], progress.note));
  }
  progress.show('the last reports are checked');
  await Promise.all(restarts);
  const told = await Promise.all(
    sendings.map(async ({ client, what, verdicts }) => ({ client, what, verdicts: await verdicts })),
  );

  progress.show('the aggregators add up');
  await operators.step('helper', 'close', round);
  await operators.step('leader', 'collect', round);
  const [published, atHelper] = [await operators.read('leader', round), await operators.read('helper', round)];

  const sums = new Int32Array(weights.length);
  const accepted = told.map(({ verdicts }) => verdicts.filter(({ status }) => status === 'accepted').length);
  for (const [i, { values }] of sendings.entries()) {
    if (accepted[i] === 1) for (const [j, value] of values.entries()) sums[j] = (sums[j] ?? 0) + value;
  }
  const faults: string[] = [];
  const count = accepted.reduce((sum, each) => sum + each, 0);
  if (published.result.count !== count || published.sums.some((sum, i) => sum !== sums[i])) {
    faults.push(`round ${round}: the sum is not that of the accepted updates`);
  }
  if (published.sums.some((sum, i) => sum !== atHelper.sums[i]) || published.set.join() !== atHelper.set.join()) {
    faults.push(`round ${round}: the aggregators publish different results`);
  }
  for (const { client, verdicts } of told) {
    const receipt = verdicts.find(({ status }) => status === 'accepted')?.receipt;
    const evidence = { sums: published.sums, ...published.bytes, ...(receipt && { receipt }) };
    const against = await compareResult(plan.task, published.result, evidence);
    if (against.length > 0) faults.push(`round ${round}: ${client} finds that the result has other ${against.join()}`);
  }
  const refused = told.flatMap(({ verdicts }) => verdicts).length - count;
  progress.done(`${count} accepted, ${refused} refused, the sum is ${faults.length === 0 ? 'right' : 'WRONG'}`);
  return { published, told, faults };
}

/** Kills an aggregator while a report is on its way. */
async function kill(process: AggregatorProcess, client: string, note: (line: string) => void): Promise<void> {
  await sleep(UNDER_WAY);
  const { role, pid } = process;
  await process.kill();
  note(`the ${role}, process ${pid}, is killed while ${client} reports`);
}

/** Starts it again after a while. */
async function restart(process: AggregatorProcess, note: (line: string) => void): Promise<void> {
  await sleep(DOWN);
  await process.start();
  note(`the ${process.role} is there again, process ${process.pid}`);
}
