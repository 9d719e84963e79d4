// A storage in memory: for tests, and for aggregators whose private key is made in the process too.

import { toHex } from '@fedzk/core';
import { type Bytes, compare } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import { countOmitted, decideRound, decideSlots, mayWipe } from './decide.js';
import type { RoundRow, RoundStep, SlotOutcome, SlotRow, SlotStep, StoredEvent, ValidRow } from './rows.js';
import type { AggregatorStorage, TaskStore } from './storage.js';

/**
 * Keeps everything in memory: after a restart nothing old opens, where the private key was made in the same process.
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
  readonly valid: Map<string, ValidRow>;
}

class MemoryTask implements TaskStore {
  readonly role: Role;
  readonly #rounds = new Map<bigint, MemoryRound>();
  readonly #events = new Map<string, string>();

  constructor(role: Role) {
    this.role = role;
  }

  async apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]> {
    const kept = this.#rounds.get(round);
    const rows = { round: kept?.row, slots: kept?.slots ?? new Map(), valid: kept?.valid ?? new Map() };
    const { outcomes, round: row, slots, valid, events } = decideSlots(rows, steps);
    if (kept !== undefined) {
      if (row) kept.row = row;
      for (const [client, slot] of slots) {
        if (slot === undefined) wipeShare(kept.slots.get(client));
        if (slot === undefined) kept.slots.delete(client);
        else kept.slots.set(client, slot);
      }
      for (const each of valid) kept.valid.set(each.client, each);
    }
    this.#store(events);
    return outcomes;
  }

  async move(step: RoundStep): Promise<RoundRow | undefined> {
    const { row, rows, events } = decideRound(this.#rounds.get(step.round)?.row, await this.round(), step);
    for (const each of rows) {
      const kept = this.#rounds.get(each.round);
      if (kept) kept.row = each;
      else this.#rounds.set(each.round, { row: each, slots: new Map(), valid: new Map() });
    }
    this.#store(events);
    return row;
  }

  async round(round?: bigint): Promise<RoundRow | undefined> {
    // Rounds are opened in ascending order, so the last is the newest.
    return (round === undefined ? [...this.#rounds.values()].at(-1) : this.#rounds.get(round))?.row;
  }

  async slot(round: bigint, client: string): Promise<SlotRow | undefined> {
    return this.#rounds.get(round)?.slots.get(client);
  }

  async valid(round: bigint, client: string): Promise<ValidRow | undefined> {
    return this.#rounds.get(round)?.valid.get(client);
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
      .slice(0, limit);
  }

  async announced(round: bigint): Promise<number> {
    return this.#rounds.get(round)?.valid.size ?? 0;
  }

  async omitted(round: bigint): Promise<number> {
    const kept = this.#rounds.get(round);
    return kept === undefined ? 0 : countOmitted(kept.valid.values(), (client) => kept.slots.get(client));
  }

  async wipe(round: bigint, limit: number): Promise<number> {
    const kept = this.#rounds.get(round);
    if (kept === undefined || !mayWipe(kept.row)) return 0;
    const some = [...kept.slots.values()].filter(({ share }) => share !== undefined).slice(0, limit);
    for (const slot of some) {
      wipeShare(slot);
      const { client, report, state } = slot;
      kept.slots.set(client, { client, report, state });
    }
    if (some.length === 0) kept.row = { ...kept.row, wiped: true };
    return some.length;
  }

  async forget(before: bigint, limit: number): Promise<number> {
    let forgotten = 0;
    for (const { row, slots, valid } of this.#rounds.values()) {
      if (!row.wiped || row.round >= before) continue;
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

  async events(limit: number): Promise<readonly StoredEvent[]> {
    return [...this.#events].slice(0, limit).map(([id, body]) => ({ id, body }));
  }

  async delivered(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#events.delete(id);
  }

  #store(events: readonly StoredEvent[]): void {
    for (const { id, body } of events) if (!this.#events.has(id)) this.#events.set(id, body);
  }
}

function wipeShare(slot: SlotRow | undefined): void {
  slot?.share?.fill(0);
}
