// fedzk round: what an operator does with a round.

import { quoted } from '@fedzk/core';
import type { TaskLine } from '../../system.js';
import { type Commands, type Given, type Outcome, required, Trouble } from '../command.js';
import { commandFor, nextLine } from '../next.js';
import { isRefusal, Refusal } from '../operator.js';
import { lineOf, taskIdOf } from './task.js';

export const roundCommands: Commands = {
  'round open': step('open', 'Takes reports from now on. At both: the helper first.'),
  'round close': step('close', 'Takes no more reports. At both: the leader first.'),
  'round collect': step('collect', 'Sums them. At the leader, after both have closed.'),
  'round abandon': step('abandon', 'Gives a round up: its shares are wiped.'),
  'round show': { usage: 'TASK', options: ['role'], says: 'Says how the newest round stands.', run: show },
  'round note': {
    usage: 'TASK ROUND',
    needs: ['accuracy'],
    options: ['role'],
    says: "Notes a model's accuracy, from 0 to 1, in the log.",
    run: note,
  },
};

type What = 'open' | 'close' | 'collect' | 'abandon';

/** What an aggregator says of a round after a step. */
interface Stands {
  readonly state: string;
  readonly held: number;
  readonly accepted: number;
  /** At the leader: what both sign when they open it. */
  readonly record?: { readonly signatures?: { readonly helper?: string } };
}

/** A step that was asked for. */
interface Step extends Given {
  readonly what: What;
  readonly task: string;
  readonly round: string;
}

function step(what: What, says: string): Commands[string] {
  const run = async (given: Given): Promise<Outcome> => {
    const { operator } = given;
    const [name = '', round = ''] = given.names;
    requireNumber(round);
    if (what === 'collect' && operator.role === 'helper') {
      const command = commandFor(given, 'leader', 'round', 'collect', name, round);
      throw new Trouble(`A round is collected at the leader alone: ${command}`);
    }
    const task = await taskIdOf(operator, name);
    const asked: Step = { ...given, what, task, round };
    requireNothingLost(asked, await lineFor(asked));
    let found: Stands;
    try {
      found = await operator.ask<Stands>('POST', pathOf(task, 'rounds'), { do: what, round });
    } catch (error) {
      throw isRefusal(error) ? await advised(error, asked) : error;
    }
    const minBatch = (await lineFor(asked))?.minBatch ?? 0;
    const stands = `${operator.role}: round ${round} is ${found.state}, ${found.accepted} accepted, ${minBatch} needed`;
    return { lines: [stands, ...nextAfter(asked, found, minBatch)], json: found };
  };
  return { usage: 'TASK ROUND', options: ['role'], says, run };
}

/**
 * Refuses a step that would end an open round which can't be summed yet: it takes no report afterwards, and what its clients sent
 * can't be sent again.
 *
 * @throws {Refusal}
 */
function requireNothingLost(asked: Step, line: TaskLine | undefined): void {
  const { what, round } = asked;
  const newest = line?.round;
  if (line === undefined || newest?.state !== 'open') return;
  const ends = what === 'close' ? newest.round === round : what === 'open' && BigInt(newest.round) < BigInt(round);
  if (!ends) return;
  const command = (role: 'leader' | 'helper', step: What): string =>
    commandFor(asked, role, 'round', step, asked.task, newest.round);
  const isWhole = newest.held >= line.minBatch;
  if (isWhole && what === 'close') return;
  const stands = `Round ${newest.round} is open, with ${newest.held} of the ${line.minBatch} reports that a sum needs`;
  const abandon = `give it up at both: ${command('leader', 'abandon')}`;
  const advice = isWhole
    ? `Another can be opened after ${command('leader', 'close')}, or ${abandon}`
    : `This would end it for good. Wait for more, or ${abandon}`;
  throw new Refusal(`${stands}. ${advice}`, 'round-open');
}

