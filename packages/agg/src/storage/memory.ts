// A storage in memory, for tests and for aggregators whose private key is made in the same process.

import { toHex } from '@fedzk/core';
import { type Bytes, compare, utf8 } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import { countOmitted, decideDocument, decideRound, decideSlots, isUnfinished, mayWipe } from './decide.js';
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
} from './rows.js';
import type { AggregatorStorage, TaskStore } from './storage.js';

/**
 * Makes a storage in memory. Use it with a private key that is made in the same process, so that after a
 * restart no old report opens.
 *
 * @example
 * ```ts
 * const leader = createAggregator(task, { role: 'leader', privateKey, verifier, storage: memoryStorage() });
 * ```
 */
export function memoryStorage(): AggregatorStorage {
  const tasks = new Map<string, MemoryTask>();
  return {
    async task(hash, role) {
      const key = `${role} ${toHex(hash)}`;
      const task = tasks.get(key) ?? new MemoryTask(role);
      tasks.set(key, task);
      return task;
    },
    async close() {},
  };
}

interface MemoryRound {
  row: RoundRow;
  readonly slots: Map<string, SlotRow>;
  /** The client of each report, in hexadecimal. */
  readonly holders: Map<string, string>;
  readonly valid: Map<string, ValidRow>;
}

class MemoryTask implements TaskStore {
  readonly role: Role;
  readonly #rounds = new Map<bigint, MemoryRound>();
  readonly #documents = new Map<string, DocumentRow>();
  readonly #events = new Map<string, string>();

  constructor(role: Role) {
    this.role = role;
  }

