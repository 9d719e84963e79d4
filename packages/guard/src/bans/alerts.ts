// What an operator should hear of at once. A flood may come of thousands of addresses and is one trouble, so there is one alert
// of a kind in a window; the next one says how often it happened since.

import { type Alert, type AlertSink, methodsOf } from '@fedzk/core';

export type AlertKind = 'client_blocked' | 'suspicious_traffic';

const KINDS: Readonly<Record<AlertKind, readonly [severity: Alert['severity'], what: string]>> = {
  client_blocked: ['high', 'banned by strikes'],
  suspicious_traffic: ['medium', 'limited, and not banned'],
};

/** Decides when an alert is due, and makes it. It names no key, which may be personal: `blocked` and `suspicious` list them. */
export class Alerts {
  readonly #windowMs: number;
  readonly #raised = new Map<AlertKind, { at: number; since: number }>();

  constructor(windowSeconds: number) {
    this.#windowMs = 1000 * windowSeconds;
  }

  /** Counts one more, and returns the alert that is due; undefined if there was one in this window. */
  next(key: AlertKind, reason: string, now: number): Alert | undefined {
    const before = this.#raised.get(key);
    if (before !== undefined && now < before.at + this.#windowMs) {
      before.since++;
      return undefined;
    }
    const count = 1 + (before?.since ?? 0);
    this.#raised.set(key, { at: now, since: 0 });
    const [severity, what] = KINDS[key];
    const times = count === 1 ? '' : `, ${count} times since the last alert`;
    return { key, severity, summary: `Somebody was ${what}: ${reason}${times}.`, details: { count, reason } };
  }
}

/** @throws {FedzkError} `invalid-argument` */
export function alertsOf(alerts: AlertSink | undefined): AlertSink | undefined {
  return alerts && methodsOf(alerts, ['raise'], 'alerts', 'an object with raise(alert)');
}
