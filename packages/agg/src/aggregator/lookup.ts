// Looks up rounds and reports in an aggregator's store.

import { sorted } from '../protocol/collect.js';
import { type Bytes, join } from '../protocol/encoding.js';
import type { RoundState, ValidRow } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';

/** The status of a round. */
export interface RoundStatus {
  readonly round: bigint;
  readonly state: RoundState;
  /** The number of reports that are pending or accepted. */
  readonly held: number;
  readonly accepted: number;
  /** The helper's, once an operator has closed it: when it takes nothing more from the leader, in milliseconds since 1970. */
  readonly settles?: number | undefined;
  /** Whether its report ids are deleted. */
  readonly forgotten: boolean;
}

/** A client's report in a round. `refused`: valid for the leader, but refused by the helper. */
export interface ReportStatus {
  /** The report's id, 32 bytes. */
  readonly report: Bytes;
  readonly status: 'pending' | 'accepted' | 'refused';
}

/** The report ids of a round, 32 bytes each, joined in ascending order. */
export interface ReportIds {
  readonly accepted: Bytes;
  /** At the helper: reports with receipts. At the leader: reports that it found valid. */
  readonly valid: Bytes;
  /** The valid ones whose client has no accepted report. */
  readonly omitted: Bytes;
}

const PAGE = 1000;

/** A round, or the newest. */
export async function roundStatus(store: TaskStore, number?: bigint): Promise<RoundStatus | undefined> {
  const row = await store.round(number);
  if (row === undefined) return undefined;
  const { round, state, held, accepted, settles, wiped } = row;
  const forgotten = wiped && accepted > 0 && (await store.page(round, 'accepted', undefined, 1)).length === 0;
  return { round, state, held, accepted, ...(settles !== undefined && { settles }), forgotten };
}

/** Returns the report that has a client's place in a round, or had it until the helper refused it. */
export async function reportStatus(store: TaskStore, round: bigint, client: string): Promise<ReportStatus | undefined> {
  const [row, slot, valid] = [
    await store.round(round),
    await store.slot(round, client),
    await store.valid(round, client),
  ];
  if (slot === undefined) return valid && { report: valid.report, status: 'refused' };
  const isLost = slot.state === 'pending' && row?.state === 'abandoned';
  return { report: slot.report, status: isLost ? 'refused' : slot.state };
}

/** The report ids of a round. */
export async function reportIds(store: TaskStore, round: bigint): Promise<ReportIds> {
  const accepted: Bytes[] = [];
  const holders = new Set<string>();
  for (let after: Bytes | undefined; ; ) {
    const page = await store.page(round, 'accepted', after, PAGE);
    for (const { client, report } of page) {
      accepted.push(report);
      holders.add(client);
    }
    after = page.at(-1)?.report;
    if (page.length < PAGE) break;
  }
  const valid: Pick<ValidRow, 'client' | 'report'>[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.validPage(round, after, PAGE);
    // Drops the heads, which take most of the memory.
    valid.push(...page.map(({ client, report }) => ({ client, report })));
    after = page.at(-1)?.client;
    if (page.length < PAGE) break;
  }
  const omitted = valid.filter(({ client }) => !holders.has(client));
  const idsOf = (of: readonly { readonly report: Bytes }[]): Bytes => join(...sorted(of.map(({ report }) => report)));
  return { accepted: join(...accepted), valid: idsOf(valid), omitted: idsOf(omitted) };
}
