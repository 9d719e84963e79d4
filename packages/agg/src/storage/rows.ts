// What an aggregator keeps of a task: rounds, a slot for each report, and events that are not yet in the audit log. Here are
// the rows and the steps that change them; `decide.ts` says what a step does.

import type { Bytes } from '../protocol/encoding.js';

/** An event that waits for the audit log. */
export interface StoredEvent {
  /** UUIDv8, derived from what it tells of: the same event has the same id. */
  readonly id: string;
  /** The `AuditEvent` as canonical JSON (RFC 8785), without its id. */
  readonly body: string;
}

/** Where a round is: from `open` on, each state follows those before it; `abandoned` ends a round that is not collected. */
export type RoundState = 'open' | 'closed' | 'collecting' | 'collected' | 'abandoned';

/** All of them. A database keeps a state as its place here. */
export const ROUND_STATES: readonly RoundState[] = ['open', 'closed', 'collecting', 'collected', 'abandoned'];

/** What is known of a round. */
export interface RoundRow {
  readonly round: bigint;
  readonly state: RoundState;
  /** Reports pending and accepted. */
  readonly held: number;
  readonly accepted: number;
  /** Once an open round was closed by hand: when it takes nothing more, in milliseconds since 1970. Announcements have ended. */
  readonly settles?: number | undefined;
  /** 32 bytes, once it is being collected: H("set", …) of the accepted report ids. */
  readonly setHash?: Bytes | undefined;
  /** What was released, once collected. */
  readonly release?: Bytes | undefined;
  /** Whether no share of it is left. */
  readonly wiped: boolean;
}

/** What holds a client's place in a round. */
export interface SlotRow {
  readonly client: string;
  /** 32 bytes. */
  readonly report: Bytes;
  readonly state: 'pending' | 'accepted';
  /** The bytes for the helper, as long as it has not answered. */
  readonly prepare?: Bytes | undefined;
  /** The own share, sealed. Gone once the round is collected or abandoned. */
  readonly share?: Bytes | undefined;
}

/** A report of a client that passed the checks made before the shares are compared; `omitted` counts by it. */
export interface ValidRow {
  readonly client: string;
  readonly report: Bytes;
  /** The head that was announced, at the helper. */
  readonly head?: Bytes | undefined;
}

/** A document of a round that both aggregators sign. */
export type DocumentName = 'record' | 'result';

/** All of them. A database keeps a name as its place here. */
export const DOCUMENT_NAMES: readonly DocumentName[] = ['record', 'result'];

/** A document that this aggregator signs: it signs no other of the same name and round. */
export interface DocumentRow {
  readonly document: Bytes;
  /** The other aggregator's signature, once it is here. */
  readonly signature?: Bytes | undefined;
  /** Of a result: the sums that it is about, four bytes each, big-endian. */
  readonly sums?: Bytes | undefined;
}

/** A step about one client's place in a round. Its events are stored where it changes something, those of `note` always. */
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

/** What a step found or made. */
export interface SlotOutcome {
  /** The slot's state after the step. */
  readonly state: 'free' | SlotRow['state'];
  /** The report that holds the slot. */
  readonly report?: Bytes | undefined;
  /** The stored bytes for the helper, where the slot is pending. */
  readonly prepare?: Bytes | undefined;
  /** Whether this step changed anything. */
  readonly changed: boolean;
  /** Why it changed nothing, where that is not because it was done already. */
  readonly why?: 'duplicate' | 'round-closed' | 'batch-full' | undefined;
}

/** A step of a round. Its events are stored where it changes something. */
export type RoundStep = { readonly round: bigint; readonly events: readonly StoredEvent[] } & (
  | {
      /** Opens the round and closes the newest before it, whose events `closing` gives. */
      readonly kind: 'open';
      readonly closing?: (round: bigint) => readonly StoredEvent[];
    }
  | { readonly kind: 'close' | 'abandon' }
  | {
      /** An open round takes no announcements any more, and settles until this moment; what was said first stands. */
      readonly kind: 'settle';
      readonly until: number;
    }
  | {
      /** A closed round that has exactly so many accepted reports, and none pending, is being collected from now on. */
      readonly kind: 'collecting';
      readonly accepted: number;
      readonly set: Bytes;
      /** Where it is given, the step closes an open round too: the events of that. */
      readonly closing?: readonly StoredEvent[];
    }
  | { readonly kind: 'collected'; readonly release: Bytes }
);
