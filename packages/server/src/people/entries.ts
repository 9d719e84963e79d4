// What the log says of people. Who it is stands in fields that the log seals under that person's own key.

import type { AuditEvent } from '@fedzk/core';
import type { Call } from '../http/route.js';

/** What is noted, besides who and where. */
export interface Noted extends Partial<Pick<AuditEvent, 'actor' | 'severity' | 'category' | 'reason' | 'details'>> {
  /** The person; left out where nobody knows. */
  readonly who?: string | undefined;
  readonly operation: string;
  readonly resource?: string;
  readonly result?: AuditEvent['result'];
  readonly session?: string | undefined;
}

/** Writes an entry. @throws what the log throws */
export async function note({ system, address }: Pick<Call, 'system' | 'address'>, noted: Noted): Promise<void> {
  const { who, resource = 'people', result = 'success', session, ...rest } = noted;
  await system.record({
    ...{ user_id: who ?? somebody(), resource, result, ...rest },
    ...(session !== undefined && { session }),
    ...(address !== undefined && { source: address }),
  });
}

/** Whoever gives a name that nobody has: one key of the log a day, however many names there are. */
function somebody(): string {
  return `unknown-${new Date().toISOString().slice(0, 10)}`;
}
