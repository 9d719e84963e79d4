// Acts that need a second person. What waits is an entry of the key store, so that it is there after a restart; each step of it
// is an entry of the log. What a person approves is the hash of the act: no other act has it.

import { createHash } from 'node:crypto';
import { canonicalJson } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import { json } from '../http/answer.js';
import { type Call, pathOf, type Route } from '../http/route.js';
import { NAMES } from '../stores/identity.js';
import type { Secrets } from '../stores/secrets.js';
import { note } from './entries.js';
import { newId } from './secret-text.js';

const HOUR_MS = 3_600_000;
/** How long an act waits if there is one admin alone, in production. */
const SOLE_WAIT_MS = 24 * HOUR_MS;
/** How long that admin may then approve it. */
const SOLE_OPEN_MS = 24 * HOUR_MS;
const MOST_WAITING = 100;

/** An act that somebody asked for. */
interface Act {
  readonly method: Route['method'];
  /** The route, with names such as `:id`. */
  readonly route: string;
  /** The path with the values of the names. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** The body, as it came. */
  readonly body: string;
}

/** What the key store has of an act that waits. */
export interface ApprovalRecord {
  readonly v: 1;
  readonly id: string;
  readonly act: Act;
  /** Who asked for it. */
  readonly by: string;
  readonly requested: string;
  readonly until: string;
  /** From when on whoever asked may approve it, as long as there is no other admin. */
  readonly soleFrom: string;
  /** `running`: it has begun. After a crash nobody knows how far it came, so it is not done again. */
  readonly state: 'waiting' | 'running';
}

/** Keeps the acts that wait for a second person. */
export class Approvals {
  readonly #secrets: Secrets;
  readonly #records = new Map<string, ApprovalRecord>();
  /** What was running when the process ended. */
  readonly #interrupted = new Set<string>();

  private constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** Reads what waits in the key store. */
  static async open(secrets: Secrets): Promise<Approvals> {
    const approvals = new Approvals(secrets);
    for (const id of await secrets.under(NAMES.approval)) {
      const record = await secrets.json<ApprovalRecord>(NAMES.approval + id);
      if (record === undefined) continue;
      approvals.#records.set(id, record);
      if (record.state === 'running') approvals.#interrupted.add(id);
    }
    return approvals;
  }

  list(): readonly ApprovalRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get(id: string): ApprovalRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether an act was interrupted: it may have been done or not. */
  isInterrupted(id: string): boolean {
    return this.#interrupted.has(id);
  }

  /** Asks a second person for an act. */
  async request(route: Route, call: Call): Promise<Response> {
    const { system, session, params, bytes } = call;
    if (!system.isLogging()) return problem('log-unavailable');
    await this.prune(call);
    if (session === undefined) return problem('unauthenticated');
    if (this.#records.size >= MOST_WAITING) {
      const detail = `${MOST_WAITING} acts wait already. Approve or refuse them first.`;
      return problem('conflict', { members: { detail } });
    }
    const isSole = system.people.accounts.admins().length < 2;
    const now = Date.now();
    const wait = system.identity.self.mode === 'development' ? 0 : SOLE_WAIT_MS;
    const record: ApprovalRecord = {
      ...{ v: 1, id: newId(), by: session.person, state: 'waiting' },
      act: {
        ...{ method: route.method, route: pathOf(route), path: new URL(call.request.url).pathname, params },
        body: new TextDecoder().decode(bytes),
      },
      requested: new Date(now).toISOString(),
      until: new Date(now + (isSole ? wait + SOLE_OPEN_MS : HOUR_MS)).toISOString(),
      soleFrom: new Date(now + wait).toISOString(),
    };
    await this.#secrets.put(NAMES.approval + record.id, record);
    this.#records.set(record.id, record);
    const hash = hashOf(record);
    await note(call, {
      ...{ who: session.person, operation: 'approval.requested', resource: pathOf(route), session: session.id },
      // Whoever reads the log is told that one person alone may do it.
      ...(isSole && { severity: 'high' as const }),
      details: { approval: record.id, act: hash, sole: isSole, until: record.until },
    });
    const { id: approval, until, soleFrom } = record;
    return json({ approval, act: hash, until, ...(isSole && { soleFrom }) }, 202);
  }

  /** Notes that an act begins, so that it runs once. */
  async begin(record: ApprovalRecord): Promise<void> {
    const running: ApprovalRecord = { ...record, state: 'running' };
    this.#records.set(record.id, running);
    await this.#secrets.put(NAMES.approval + record.id, running, { replace: true });
  }

  /** Notes that nobody knows how far an act came. */
  interrupt(id: string): void {
    this.#interrupted.add(id);
  }

  /** Forgets an act that is done or refused. */
  async end(id: string): Promise<void> {
    this.#records.delete(id);
    this.#interrupted.delete(id);
    await this.#secrets.remove(NAMES.approval + id);
  }

  /** Ends what has waited too long. */
  async prune(call: Pick<Call, 'system' | 'address'>): Promise<void> {
    for (const { id, by, until, state, act } of this.list()) {
      if (state !== 'waiting' || Date.parse(until) > Date.now()) continue;
      await this.end(id);
      await note(call, {
        ...{ who: by, operation: 'approval.expired', resource: act.route, result: 'failure' },
        details: { approval: id },
      });
    }
  }
}

/** Returns the hash of an act, which has all of it, and which no other act has: SHA-256 in base64url. */
export function hashOf({ id, act, by, requested }: ApprovalRecord): string {
  const { method, route, path, params, body } = act;
  const text = canonicalJson({ v: 1, id, by, requested, act: { method, route, path, params: { ...params }, body } });
  return createHash('sha256').update(text).digest('base64url');
}
