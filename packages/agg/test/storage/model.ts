// What a store has to do, written down a second time, from agg-service.md, §2, and without `decide.ts`: plain maps, and counts
// that are counted anew each time.

import { toHex } from '@fedzk/core';
import type {
  DocumentName,
  DocumentRow,
  RoundRow,
  RoundStep,
  SlotOutcome,
  SlotRow,
  SlotStep,
  StoredEvent,
  ValidRow,
} from '../../src/storage/rows.js';
import type { TaskStore } from '../../src/storage/storage.js';

interface Kept {
  state: RoundRow['state'];
  /** Its counts when its last share was wiped: they stay when slots are forgotten. */
  wiped?: Pick<RoundRow, 'held' | 'accepted'>;
  settles?: number;
  setHash?: Uint8Array<ArrayBuffer>;
  release?: Uint8Array<ArrayBuffer>;
  slots: Map<string, SlotRow>;
  valid: Map<string, ValidRow>;
}

const is = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && toHex(a) === toHex(b);

function counts({ slots }: Kept): Pick<RoundRow, 'held' | 'accepted'> {
  const accepted = [...slots.values()].filter((slot) => slot.state === 'accepted').length;
  return { held: slots.size, accepted };
}

/** A store of one task in maps. */
export class Model implements TaskStore {
  readonly #rounds = new Map<bigint, Kept>();
  readonly #documents = new Map<string, DocumentRow>();
  #events: StoredEvent[] = [];

