// Events that wait, of which equal ones are counted together, so that no flood fills the memory.

import type { AuditEvent } from '@fedzk/core';

interface Counted {
  readonly event: AuditEvent;
  /** When the first of those that are counted happened. */
  time: string;
  count: number;
}

/** How many different events wait as they are. As many more wait without their source, and twice as many are severe ones. */
const ROOM = 750;

/**
 * Events in the order of the first of their equals. At most 3,000 different ones wait, of which half is room
 * for severe ones alone; beyond that an event is counted with those that differ in user, reason and resource too.
 */
export class MergedEvents {
  readonly #events = new Map<string, Counted>();

  /** How many different events wait. */
  get size(): number {
    return this.#events.size;
  }

  /** Tells whether an event like this one waits. */
  has(event: AuditEvent): boolean {
    return this.#events.has(nameOf(event));
  }

  /** Tells whether an event can be kept as it is. */
  hasRoom(event: AuditEvent): boolean {
    return this.#isKept(nameOf(event), roomOf(event));
  }

  /** Adds an event that happened at a time, so many times. With a count of 0 it only takes its place. */
  add(event: AuditEvent, time: string, count = 1): void {
    const room = roomOf(event);
    const short = withoutSource(event);
    const like = this.#isKept(nameOf(event), room)
      ? event
      : this.#isKept(nameOf(short), room + ROOM)
        ? short
        : summaryOf(event);
    const name = nameOf(like);
    const known = this.#events.get(name);
    if (known === undefined) {
      this.#events.set(name, { event: like, time, count });
      return;
    }
    if (known.count === 0) known.time = time;
    known.count += count;
  }

  /** Takes the first one, with its count. */
  take(): { readonly event: AuditEvent; readonly time: string; readonly count: number } | undefined {
    for (const [name, counted] of this.#events) {
      this.#events.delete(name);
      return counted;
    }
    return undefined;
  }

  #isKept(name: string, room: number): boolean {
    return this.#events.has(name) || this.#events.size < room;
  }
}

/** Leaves out where an event came from, of which a sender can have any number. */
export function withoutSource({ source: _, ...event }: AuditEvent): AuditEvent {
  return event;
}

/** What is left where there is no room: a few kinds of events in all. */
function summaryOf({ operation, result, severity }: AuditEvent): AuditEvent {
  return { user_id: 'unknown', operation, resource: 'unknown', result, ...(severity && { severity }) };
}

function roomOf({ severity }: AuditEvent): number {
  return severity === 'high' ? 3 * ROOM : ROOM;
}

function nameOf(event: AuditEvent): string {
  return JSON.stringify(event);
}
