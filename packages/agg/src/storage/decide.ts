// Decides what steps do to rows, without side effects. A store reads the rows that steps name, calls this,
// and writes the result in the same transaction. agg-service.md, §2.

import { toHex } from '@fedzk/core';
import { type Bytes, equal } from '../protocol/encoding.js';
import type {
  DocumentRow,
  RoundRow,
  RoundStep,
  SlotOutcome,
  SlotRow,
  SlotStep,
  StoredEvent,
  ValidRow,
} from './rows.js';

/** The rows of one round that steps need. */
export interface Rows {
  readonly round: RoundRow | undefined;
  /** The slots of the clients that the steps name, by client. */
  readonly slots: ReadonlyMap<string, SlotRow>;
  readonly valid: ReadonlyMap<string, ValidRow>;
  /** The client that holds a report of the round, of the reports that the steps name. */
  holder(report: Bytes): string | undefined;
}

/** The outcome of each step, and the rows to write. */
export interface Decided {
  readonly outcomes: readonly SlotOutcome[];
  /** The round's row, if its counts have changed. */
  readonly round?: RoundRow;
  /** Clients whose slots are freed before others are written: a slot that comes instead may hold another report. */
  readonly freed: ReadonlySet<string>;
  /** The slots to write, by client. */
  readonly slots: ReadonlyMap<string, SlotRow>;
  readonly valid: readonly ValidRow[];
  readonly events: readonly StoredEvent[];
}

/** Decides on steps one after the other, each on the result of those before it. */
export function decideSlots(rows: Rows, steps: readonly SlotStep[]): Decided {
  const draft = new Draft(rows);
  const outcomes = steps.map((step) => draft.take(step));
  return { outcomes, ...draft.written() };
}

/** A step's decision: it changes something, it was done already, or why it is refused. */
type Decision = 'changed' | 'stands' | NonNullable<SlotOutcome['why']>;

