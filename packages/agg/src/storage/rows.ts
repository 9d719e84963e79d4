// The rows that an aggregator stores for a task: rounds, a slot for each report, and events that are not
// yet in the audit log. `decide.ts` has the effects of the steps that change them.

import type { Bytes } from '../protocol/encoding.js';

/** An event that waits for the audit log. */
export interface StoredEvent {
  /** UUIDv8, derived from the event's subject, so that the same event has the same id. */
  readonly id: string;
  /** The `AuditEvent` as canonical JSON (RFC 8785) without its id, and what authenticates it. */
  readonly body: string;
}

/** The states of a round, in their order from `open` on; `abandoned` ends a round that is not collected. */
export type RoundState = 'open' | 'closed' | 'collecting' | 'collected' | 'abandoned';

/** All states. A database stores a state as its index here. */
export const ROUND_STATES: readonly RoundState[] = ['open', 'closed', 'collecting', 'collected', 'abandoned'];

/** The state of a round. */
export interface RoundRow {
  readonly round: bigint;
  readonly state: RoundState;
  /** The number of reports that are pending or accepted. */
  readonly held: number;
  readonly accepted: number;
  /** If an open round was closed by hand: when it takes nothing more, in milliseconds since 1970. It takes no announcements. */
  readonly settles?: number | undefined;
  /** H("set", …) of the accepted report ids, 32 bytes, once the round is being collected. */
  readonly setHash?: Bytes | undefined;
  /** The own share of the sum, sealed, once the round is collected. */
  readonly release?: Bytes | undefined;
  /** Whether all its shares are wiped. */
  readonly wiped: boolean;
}

/** The report that holds a client's place in a round. */
export interface SlotRow {
  readonly client: string;
  /** The report's id, 32 bytes. */
  readonly report: Bytes;
  readonly state: 'pending' | 'accepted';
  /** The bytes for the helper until it has answered. */
  readonly prepare?: Bytes | undefined;
  /** The own share, sealed. Wiped once the round is collected or abandoned. */
  readonly share?: Bytes | undefined;
}

/** A client's report that passed all checks before the comparison of shares. `omitted` counts these. */
export interface ValidRow {
  readonly client: string;
  readonly report: Bytes;
  /** The announced head, at the helper. */
  readonly head?: Bytes | undefined;
}

/** A document of a round that both aggregators sign. */
export type DocumentName = 'record' | 'result';

/** All names. A database stores a name as its index here. */
export const DOCUMENT_NAMES: readonly DocumentName[] = ['record', 'result'];

/** A document that this aggregator has signed. It signs no other of the same name and round. */
export interface DocumentRow {
  /** The own signature, then the document. */
  readonly document: Bytes;
  /** The other aggregator's signature, once received. */
  readonly signature?: Bytes | undefined;
  /** For a result: its sums, four bytes each, big-endian. */
  readonly sums?: Bytes | undefined;
}

/** A step about one client's place in a round. Its events are stored if it changes something; those of `note` always. */
export type SlotStep = {
  readonly client: string;
  readonly report: Bytes;
  readonly events: readonly StoredEvent[];
} & (
  | {
      /** Leader: a free slot becomes pending, and the report valid. */
      readonly kind: 'hold';
      readonly prepare: Bytes;
      readonly share: Bytes;
      /** The most reports that the round may hold. */
      readonly max: number;
    }
  | {
      /** Leader: pending becomes accepted. Helper, with `share` and `max`: free becomes accepted. */
      readonly kind: 'accept';
      readonly share?: Bytes;
      readonly max?: number;
    }
  | {
      /** Leader: a slot that is pending with these very bytes becomes free. The report stays valid. */
      readonly kind: 'free';
      readonly prepare: Bytes;
    }
  | {
      /** Helper: the report is valid. */
      readonly kind: 'announce';
      readonly head: Bytes;
    }
  | {
      /** A refusal: its events alone. */
      readonly kind: 'note';
    }
);

/** The outcome of a step about a slot. */
export interface SlotOutcome {
  /** The slot's state after the step. */
  readonly state: 'free' | SlotRow['state'];
  /** The report that holds the slot. */
  readonly report?: Bytes | undefined;
  /** The stored bytes for the helper, if the slot is pending. */
  readonly prepare?: Bytes | undefined;
  /** Whether this step changed anything. */
  readonly changed: boolean;
  /** Why the step was refused; undefined if it was done, now or before. */
  readonly why?: 'duplicate' | 'round-closed' | 'batch-full' | undefined;
}

/** A step of a round. Its events are stored if it changes something. */
export type RoundStep = { readonly round: bigint; readonly events: readonly StoredEvent[] } & (
  | {
      /** Opens the round and closes the newest one before it, with the events of `closing`. */
      readonly kind: 'open';
      readonly closing?: (round: bigint) => readonly StoredEvent[];
    }
  | { readonly kind: 'close' }
  | {
      /** Ends a round that is not collected. */
      readonly kind: 'abandon';
      /** Whether it also ends a collected round, whose result the caller knows not to have both signatures. */
      readonly unfinished?: boolean;
    }
  | {
      /** Ends the announcements of an open round, which settles until this time. The first such time stands. */
      readonly kind: 'settle';
      readonly until: number;
    }
  | {
      /** Begins to collect a closed round, if it has exactly this many accepted reports and none pending. */
      readonly kind: 'collecting';
      readonly accepted: number;
      readonly set: Bytes;
      /** If given, the step may also close an open round, with these events. */
      readonly closing?: readonly StoredEvent[];
    }
  | { readonly kind: 'collected'; readonly release: Bytes }
);
