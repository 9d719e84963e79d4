// How an area reads the entries of the control log.

import type { AuditEntry } from '@fedzk/audit';
import * as v from 'valibot';

/** An entry with its index in the control log. */
export interface ControlEntry {
  readonly index: number;
  readonly entry: AuditEntry;
}

/** Changes an area's state by an entry. @returns whether the entry is of this version's shape */
type Step<State> = (state: State, row: ControlEntry) => boolean;

/** A part of the state, and the operations whose entries change it. */
export interface Area<State> {
  /** Makes the state of an empty log. */
  readonly empty: () => State;
  readonly steps: Readonly<Record<string, Step<State>>>;
}

/**
 * Makes a step of the details that a schema describes. An entry with other details changes nothing: it is counted.
 *
 * @param apply changes the state, and never throws
 */
export function step<State, Details>(
  schema: v.GenericSchema<unknown, Details>,
  apply: (state: State, details: Details, row: ControlEntry) => void,
): Step<State> {
  return (state, row) => {
    const { success, output } = v.safeParse(schema, row.entry.details ?? {});
    if (success) apply(state, output, row);
    return success;
  };
}
