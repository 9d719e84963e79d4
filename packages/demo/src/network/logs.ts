/** What the audit logs of both aggregators say, read by somebody who has the logs' folders and public keys alone. */
import { currentCheckpoint, type LogReport, readEntries, verifyLog } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { logFolder, type Role } from './folder.js';

/** What an aggregator says of a report: `accepted`, a code with the verifier's status, or `pending`. */
interface Said {
  readonly round: string;
  readonly client: string;
  /** The report's id in hexadecimal. */
  readonly report: string;
  readonly verdict: string;
}

/** A log that was verified. */
export interface ReadLog {
  readonly report: LogReport;
  /** By report id, in the order in which the log first tells of them. */
  readonly said: ReadonlyMap<string, Said>;
}

/** Verifies the log of a role, and reads what it says of reports. */
export async function readLog(folder: string, role: Role, verifierKey: string): Promise<ReadLog> {
  const reader = directoryReader(logFolder(folder, role));
  const report = await verifyLog(reader, { verifierKey });
  const said = new Map<string, Said>();
  for await (const { entry } of readEntries(reader, await currentCheckpoint(reader, { verifierKey }))) {
    const { round, report_id: id, code, status } = (entry.details ?? {}) as Readonly<Record<string, string>>;
    if (id === undefined) continue;
    let verdict = said.get(id)?.verdict ?? 'pending';
    if (entry.operation === 'verify_report' && entry.result === 'success') verdict = 'accepted';
    if (entry.result === 'failure') verdict = [code, status].filter(Boolean).join(' ');
    said.set(id, { round: round ?? '', client: entry.user_id, report: id, verdict });
  }
  return { report, said };
}

/** The ids of the reports that a log says were accepted in a round, in ascending order. */
export function acceptedIn({ said }: ReadLog, round: number): readonly string[] {
  const accepted = [...said.values()].filter((each) => each.round === String(round) && each.verdict === 'accepted');
  return accepted.map(({ report }) => report).sort();
}
