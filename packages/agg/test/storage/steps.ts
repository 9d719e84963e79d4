// Steps with made-up bytes, and all that a store says of a task.

import { createHash } from 'node:crypto';
import type { DocumentRow, RoundRow, SlotRow, SlotStep, StoredEvent, ValidRow } from '../../src/storage/rows.js';
import type { TaskStore } from '../../src/storage/storage.js';

/** 32 bytes that stand for a name. */
export function bytesFor(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(name).digest());
}

/** An event whose id follows of what it tells. */
export function event(of: string): StoredEvent {
  const hex = Buffer.from(bytesFor(of)).toString('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { id, body: JSON.stringify({ of }) };
}

/** What a step about a client's report is made of; `name` tells reports of one client from each other. */
function about(kind: string, client: string, name: string) {
  return { client, report: bytesFor(`${client} ${name}`), events: [event(`${client} ${name} ${kind}`)] };
}

export function hold(client: string, name = 'a', max = 100, prepare = 'prepare'): SlotStep {
  const own = { prepare: bytesFor(`${client} ${name} ${prepare}`), share: bytesFor(`${client} ${name} share`) };
  return { kind: 'hold', ...about('hold', client, name), ...own, max };
}

/** The leader's. */
export function accept(client: string, name = 'a'): SlotStep {
  return { kind: 'accept', ...about('accept', client, name) };
}

/** The helper's. */
export function take(client: string, name = 'a', max = 100): SlotStep {
  return { kind: 'accept', ...about('take', client, name), share: bytesFor(`${client} ${name} share`), max };
}

export function free(client: string, name = 'a', prepare = 'prepare'): SlotStep {
  return { kind: 'free', ...about('free', client, name), prepare: bytesFor(`${client} ${name} ${prepare}`) };
}

export function announce(client: string, name = 'a'): SlotStep {
  return { kind: 'announce', ...about('announce', client, name), head: bytesFor(`${client} ${name} head`) };
}

export function note(client: string, name = 'a'): SlotStep {
  return { kind: 'note', ...about('note', client, name) };
}

/** A document of a name, signed or not. */
export function document(name: string, signer?: string): DocumentRow {
  const signature = signer && { signature: new Uint8Array([...bytesFor(signer), ...bytesFor(signer)]) };
  return { document: bytesFor(name), sums: bytesFor(`${name} sums`), ...signature };
}

/** All that a store says of some rounds and clients. */
export interface Said {
  readonly newest: RoundRow | undefined;
  readonly rounds: readonly (RoundRow | undefined)[];
  readonly slots: readonly (SlotRow | undefined)[];
  readonly valid: readonly (ValidRow | undefined)[];
  readonly documents: readonly (DocumentRow | undefined)[];
  readonly pages: readonly (readonly SlotRow[] | readonly ValidRow[])[];
  readonly numbers: readonly number[];
  readonly events: readonly StoredEvent[];
}

/** Asks a store for everything. */
export async function said(store: TaskStore, rounds: readonly bigint[], clients: readonly string[]): Promise<Said> {
  const each = <Answer>(ask: (round: bigint) => Promise<Answer>): Promise<Answer[]> => Promise.all(rounds.map(ask));
  const places = rounds.flatMap((round) => clients.map((client) => [round, client] as const));
  return {
    newest: await store.round(),
    rounds: await each((round) => store.round(round)),
    slots: await Promise.all(places.map(([round, client]) => store.slot(round, client))),
    valid: await Promise.all(places.map(([round, client]) => store.valid(round, client))),
    documents: [
      ...(await each((round) => store.document(round, 'record'))),
      ...(await each((round) => store.document(round, 'result'))),
    ],
    pages: [
      ...(await each((round) => store.page(round, 'pending', undefined, 100))),
      ...(await each((round) => store.page(round, 'accepted', undefined, 100))),
      ...(await each((round) => store.validPage(round, undefined, 100))),
      ...(await each((round) => store.validPage(round, clients[0], 1))),
    ],
    numbers: [...(await each((round) => store.announced(round))), ...(await each((round) => store.omitted(round)))],
    events: await store.events(1000),
  };
}

/** Does something by pages until nothing is left. @returns how much it was in all */
export async function drained(page: () => Promise<number>): Promise<number> {
  let all = 0;
  for (let some = await page(); some > 0; some = await page()) all += some;
  return all;
}
