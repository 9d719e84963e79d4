// Tells others of bans: the audit log, alerts, the firewall, and whoever listens. No ban waits for them, nor fails by them.

import { type AlertSink, type AuditSink, AuditTrail, methodsOf } from '@fedzk/core';
import { type AlertKind, Alerts, alertsOf } from './alerts.js';
import type { Ban } from './bans.js';
import type { BanKey } from './key.js';

/** Closes the network to an address, such as a set of nftables. It gets addresses alone, IPv6 as `2001:db8:0:0::/64`. */
export interface Firewall {
  ban(address: string, seconds: number): unknown;
  unban(address: string): unknown;
}

export class Notices {
  readonly #trail: AuditTrail;
  readonly #sink: AlertSink | undefined;
  readonly #alerts: Alerts;
  readonly #firewall: Firewall | undefined;
  readonly #listeners = new Set<(ban: Ban) => void>();
  readonly #open = new Set<Promise<unknown>>();
  #failure: unknown;

  /** @throws {FedzkError} `invalid-argument` */
  constructor(
    to: {
      readonly audit?: AuditSink | undefined;
      readonly alerts?: AlertSink | undefined;
      readonly firewall?: Firewall | undefined;
    },
    windowSeconds: number,
  ) {
    this.#firewall =
      to.firewall && methodsOf(to.firewall, ['ban', 'unban'], 'firewall', 'an object with ban and unban');
    this.#trail = new AuditTrail(to.audit);
    this.#sink = alertsOf(to.alerts);
    this.#alerts = new Alerts(windowSeconds);
  }

  banned(ban: Ban, seconds: number): void {
    this.#tell(ban, 'client_blocked', ban.reason, seconds);
    for (const listener of this.#listeners) this.#call(() => listener(ban));
    const firewall = this.#firewall;
    if (ban.kind === 'address' && firewall !== undefined) this.#call(() => firewall.ban(ban.key, seconds));
  }

  unbanned(who: BanKey): void {
    this.#tell(who, 'client_unblocked', 'unblocked');
    const firewall = this.#firewall;
    if (who.kind === 'address' && firewall !== undefined) this.#call(() => firewall.unban(who.key));
  }

  alert(kind: AlertKind, reason: string, now: number): void {
    const sink = this.#sink;
    const due = sink && this.#alerts.next(kind, reason, now);
    if (due !== undefined) this.#call(() => sink?.raise(due));
  }

  /** Returns a function that ends it. */
  listen(listener: (ban: Ban) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Resolves when all have taken everything so far.
   *
   * @throws the first error of theirs since the last call
   */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
    const failed = this.#failure;
    this.#failure = undefined;
    if (failed !== undefined) throw failed;
  }

  /** Calls what others gave us. Its error goes to `settled`. */
  #call(call: () => unknown): void {
    const done = (async () => call())()
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#open.delete(done));
    this.#open.add(done);
  }

  /** An address is the source of somebody unknown: as a user of its own, each would cost a log with keys of persons a key. */
  #tell({ kind, key }: BanKey, operation: string, reason: string, seconds?: number): void {
    this.#call(() =>
      this.#trail.tell({
        ...(kind === 'owner' ? { user_id: key } : { user_id: 'unknown', source: key }),
        operation,
        time: new Date().toISOString(),
        resource: 'guard',
        result: 'logged',
        severity: seconds === undefined ? 'info' : 'high',
        reason,
        ...(seconds !== undefined && { details: { seconds } }),
      }),
    );
  }
}
