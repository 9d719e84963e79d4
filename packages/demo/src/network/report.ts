/** What the demo over a network prints in the end, and what it takes for wrong. */
import { explain } from '../sentences.js';
import { table } from '../table.js';
import type { Participant } from './clients.js';
import { ROLES, type Role } from './folder.js';
import { acceptedIn, type ReadLog } from './logs.js';
import type { NetworkRound, Told } from './round.js';

type Logs = Readonly<Record<Role, ReadLog>>;

/** What both say of one report. */
interface Row {
  readonly client: string;
  readonly leader: string;
  readonly helper: string;
}

/** Prints what both logs say of each report of a round. */
export function printVerdicts(round: number, told: readonly Told[], logs: Logs): void {
  const rows = told.flatMap(({ client, what, verdicts }) =>
    rowsOf(round, client, logs).map(({ leader, helper }, i) => {
      const { status = '' } = verdicts[i] ?? {};
      const cause =
        status === 'refused' ? explain(`: ${(leader === 'helper-refused' ? helper : leader).split(' ')[0]}`) : '';
      return [i === 0 ? client : '', i === 0 ? what : '', leader, helper, status, cause];
    }),
  );
  const head = ['client', 'sent', 'the leader says', 'the helper says', 'told', 'why'];
  console.log(`\nRound ${round}, by the audit logs of both:\n${table(head, rows, [])}`);
}

/** Prints what came of both logs. */
export function printLogs(logs: Logs, rounds: readonly NetworkRound[]): void {
  console.log();
  for (const role of ROLES) {
    const { size, root, ok } = logs[role].report;
    const accepted = rounds.map((_, i) => acceptedIn(logs[role], i + 1).length);
    console.log(
      `The ${role}'s audit log has ${size} entries, root ${root.slice(0, 16)}…: ${ok ? 'verified' : 'DAMAGED'}. ` +
        `Accepted: ${accepted.join(' and ')} reports.`,
    );
  }
  const agree = rounds.every((_, i) => acceptedIn(logs.leader, i + 1).join() === acceptedIn(logs.helper, i + 1).join());
  console.log(agree ? 'Both name the same reports.' : 'THEY NAME DIFFERENT REPORTS.');
}

/** Lists what is not as expected. */
export function faultsOf(rounds: readonly NetworkRound[], logs: Logs, participants: readonly Participant[]): string[] {
  const faults = rounds.flatMap((round) => round.faults);
  for (const role of ROLES) {
    if (!logs[role].report.ok) faults.push(`the ${role}'s audit log is not as it was written`);
    for (const [i, { published }] of rounds.entries()) {
      if (acceptedIn(logs[role], i + 1).join() === published.set.join()) continue;
      faults.push(`round ${i + 1}: the ${role}'s audit log names other reports than the result`);
    }
  }
  const last = rounds.length;
  for (const { id, cheat } of participants) {
    const rows = rowsOf(last, id, logs);
    const accepted = rows.filter(({ leader, helper }) => leader === 'accepted' && helper === 'accepted').length;
    const expected = cheat?.accepted ?? 1;
    if (accepted !== expected) faults.push(`round ${last}: ${id} expected ${expected} accepted, got ${accepted}`);
    const [, role, reason] = /^(leader|helper): (.*)$/.exec(cheat?.refusal ?? '') ?? [];
    if (role === undefined) continue;
    const said = rows.map((row) => row[role as Role]);
    if (!said.includes(reason ?? ''))
      faults.push(`round ${last}: ${id} expected "${cheat?.refusal}", got "${said.join('", "')}"`);
  }
  return faults;
}

/** The reports of a client in a round, in the order in which the leader's log tells of them. */
function rowsOf(round: number, client: string, { leader, helper }: Logs): readonly Row[] {
  const own = [...leader.said.values()].filter((said) => said.round === String(round) && said.client === client);
  return own.map(({ report, verdict }) => {
    return { client, leader: verdict, helper: helper.said.get(report)?.verdict ?? 'nothing' };
  });
}