/** Says what comes after a step. */
function nextAfter(asked: Step, found: Stands, minBatch: number): string[] {
  const { task, round, operator } = asked;
  const next = (role: 'leader' | 'helper', what: What, number = round): string =>
    nextLine(role, commandFor(asked, role, 'round', what, task, number));
  const isLeader = operator.role === 'leader';
  const other = isLeader ? 'helper' : 'leader';
  switch (found.state) {
    case 'open': {
      if (!isLeader) return [next('leader', 'open')];
      const report = nextLine('clients', `fedzk client report --home DIR --task ${task} --values FILE`);
      if (found.record?.signatures?.helper !== undefined) return [report, next('leader', 'close')];
      return ['No report is taken until the helper has opened it too.', next('helper', 'open'), report];
    }
    case 'closed':
      if (found.held < minBatch) {
        const lack = minBatch - found.held;
        return [
          `It lacks ${lack} of ${minBatch} reports, so it can't be summed: give it up.`,
          next('leader', 'abandon'),
        ];
      }
      return isLeader ? [next('helper', 'close'), next('leader', 'collect')] : [next('leader', 'collect')];
    case 'collected':
      return [nextLine('clients', `fedzk client result --home DIR --task ${task} --round ${round}`)];
    case 'abandoned':
      return [next(other, 'abandon'), next('helper', 'open', after(round))];
    default:
      return [];
  }
}

/** Adds what to do to a refusal. */
async function advised(refusal: Refusal, asked: Step): Promise<Refusal> {
  const newest = (await lineFor(asked))?.round;
  const advice = adviceOn(refusal.problem, asked, newest);
  return advice === undefined ? refusal : new Refusal(`${refusal.message} ${advice}`, refusal.problem);
}

function adviceOn(problem: string, asked: Step, newest: TaskLine['round']): string | undefined {
  const { what, task, round } = asked;
  const command = (role: 'leader' | 'helper', step: What, number = round): string =>
    commandFor(asked, role, 'round', step, task, number);
  const nextRound = after(newest?.round ?? round);
  switch (problem) {
    case 'round-closed':
      return `Open the next one: ${command(asked.operator.role, 'open', nextRound)}`;
    case 'round-open':
      if (newest?.round === round && newest.held > newest.accepted) return 'Try again in a few seconds.';
      return `First ${command('helper', 'close')}, then ${command('leader', 'collect')}`;
    case 'invalidBatchSize':
      if (newest?.round === round && newest.state === 'open')
        return `It is still open: wait for more reports, or give it up at both: ${command('leader', 'abandon')}`;
      return `It takes no more reports. Give it up at both (${command('leader', 'abandon')}), and open the next one: ${command('helper', 'open', nextRound)}`;
    case 'round-abandoned':
      return `Open the next one: ${command('helper', 'open', nextRound)}`;
    case 'batchMismatch':
    case 'unavailable':
    case 'unrecognizedTask':
      return what === 'collect' || what === 'abandon'
        ? `Look at both: ${commandFor(asked, 'leader', 'doctor')}, and ${commandFor(asked, 'helper', 'doctor')}`
        : undefined;
    default:
      return undefined;
  }
}

/** Asks how a task stands. What is said after a step is no reason to call it failed. */
async function lineFor({ operator, task }: Step): Promise<TaskLine | undefined> {
  return operator.ask<TaskLine>('GET', pathOf(task)).catch(() => undefined);
}

async function show({ names: [name = ''], operator }: Given): Promise<Outcome> {
  const found = await operator.ask<TaskLine>('GET', pathOf(await taskIdOf(operator, name)));
  return { lines: [lineOf(found)], json: found };
}

async function note({ names: [name = '', round = ''], values, operator }: Given): Promise<Outcome> {
  const text = required(values, 'accuracy');
  const accuracy = Number(text);
  if (!(accuracy >= 0 && accuracy <= 1))
    throw new Trouble(`--accuracy expected a number from 0 to 1, got ${quoted(text)}.`);
  requireNumber(round);
  const path = pathOf(await taskIdOf(operator, name), 'rounds', round, 'notes');
  const found = await operator.ask<object>('POST', path, { accuracy });
  return { lines: [`Round ${round}: accuracy ${accuracy}.`], json: found };
}

function requireNumber(round: string): void {
  if (/^(0|[1-9]\d{0,19})$/.test(round)) return;
  throw new Trouble(`ROUND expected a number, such as 1, got ${quoted(round)}. fedzk round show TASK says the newest.`);
}

function after(round: string): string {
  return String(BigInt(round) + 1n);
}

function pathOf(task: string, ...rest: readonly string[]): string {
  return ['', 'tasks', task, ...rest].map(encodeURIComponent).join('/');
}
