import type { JsonObject } from '../json.js';

/** The outcome. `logged` is for a mere report, such as a security event, or an outcome that is not decided yet. */
export type EventResult = 'success' | 'failure' | 'denied' | 'error' | 'logged';

export type EventSeverity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** The proof of an event. Hashes are 64 lower-case hexadecimal digits. At least one field is set. */
export interface EventProof {
  /** The proof system: a lower-case name, such as `groth16`. */
  readonly system?: string;
  readonly circuit_hash?: string;
  /** Hash of the verification key, such as `Verifier.id` of `@fedzk/verify`. */
  readonly vk_hash?: string;
  readonly public_inputs_hash?: string;
  readonly proof_hash?: string;
  /** The verifier's verdict. */
  readonly verified?: boolean;
}

/**
 * An event for an audit log. No field holds a secret. A string is one line: no control characters (Unicode's Cc), no
 * U+2028 or U+2029, no lone surrogates. No string is empty. Lengths are in UTF-16 units.
 */
export interface AuditEvent {
  /** Who acted: 256 at most. Not 64 hexadecimal digits, since a plain hash of a name is easy to guess. */
  readonly user_id: string;
  /**
   * The operation, such as `proof_generation` or `model.update`: `[a-z][a-z0-9_.]*`, 256 at most. `log.epoch`, `log.prune`
   * and `privacy.erase` are reserved for the log.
   */
  readonly operation: string;
  /** The object of the operation, such as `circuit:range_proof`, 256 at most. */
  readonly resource: string;
  readonly result: EventResult;
  /**
   * A UUID in lower case: version 7, or version 8 if it is derived from the event, so that an event that is sent twice
   * keeps its id. If left out, the log makes one.
   */
  readonly id?: string;
  /** RFC 3339 in UTC with milliseconds, such as `2026-01-31T12:00:00.000Z`. If left out, the log uses its clock. */
  readonly time?: string;
  readonly severity?: EventSeverity;
  /** The kind of a security event, such as `authentication_failures`. Same syntax as `operation`. */
  readonly category?: string;
  /** The reason: 1,024 at most. Longer text goes into `details`. */
  readonly reason?: string;
  /** The duration in whole microseconds. */
  readonly duration_us?: number;
  /** The program or person that acted on the user's behalf, 256 at most. */
  readonly actor?: string;
  /** The session's id, 256 at most. */
  readonly session?: string;
  /** A `traceparent` of W3C Trace Context, version 00: `00-<32 hex>-<16 hex>-<2 hex>`. */
  readonly trace?: string;
  /** The origin, such as an address or a host name, 256 at most. */
  readonly source?: string;
  /**
   * Further data: an object of I-JSON (RFC 7493). Numbers are finite, integers within ±(2^53 − 1), strings without lone
   * surrogates and U+0000. At most eight levels deep, and 32 KiB as canonical JSON.
   */
  readonly details?: JsonObject;
  readonly proof?: EventProof;
}