class Draft {
  #round: RoundRow | undefined;
  #counted = false;
  readonly #rows: Rows;
  readonly #slots = new Map<string, SlotRow | undefined>();
  readonly #freed = new Set<string>();
  /** By report in hexadecimal: the client that holds it by now. */
  readonly #holders = new Map<string, string | undefined>();
  readonly #valid = new Map<string, ValidRow>();
  readonly #events: StoredEvent[] = [];

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#round = rows.round;
  }

  written(): Omit<Decided, 'outcomes'> {
    return {
      ...(this.#counted && this.#round && { round: this.#round }),
      freed: this.#freed,
      slots: new Map([...this.#slots].flatMap(([client, slot]) => (slot === undefined ? [] : [[client, slot]]))),
      valid: [...this.#valid.values()],
      events: this.#events,
    };
  }

  take(step: SlotStep): SlotOutcome {
    const why = this.#decide(step);
    const changed = why === 'changed';
    if (changed || step.kind === 'note') this.#events.push(...step.events);
    const slot = this.#slot(step.client);
    return {
      state: slot?.state ?? 'free',
      ...(slot && { report: slot.report }),
      ...(slot?.prepare && { prepare: slot.prepare }),
      changed,
      ...(why !== 'changed' && why !== 'stands' && { why }),
    };
  }

  #decide(step: SlotStep): Decision {
    const slot = this.#slot(step.client);
    const same = slot !== undefined && equal(slot.report, step.report);
    switch (step.kind) {
      case 'note':
        return 'stands';
      case 'hold':
        if (slot !== undefined) return same ? 'stands' : 'duplicate';
        return this.#fill(step, step.max, { state: 'pending', prepare: step.prepare, share: step.share });
      case 'accept':
        return this.#accept(step, slot, same);
      case 'free':
        // Only for the stored bytes: a late refusal of other bytes does not concern these.
        if (!same || slot.prepare === undefined || !equal(slot.prepare, step.prepare)) return 'stands';
        if (!this.#settles()) return 'round-closed';
        this.#put(step.client, undefined);
        this.#count(-1, 0);
        return 'changed';
      case 'announce': {
        const before = this.#validOf(step.client);
        if (before !== undefined) return equal(before.report, step.report) ? 'stands' : 'duplicate';
        if (this.#round?.state !== 'open' || this.#round.settles !== undefined) return 'round-closed';
        this.#valid.set(step.client, { client: step.client, report: step.report, head: step.head });
        return 'changed';
      }
    }
  }

  #accept(step: Extract<SlotStep, { kind: 'accept' }>, slot: SlotRow | undefined, same: boolean): Decision {
    const { share, max } = step;
    if (slot === undefined) {
      return share === undefined || max === undefined ? 'stands' : this.#fill(step, max, { state: 'accepted', share });
    }
    if (!same) return 'duplicate';
    if (slot.state === 'accepted') return 'stands';
    if (!this.#settles()) return 'round-closed';
    this.#put(step.client, { client: slot.client, report: slot.report, state: 'accepted', share: slot.share });
    this.#count(0, 1);
    return 'changed';
  }

  /** Takes a free slot, if the round is open and has room. */
  #fill(
    { kind, client, report }: SlotStep,
    max: number,
    row: Pick<SlotRow, 'state' | 'prepare' | 'share'>,
  ): 'changed' | 'duplicate' | 'round-closed' | 'batch-full' {
    if (this.#holder(report) !== undefined) return 'duplicate';
    if (this.#round?.state !== 'open') return 'round-closed';
    if (this.#round.held >= max) return 'batch-full';
    this.#put(client, { client, report, ...row });
    this.#count(1, row.state === 'accepted' ? 1 : 0);
    if (kind === 'hold' && this.#validOf(client) === undefined) this.#valid.set(client, { client, report });
    return 'changed';
  }

  /** Whether pending reports can still be settled. */
  #settles(): boolean {
    return this.#round?.state === 'open' || this.#round?.state === 'closed';
  }

  #slot(client: string): SlotRow | undefined {
    return this.#slots.has(client) ? this.#slots.get(client) : this.#rows.slots.get(client);
  }

  #validOf(client: string): ValidRow | undefined {
    return this.#valid.get(client) ?? this.#rows.valid.get(client);
  }

  #holder(report: Bytes): string | undefined {
    const key = toHex(report);
    return this.#holders.has(key) ? this.#holders.get(key) : this.#rows.holder(report);
  }

  #put(client: string, row: SlotRow | undefined): void {
    const before = this.#slot(client);
    if (before !== undefined) this.#holders.set(toHex(before.report), undefined);
    if (row === undefined) this.#freed.add(client);
    else this.#holders.set(toHex(row.report), client);
    this.#slots.set(client, row);
  }

  #count(held: number, accepted: number): void {
    if (this.#round === undefined) return;
    this.#round = { ...this.#round, held: this.#round.held + held, accepted: this.#round.accepted + accepted };
    this.#counted = true;
  }
}

/** The result of a step of a round. */
export interface Moved {
  /** The round's row afterwards. */
  readonly row: RoundRow | undefined;
  /** Rows to write. */
  readonly rows: readonly RoundRow[];
  readonly events: readonly StoredEvent[];
}

/**
 * Decides on a step of a round.
 *
 * @param row the round's row
 * @param newest the row of the round that was opened last
 */
export function decideRound(row: RoundRow | undefined, newest: RoundRow | undefined, step: RoundStep): Moved {
  if (step.kind === 'open') return openRound(row, newest, step);
  const next = row && nextRow(row, step);
  if (next === undefined) return { row, rows: [], events: [] };
  const closing = step.kind === 'collecting' && row?.state === 'open' ? (step.closing ?? []) : [];
  return { row: next, rows: [next], events: [...closing, ...step.events] };
}

function openRound(
  row: RoundRow | undefined,
  newest: RoundRow | undefined,
  { round, events, closing }: Extract<RoundStep, { kind: 'open' }>,
): Moved {
  // Rounds go forward: a round below the newest is never opened, and no round is opened twice.
  if (row !== undefined || (newest !== undefined && newest.round > round)) return { row, rows: [], events: [] };
  const opened: RoundRow = { round, state: 'open', held: 0, accepted: 0, wiped: false };
  if (newest?.state !== 'open') return { row: opened, rows: [opened], events };
  const closed = { ...newest, state: 'closed' as const };
  return { row: opened, rows: [closed, opened], events: [...(closing?.(newest.round) ?? []), ...events] };
}

/** Returns the row after a step; `undefined` if the step changes nothing. */
function nextRow(row: RoundRow, step: Exclude<RoundStep, { kind: 'open' }>): RoundRow | undefined {
  switch (step.kind) {
    case 'close':
      return row.state === 'open' ? { ...row, state: 'closed' } : undefined;
    case 'settle':
      return row.state === 'open' && row.settles === undefined ? { ...row, settles: step.until } : undefined;
    case 'abandon':
      if (row.state === 'abandoned' || (row.state === 'collected' && step.unfinished !== true)) return undefined;
      return { ...row, state: 'abandoned', release: undefined };
    case 'collecting': {
      // Accepted sets only grow, so an equal count is an equal set.
      const complete = row.accepted === step.accepted && row.held === row.accepted;
      const closed = row.state === 'closed' || (row.state === 'open' && step.closing !== undefined);
      return closed && complete ? { ...row, state: 'collecting', setHash: step.set } : undefined;
    }
    case 'collected':
      return row.state === 'collecting' ? { ...row, state: 'collected', release: step.release } : undefined;
  }
}

/** Returns the row to keep once a document comes; the kept row itself if nothing changes. */
export function decideDocument(kept: DocumentRow | undefined, row: DocumentRow): DocumentRow {
  if (kept === undefined) return row;
  const isSigned = kept.signature === undefined && row.signature !== undefined && equal(kept.document, row.document);
  return isSigned ? { ...kept, signature: row.signature } : kept;
}

/** The states after which a round does not change. */
export const OVER: readonly RoundRow['state'][] = ['collected', 'abandoned'];

/** The states of a round whose set is fixed, and which is not abandoned. */
export const FIXED: readonly RoundRow['state'][] = ['collecting', 'collected'];

/** Tells whether a round has to get its result, or its other signature, still. */
export function isUnfinished(row: RoundRow, result: DocumentRow | undefined): boolean {
  return FIXED.includes(row.state) && result?.signature === undefined;
}

/** Tells whether the shares of a round may be wiped. */
export function mayWipe(row: RoundRow | undefined): row is RoundRow {
  return row !== undefined && OVER.includes(row.state);
}

/** Counts the clients with a valid report but no accepted slot. */
export function countOmitted(valid: Iterable<ValidRow>, slot: (client: string) => SlotRow | undefined): number {
  let omitted = 0;
  for (const { client } of valid) if (slot(client)?.state !== 'accepted') omitted++;
  return omitted;
}