  async apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]> {
    return steps.map((step) => {
      const answer = this.#step(round, step);
      if (answer === 'done' || step.kind === 'note') this.#store(step.events);
      const slot = this.#rounds.get(round)?.slots.get(step.client);
      const found = slot && { report: slot.report, ...(slot.prepare && { prepare: slot.prepare }) };
      const why = answer === 'done' || answer === 'nothing' ? {} : { why: answer };
      return { state: slot?.state ?? 'free', ...found, changed: answer === 'done', ...why };
    });
  }

  #step(round: bigint, step: SlotStep): 'done' | 'nothing' | NonNullable<SlotOutcome['why']> {
    const kept = this.#rounds.get(round);
    const { client, report } = step;
    const slot = kept?.slots.get(client);
    const isOpen = kept?.state === 'open';
    const goesOn = isOpen || kept?.state === 'closed';
    switch (step.kind) {
      case 'note':
        return 'nothing';
      case 'announce': {
        const valid = kept?.valid.get(client);
        if (valid) return is(valid.report, report) ? 'nothing' : 'duplicate';
        if (!kept || !isOpen || kept.settles !== undefined) return 'round-closed';
        kept.valid.set(client, { client, report, head: step.head });
        return 'done';
      }
      case 'free':
        if (slot?.state !== 'pending' || !is(slot.report, report) || !is(slot.prepare, step.prepare)) return 'nothing';
        if (!goesOn) return 'round-closed';
        kept?.slots.delete(client);
        return 'done';
      case 'hold':
      case 'accept': {
        if (slot && !is(slot.report, report)) return 'duplicate';
        if (slot && (step.kind === 'hold' || slot.state === 'accepted')) return 'nothing';
        if (slot) {
          if (!goesOn) return 'round-closed';
          kept?.slots.set(client, { client, report, state: 'accepted', share: slot.share });
          return 'done';
        }
        if (step.max === undefined || step.share === undefined) return 'nothing';
        if ([...(kept?.slots.values() ?? [])].some((other) => is(other.report, report))) return 'duplicate';
        if (!kept || !isOpen) return 'round-closed';
        if (kept.slots.size >= step.max) return 'batch-full';
        const { share } = step;
        if (step.kind === 'accept') kept.slots.set(client, { client, report, state: 'accepted', share });
        else kept.slots.set(client, { client, report, state: 'pending', prepare: step.prepare, share });
        if (step.kind === 'hold' && !kept.valid.has(client)) kept.valid.set(client, { client, report });
        return 'done';
      }
    }
  }

  async move(step: RoundStep): Promise<RoundRow | undefined> {
    const kept = this.#rounds.get(step.round);
    if (step.kind === 'open') this.#open(step);
    else if (kept && this.#goes(kept, step)) {
      if (step.kind === 'close') kept.state = 'closed';
      else if (step.kind === 'abandon') {
        kept.state = 'abandoned';
        delete kept.release;
      } else if (step.kind === 'settle') kept.settles = step.until;
      else kept.state = step.kind;
      if (step.kind === 'collecting') kept.setHash = step.set as Uint8Array<ArrayBuffer>;
      if (step.kind === 'collected') kept.release = step.release as Uint8Array<ArrayBuffer>;
      this.#store(step.events);
    }
    return this.round(step.round);
  }

  #goes({ state, slots, settles }: Kept, step: RoundStep): boolean {
    if (step.kind === 'close') return state === 'open';
    if (step.kind === 'settle') return state === 'open' && settles === undefined;
    if (step.kind === 'abandon') return state !== 'abandoned' && (state !== 'collected' || step.unfinished === true);
    if (step.kind === 'collected') return state === 'collecting';
    const all = [...slots.values()].every((slot) => slot.state === 'accepted');
    return step.kind === 'collecting' && state === 'closed' && all && slots.size === step.accepted;
  }

  #open(step: Extract<RoundStep, { kind: 'open' }>): void {
    const newest = this.#newest();
    if (newest !== undefined && newest >= step.round) return;
    const before = newest === undefined ? undefined : this.#rounds.get(newest);
    if (newest !== undefined && before?.state === 'open') {
      before.state = 'closed';
      this.#store(step.closing?.(newest) ?? []);
    }
    this.#rounds.set(step.round, { state: 'open', slots: new Map(), valid: new Map() });
    this.#store(step.events);
  }

  #newest(): bigint | undefined {
    return [...this.#rounds.keys()].sort((a, b) => (a < b ? -1 : 1)).at(-1);
  }

  async round(round: bigint | undefined = this.#newest()): Promise<RoundRow | undefined> {
    const kept = round === undefined ? undefined : this.#rounds.get(round);
    if (round === undefined || kept === undefined) return undefined;
    const { state, wiped, settles, setHash, release } = kept;
    return { round, state, ...(wiped ?? counts(kept)), settles, setHash, release, wiped: wiped !== undefined };
  }

  async slot(round: bigint, client: string): Promise<SlotRow | undefined> {
    return this.#rounds.get(round)?.slots.get(client);
  }

  async valid(round: bigint, client: string): Promise<ValidRow | undefined> {
    return this.#rounds.get(round)?.valid.get(client);
  }

  async validPage(round: bigint, after = '', limit: number): Promise<readonly ValidRow[]> {
    const hex = (client: string) => Buffer.from(client).toString('hex');
    const rows = [...(this.#rounds.get(round)?.valid.values() ?? [])].sort((a, b) =>
      hex(a.client) < hex(b.client) ? -1 : 1,
    );
    return rows.filter(({ client }) => hex(client) > hex(after)).slice(0, limit);
  }

  async page(
    round: bigint,
    state: SlotRow['state'],
    after: Uint8Array | undefined,
    limit: number,
  ): Promise<readonly SlotRow[]> {
    const slots = [...(this.#rounds.get(round)?.slots.values() ?? [])].filter((slot) => slot.state === state);
    const sorted = slots.map((slot) => [toHex(slot.report), slot] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    const above = after === undefined ? '' : toHex(after);
    return sorted.filter(([hex]) => hex > above).flatMap(([, slot], i) => (i < limit ? [slot] : []));
  }

  async announced(round: bigint): Promise<number> {
    return this.#rounds.get(round)?.valid.size ?? 0;
  }

  async omitted(round: bigint): Promise<number> {
    const { slots, valid } = this.#rounds.get(round) ?? {};
    return [...(valid?.keys() ?? [])].filter((client) => slots?.get(client)?.state !== 'accepted').length;
  }

  async unwiped(after: bigint | undefined): Promise<RoundRow | undefined> {
    const over = [...this.#rounds].filter(([, { state, wiped }]) => /collected|abandoned/.test(state) && !wiped);
    const next = over.map(([round]) => round).filter((round) => after === undefined || round > after);
    return next.length === 0 ? undefined : this.round(next.sort((a, b) => (a < b ? -1 : 1))[0]);
  }

  async unfinished(after: bigint | undefined): Promise<RoundRow | undefined> {
    const fixed = [...this.#rounds].filter((each) => this.#isUnfinished(...each)).map(([round]) => round);
    const next = fixed.filter((round) => after === undefined || round > after);
    return next.length === 0 ? undefined : this.round(next.sort((a, b) => (a < b ? -1 : 1))[0]);
  }

  #isUnfinished(round: bigint, { state }: Kept): boolean {
    return /collect/.test(state) && this.#documents.get(`result ${round}`)?.signature === undefined;
  }

  async wipe(round: bigint, limit: number): Promise<number> {
    const kept = this.#rounds.get(round);
    if (kept?.state !== 'collected' && kept?.state !== 'abandoned') return 0;
    const shares = [...kept.slots.values()].filter((slot) => slot.share);
    if (shares.length === 0) kept.wiped ??= counts(kept);
    for (const { client, report, state } of shares.slice(0, limit)) kept.slots.set(client, { client, report, state });
    return Math.min(shares.length, limit);
  }

  async forget(keep: number, limit: number, finished: boolean): Promise<number> {
    const wiped = [...this.#rounds].filter(([, kept]) => kept.wiped).sort(([a], [b]) => (a < b ? 1 : -1));
    const rows = wiped
      .slice(keep)
      .filter((each) => !finished || !this.#isUnfinished(...each))
      .flatMap(([, { slots, valid }]) =>
        [slots, valid].flatMap((map) => [...map.keys()].map((key) => () => map.delete(key))),
      );
    for (const row of rows.slice(0, limit)) row();
    return Math.min(rows.length, limit);
  }

  async document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined> {
    return this.#documents.get(`${name} ${round}`);
  }

  async keep(round: bigint, name: DocumentName, row: DocumentRow): Promise<DocumentRow> {
    const before = this.#documents.get(`${name} ${round}`);
    const signature = is(before?.document, row.document) ? (before?.signature ?? row.signature) : before?.signature;
    const kept = before === undefined ? row : { ...before, ...(signature && { signature }) };
    this.#documents.set(`${name} ${round}`, kept);
    return kept;
  }

  async lease(): Promise<boolean> {
    return true;
  }

  async events(limit: number): Promise<readonly StoredEvent[]> {
    return this.#events.slice(0, limit);
  }

  async delivered(ids: readonly string[]): Promise<void> {
    this.#events = this.#events.filter(({ id }) => !ids.includes(id));
  }

  #store(events: readonly StoredEvent[]): void {
    for (const event of events) if (!this.#events.some(({ id }) => id === event.id)) this.#events.push(event);
  }
}
