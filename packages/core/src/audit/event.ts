import type { JsonObject } from '../json.js';

/** How it went. `logged` is for what is only reported, such as a security event, or not decided yet. */
export type EventResult = 'success' | 'failure' | 'denied' | 'error' | 'logged';

export type EventSeverity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** A proof that an event is about: hashes only, each 64 lower-case hexadecimal digits, and at least one field. */
export interface EventProof {
  /** Such as `groth16`: a lower-case name. */
  readonly system?: string;
  readonly circuit_hash?: string;
  /** Of the verification key; `Verifier.id` of `@fedzk/verify` is one. */
  readonly vk_hash?: string;
  readonly public_inputs_hash?: string;
  readonly proof_hash?: string;
  /** What the verifier said. */
  readonly verified?: boolean;
}

/**
 * What happened, for an audit log. No field holds a secret. Strings are of one line: no control characters (Unicode's
 * Cc), no U+2028 or U+2029, no lone surrogates. Lengths are in UTF-16 units, and none is empty.
 */
export interface AuditEvent {
  /** Who, 256 at most. Not 64 hexadecimal digits: a bare hash of a name is guessed easily. */
  readonly user_id: string;
  /**
   * What was done, such as `proof_generation` or `model.update`: `[a-z][a-z0-9_.]*`, 256 at most. `log.epoch`, `log.prune`
   * and `privacy.erase` are the log's own.
   */
  readonly operation: string;
  /** With what, such as `circuit:range_proof`, 256 at most. */
  readonly resource: string;
  readonly result: EventResult;
  /**
   * A UUID in lower case: version 7, or version 8 where it is derived from what happened, so that the same event sent
   * twice has the same one. The log makes one where it is left out.
   */
  readonly id?: string;
  /** RFC 3339 in UTC with milliseconds, `2026-01-31T12:00:00.000Z`; the log takes its clock's. */
  readonly time?: string;
  readonly severity?: EventSeverity;
  /** The kind of a security event, such as `authentication_failures`: written as operations are. */
  readonly category?: string;
  /** Why, in one line, 1,024 at most; longer text goes into `details`. */
  readonly reason?: string;
  /** How long it took, in whole microseconds. */
  readonly duration_us?: number;
  /** Which program or person acted on the user's behalf, 256 at most. */
  readonly actor?: string;
  /** 256 at most. */
  readonly session?: string;
  /** A `traceparent` of W3C Trace Context, version 00: `00-<32 hex>-<16 hex>-<2 hex>`. */
  readonly trace?: string;
  /** Where it came from, such as an address or a host name, 256 at most. */
  readonly source?: string;
  /**
   * Whatever else: an object of I-JSON (RFC 7493), which has finite numbers, integers within ±(2^53 − 1), and strings
   * without lone surrogates; here without U+0000 too. At most eight objects and arrays deep, 32 KiB as canonical JSON.
   */
  readonly details?: JsonObject;
  readonly proof?: EventProof;
}
