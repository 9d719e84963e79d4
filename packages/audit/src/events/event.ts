// An event, and the entry that a log makes of it.

import type { AuditEvent } from '@fedzk/core';

export type { AuditEvent, EventProof, EventResult, EventSeverity, JsonObject, JsonValue } from '@fedzk/core';

/** An entry of a log: an event with the fields that the log added. Its index and leaf hash are not in it. */
export interface AuditEntry extends AuditEvent {
  /** The version of this schema. */
  readonly v: 1;
  readonly id: string;
  readonly time: string;
  /** The personal fields, encrypted; `openSealed` opens them. `user_id` is then the person's pseudonym: `s:` and 22 characters. */
  readonly sealed?: string;
}
