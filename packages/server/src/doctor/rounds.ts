// Compares the rounds of both aggregators: where one was put back to an older state, the other knows more.

import * as v from 'valibot';
import { otherRole, type Role } from '../config.js';
import type { System } from '../system.js';
import { type Check, no, ok, unknown } from './check.js';

/** How many rounds of a task are compared, from the newest. */
const MOST_ROUNDS = 5;
const MOST_LINES = 10_000;

const lineSchema = v.object({
  task: v.pipe(v.string(), v.maxLength(64)),
  round: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  state: v.picklist(['open', 'closed', 'collecting', 'collected', 'abandoned']),
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

/** Lists the newest rounds of each task. */
export async function recentRounds({ tasks }: Pick<System, 'tasks'>): Promise<readonly RoundLine[]> {
  const lines: RoundLine[] = [];
  for (const task of tasks.ids()) {
    const aggregator = tasks.get(task)?.aggregator;
    const newest = await aggregator?.round();
    for (let back = 0n; newest !== undefined && back < MOST_ROUNDS && back <= newest.round; back++) {
      const found = back === 0n ? newest : await aggregator?.round(newest.round - back);
      if (found !== undefined) lines.push({ task, round: String(found.round), state: found.state });
    }
  }
  return lines;
}

/** Says whether two aggregators may stand so. A round that one has collected is closed at the other at least. */
export function roundsCheck(role: Role, ownServed: Served, othersServed: Served | undefined): Check {
  if (othersServed === undefined) return unknown('rounds', 'the other aggregator does not say how its rounds stand');
  const other = otherRole(role);
  const [own, others] = [ownServed, othersServed].map(({ rounds }) =>
    rounds.filter(({ task }) => ownServed.tasks.includes(task) && othersServed.tasks.includes(task)),
  ) as [RoundLine[], RoundLine[]];
  const found = behind(own, others, role, other) ?? behind(others, own, other, role);
  if (found === undefined) return ok('rounds', 'as the other aggregator has them');
  const remedy = `The ${found.older} has an older state. Take no more reports in that round: abandon it at the ${found.older} if it is open there, go on with the next one, and see "Backup and restore" in the README.`;
  return no('rounds', found.says, remedy);
}

/** Finds a round that is collected in the first list, and open or unknown in the second one. */
function behind(
  first: readonly RoundLine[],
  second: readonly RoundLine[],
  newer: Role,
  older: Role,
): { readonly says: string; readonly older: Role } | undefined {
  for (const { task, round, state } of first) {
    if (state !== 'collected') continue;
    const rounds = second.filter((line) => line.task === task);
    const there = rounds.find((line) => line.round === round);
    const isUnknown = rounds.every((line) => BigInt(line.round) < BigInt(round));
    if (there?.state !== 'open' && !isUnknown) continue;
    const how = there === undefined ? 'unknown' : 'open';
    return { older, says: `round ${round} of ${task} is collected at the ${newer}, and ${how} at the ${older}` };
  }
  return undefined;
}