  async apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]> {
    const kept = this.#rounds.get(round);
    const rows = {
      ...{ round: kept?.row, slots: kept?.slots ?? new Map(), valid: kept?.valid ?? new Map() },
      holder: (report: Bytes) => kept?.holders.get(toHex(report)),
    };
    const { outcomes, round: row, freed, slots, valid, events } = decideSlots(rows, steps);
    if (kept !== undefined) {
      if (row) kept.row = row;
      for (const client of freed) freeSlot(kept, client);
      for (const [client, slot] of slots) {
        putSlot(kept.slots, client, slot);
        kept.holders.set(toHex(slot.report), client);
      }
      for (const each of valid) kept.valid.set(each.client, copyValid(each));
    }
    this.#store(events);
    return outcomes.map(copyOutcome);
  }

  async move(step: RoundStep): Promise<RoundRow | undefined> {
    const { row, rows, events } = decideRound(this.#rounds.get(step.round)?.row, this.#newest(), step);
    for (const each of rows) {
      const kept = this.#rounds.get(each.round);
      if (kept) kept.row = copyRound(each);
      else
        this.#rounds.set(each.round, { row: copyRound(each), slots: new Map(), holders: new Map(), valid: new Map() });
    }
    this.#store(events);
    return row && copyRound(row);
  }

  async round(round?: bigint): Promise<RoundRow | undefined> {
    const row = round === undefined ? this.#newest() : this.#rounds.get(round)?.row;
    return row && copyRound(row);
  }

  async slot(round: bigint, client: string): Promise<SlotRow | undefined> {
    const slot = this.#rounds.get(round)?.slots.get(client);
    return slot && copySlot(slot);
  }

  async valid(round: bigint, client: string): Promise<ValidRow | undefined> {
    const row = this.#rounds.get(round)?.valid.get(client);
    return row && copyValid(row);
  }

  async validPage(round: bigint, after: string | undefined, limit: number): Promise<readonly ValidRow[]> {
    const above = utf8(after ?? '');
    return [...(this.#rounds.get(round)?.valid.values() ?? [])]
      .map((row) => ({ row, client: utf8(row.client) }))
      .filter(({ client }) => compare(above, client) < 0)
      .sort((a, b) => compare(a.client, b.client))
      .slice(0, limit)
      .map(({ row }) => copyValid(row));
  }

  async page(
    round: bigint,
    state: SlotRow['state'],
    after: Bytes | undefined,
    limit: number,
  ): Promise<readonly SlotRow[]> {
    const slots = [...(this.#rounds.get(round)?.slots.values() ?? [])];
    return slots
      .filter((slot) => slot.state === state && (after === undefined || compare(after, slot.report) < 0))
      .sort((a, b) => compare(a.report, b.report))
      .slice(0, limit)
      .map(copySlot);
  }

  async announced(round: bigint): Promise<number> {
    return this.#rounds.get(round)?.valid.size ?? 0;
  }

  async omitted(round: bigint): Promise<number> {
    const kept = this.#rounds.get(round);
    return kept === undefined ? 0 : countOmitted(kept.valid.values(), (client) => kept.slots.get(client));
  }

  async unwiped(after: bigint | undefined): Promise<RoundRow | undefined> {
    const rows = [...this.#rounds.values()].map(({ row }) => row);
    const row = rows.find((each) => mayWipe(each) && !each.wiped && (after === undefined || each.round > after));
    return row && copyRound(row);
  }

  async unfinished(after: bigint | undefined): Promise<RoundRow | undefined> {
    const rows = [...this.#rounds.values()].map(({ row }) => row);
    const row = rows.find((each) => this.#isUnfinished(each) && (after === undefined || each.round > after));
    return row && copyRound(row);
  }

  #isUnfinished(row: RoundRow): boolean {
    return isUnfinished(row, this.#documents.get(`${row.round} result`));
  }

  async wipe(round: bigint, limit: number): Promise<number> {
    const kept = this.#rounds.get(round);
    if (kept === undefined || !mayWipe(kept.row)) return 0;
    const some = [...kept.slots.values()].filter(({ share }) => share !== undefined).slice(0, limit);
    for (const { client, report, state } of some) putSlot(kept.slots, client, { client, report, state });
    if (some.length === 0) kept.row = { ...kept.row, wiped: true };
    return some.length;
  }

  async forget(keep: number, limit: number, finished: boolean): Promise<number> {
    const wiped = [...this.#rounds.values()].filter(({ row }) => row.wiped);
    let forgotten = 0;
    for (const { row, slots, holders, valid } of wiped.slice(0, Math.max(0, wiped.length - keep))) {
      if (finished && this.#isUnfinished(row)) continue;
      holders.clear();
      for (const rows of [slots, valid]) {
        for (const client of rows.keys()) {
          if (forgotten === limit) return forgotten;
          rows.delete(client);
          forgotten++;
        }
      }
    }
    return forgotten;
  }

  async document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined> {
    const row = this.#documents.get(`${round} ${name}`);
    return row && copyDocument(row);
  }

  async keep(round: bigint, name: DocumentName, row: DocumentRow): Promise<DocumentRow> {
    const key = `${round} ${name}`;
    const kept = decideDocument(this.#documents.get(key), row);
    this.#documents.set(key, copyDocument(kept));
    return copyDocument(kept);
  }

  async lease(): Promise<boolean> {
    return true;
  }

  async events(limit: number): Promise<readonly StoredEvent[]> {
    return [...this.#events].slice(0, limit).map(([id, body]) => ({ id, body }));
  }

  async delivered(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#events.delete(id);
  }

  /** Rounds are opened in ascending order, so the last is the newest. */
  #newest(): RoundRow | undefined {
    return [...this.#rounds.values()].at(-1)?.row;
  }

  #store(events: readonly StoredEvent[]): void {
    for (const { id, body } of events) if (!this.#events.has(id)) this.#events.set(id, body);
  }
}

/** Writes a copy of a slot, and wipes a share that is dropped. */
function putSlot(slots: Map<string, SlotRow>, client: string, slot: SlotRow): void {
  const before = slots.get(client)?.share;
  slots.set(client, copySlot(slot));
  before?.fill(0);
}

/** Frees a slot, and wipes its share. */
function freeSlot({ slots, holders }: MemoryRound, client: string): void {
  const before = slots.get(client);
  if (before === undefined) return;
  slots.delete(client);
  holders.delete(toHex(before.report));
  before.share?.fill(0);
}

function copyOutcome({ report, prepare, ...outcome }: SlotOutcome): SlotOutcome {
  return { ...outcome, ...(report && { report: copy(report) }), ...(prepare && { prepare: copy(prepare) }) };
}

function copyRound({ setHash, release, ...row }: RoundRow): RoundRow {
  return {
    ...row,
    ...(setHash && { setHash: copy(setHash) }),
    ...(release && { release: copy(release) }),
  };
}

function copySlot({ client, report, state, prepare, share }: SlotRow): SlotRow {
  return {
    client,
    report: copy(report),
    state,
    ...(prepare && { prepare: copy(prepare) }),
    ...(share && { share: copy(share) }),
  };
}

function copyDocument({ document, signature, sums }: DocumentRow): DocumentRow {
  return {
    document: copy(document),
    ...(signature && { signature: copy(signature) }),
    ...(sums && { sums: copy(sums) }),
  };
}

function copyValid({ client, report, head }: ValidRow): ValidRow {
  return { client, report: copy(report), ...(head && { head: copy(head) }) };
}

function copy(bytes: Bytes): Bytes {
  return new Uint8Array(bytes);
}
