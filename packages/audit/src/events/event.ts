// What an audit log holds: an event, and the entry that is made of it.

import type { AuditEvent } from '@fedzk/core';

export type { AuditEvent, EventProof, EventResult, EventSeverity, JsonObject, JsonValue } from '@fedzk/core';

/** An entry of a log: an event with all that the log gave it. Its index and leaf hash are not in it. */
export interface AuditEntry extends AuditEvent {
  /** The version of this schema. */
  readonly v: 1;
  readonly id: string;
  readonly time: string;
  /** Personal fields, which `openSealed` opens. Then `user_id` is `s:` and 22 characters, which stand for the person. */
  readonly sealed?: string;
}
