import type { EventSeverity } from './audit/event.js';
import type { JsonObject } from './json.js';

/** Something that an operator should look at now. An audit event is for the record; an alert is for a person. */
export interface Alert {
  /**
   * The name of the trouble, such as `client_blocked`: `[a-z][a-z0-9_.]*`, 256 at most. The same key again is the same trouble,
   * which a person acknowledges once.
   */
  readonly key: string;
  readonly severity: EventSeverity;
  /** One line for people, without secrets: 1,024 at most. */
  readonly summary: string;
  readonly details?: JsonObject;
}

/** Receives alerts, and passes them on to people: by e-mail, chat or a pager. */
export interface AlertSink {
  /** Takes an alert, and resolves when it is stored or sent. */
  raise(alert: Alert): Promise<unknown>;
}
