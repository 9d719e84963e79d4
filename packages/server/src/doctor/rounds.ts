// Compares the rounds of both aggregators: where one was put back to an older state, the other knows more.

import type { Aggregator, RoundStatus } from '@fedzk/agg';
import * as v from 'valibot';
import { otherRole, type Role } from '../config.js';
import type { System } from '../system.js';
import { type Check, no, ok, unknown } from './check.js';

/** How many rounds of a task are compared, from the newest. */
const MOST_ROUNDS = 5n;
/** How many are looked through for such as are not over, from the newest. */
const MOST_LOOKED = 64n;
const MOST_LINES = 10_000;

const lineSchema = v.object({
  task: v.pipe(v.string(), v.maxLength(64)),
  round: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  state: v.picklist(['open', 'closed', 'collecting', 'collected', 'abandoned']),
  /** Of one that is collected: whether both have signed its result. Older versions don't say. */
  signed: v.optional(v.boolean()),
});

/** How a round stands. */
export type RoundLine = v.InferOutput<typeof lineSchema>;

/** The tasks that an aggregator serves, and their newest rounds. */
export interface Served {
  readonly tasks: readonly string[];
  readonly rounds: readonly RoundLine[];
}

/** A list that is counted before its items are looked at. */
const list = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(v.unknown()), v.maxLength(MOST_LINES), v.array(item));

const servedSchema = v.object({ tasks: list(v.pipe(v.string(), v.maxLength(64))), rounds: list(lineSchema) });

/** Reads what the other aggregator says of its rounds; `undefined` for one of a version that doesn't. */
export function servedOf(said: unknown): Served | undefined {
  const read = v.safeParse(servedSchema, said, { abortEarly: true });
  return read.success ? read.output : undefined;
}

/** Lists the newest rounds of each task, older ones that are not over, and those that the other aggregator lists as not over. */
export async function recentRounds(
  { tasks }: Pick<System, 'tasks'>,
  others: Served | undefined = undefined,
): Promise<readonly RoundLine[]> {
  const lines: RoundLine[] = [];
  for (const task of tasks.ids()) {
    const aggregator = tasks.get(task)?.aggregator;
    const newest = await aggregator?.round();
    if (aggregator === undefined || newest === undefined) continue;
    const theirs = others?.rounds.filter((line) => line.task === task && !OVER.includes(line.state)) ?? [];
    const wanted = new Set(theirs.map(({ round }) => BigInt(round)));
    for (let back = 0n; back < MOST_LOOKED && back <= newest.round; back++) wanted.add(newest.round - back);
    for (const round of wanted) {
      const found = await aggregator.round(round);
      if (found === undefined) continue;
      const isRecent = round > newest.round - MOST_ROUNDS || theirs.some((line) => line.round === String(round));
      if (isRecent || !OVER.includes(found.state)) lines.push(await lineOf(aggregator, task, found));
    }
  }
  return lines;
}

const OVER: readonly RoundLine['state'][] = ['collected', 'abandoned'];

async function lineOf(
  aggregator: Pick<Aggregator, 'unfinished'>,
  task: string,
  { round, state }: RoundStatus,
): Promise<RoundLine> {
  const line = { task, round: String(round), state };
  if (state !== 'collected') return line;
  const unfinished = await (round === 0n ? aggregator.unfinished() : aggregator.unfinished(round - 1n));
  return { ...line, signed: unfinished?.round !== round };
}

/**
 * Says whether two aggregators may stand so. A round that the leader has collected is closed at the helper at least; one that the helper
 * has collected is collected at the leader too, which asks the helper after that.
 *
 * @param later how the own rounds stand after the other has answered: meanwhile it may have collected some
 */
export function roundsCheck(
  role: Role,
  ownServed: Served,
  othersServed: Served | undefined,
  later: Served = ownServed,
): Check {
  if (othersServed === undefined) return unknown('rounds', 'the other aggregator does not say how its rounds stand');
  const other = otherRole(role);
  const isShared = ({ task }: RoundLine): boolean =>
    ownServed.tasks.includes(task) && othersServed.tasks.includes(task);
  const before = ownServed.rounds.filter(isShared);
  const known = new Set(before.map(nameOf));
  const after = later.rounds.filter(isShared);
  const own = [...before, ...after.filter((line) => !known.has(nameOf(line)))];
  const others = othersServed.rounds.filter(isShared);
  const found =
    unsettled(own, others, { newer: role, older: other }) ?? unsettled(others, after, { newer: other, older: role });
  if (found === undefined) return ok('rounds', 'as the other aggregator has them');
  return no('rounds', found.says, `${found.remedy} See "Backup and restore" in the README.`);
}

function nameOf({ task, round }: RoundLine): string {
  return `${task} ${round}`;
}

/** The aggregator that has collected a round, and the one that has an older state, or gave the round up. */
interface Sides {
  readonly newer: Role;
  readonly older: Role;
}

/** Finds a round that is collected in the first list, and in the second one stands so that it could be collected again, or never has a result. */
function unsettled(
  first: readonly RoundLine[],
  second: readonly RoundLine[],
  sides: Sides,
): { readonly says: string; readonly remedy: string } | undefined {
  const { newer, older } = sides;
  for (const line of first) {
    const { task, round, state, signed } = line;
    if (state !== 'collected') continue;
    const rounds = second.filter((each) => each.task === task);
    const there = rounds.find((each) => each.round === round)?.state;
    const newest = rounds.reduce((most, each) => (BigInt(each.round) > most ? BigInt(each.round) : most), -1n);
    const says = `round ${round} of ${task} is collected at the ${newer}, and ${there ?? 'unknown'} at the ${older}`;
    if (there === 'open' || (there === 'closed' && older === 'leader'))
      return {
        says,
        remedy: `The ${older} has an older state. Take no more reports in that round. ${settling(line, sides)}`,
      };
    if (there === undefined && newest < BigInt(round)) {
      const next = `go on with round ${BigInt(round) + 1n} at both`;
      return { says, remedy: `The ${older} has an older state. Never open it at the ${older}: ${next}.` };
    }
    const isGone = there === 'abandoned' || (there === undefined && BigInt(round) > newest - MOST_ROUNDS);
    if (isGone && signed === false) {
      return {
        says: `round ${round} of ${task} has no result that both have signed, is collected at the ${newer}, and ${there ?? 'unknown'} at the ${older}`,
        remedy: `It never gets one. Abandon it at the ${newer}: ${abandonAt(line, newer)}.`,
      };
    }
  }
  return undefined;
}

/** Says what to do at each, so that the round is not collected again. */
function settling(line: RoundLine, { newer, older }: Sides): string {
  if (line.signed === false)
    return `Abandon it at both: fedzk round abandon ${line.task} ${line.round}, at the ${older} and at the ${newer}.`;
  const there = line.signed
    ? `At the ${newer} it stays as it is: both have signed its result.`
    : `At the ${newer} too, unless both have signed its result: then it is refused there, and stays.`;
  return `Abandon it at the ${older}: ${abandonAt(line, older)}. ${there}`;
}

function abandonAt({ task, round }: RoundLine, role: Role): string {
  return `fedzk round abandon ${task} ${round} --role ${role}`;
}
