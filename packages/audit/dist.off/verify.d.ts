/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { T as Trust } from './log-B720qfFo.js';
export { a as LogProblem, L as LogReport, V as VerifyLogOptions, v as verifyLog } from './log-B720qfFo.js';
import { L as LogReader } from './storage-DO1Cwu2Z.js';

/** A log's state. */
interface Checkpoint {
    readonly origin: string;
    readonly size: number;
    /** 32 bytes. */
    readonly root: Uint8Array;
}
/** What is wrong with a checkpoint that somebody gave. */
type CheckpointProblem = 'malformed-checkpoint' | 'signature' | 'origin' | 'quorum';

/** What is wrong with a proof: one class each. */
type EntryStatus = 'ok' | 'malformed-entry' | 'malformed-proof' | CheckpointProblem | 'inclusion';
/**
 * Whether an entry is in a log, by a proof that anybody may have handed over. Never throws on those two.
 *
 * @param entry its bytes, as they were hashed
 * @param proof a text of C2SP tlog-proof, as `log.prove` gives it
 * @throws {FedzkError} `invalid-argument`, for a key or a policy that is none
 */
declare function verifyEntry(entry: Uint8Array, proof: string, trust: Trust): boolean;
/** As `verifyEntry`, with the reason. */
declare function explainEntry(entry: Uint8Array, proof: string, trust: Trust): EntryStatus;
/** What is wrong with a consistency proof. */
type ConsistencyStatus = 'ok' | CheckpointProblem | 'malformed-proof' | 'consistency';
/**
 * Whether a checkpoint's log is the start of another's.
 *
 * @param old a signed checkpoint
 * @param now a signed checkpoint
 * @param hashes the proof (RFC 9162 §2.1.4), 32 bytes each
 */
declare function verifyConsistency(old: string, now: string, hashes: readonly Uint8Array[], trust: Trust): boolean;
/** As `verifyConsistency`, with the reason. */
declare function explainConsistency(old: string, now: string, hashes: readonly Uint8Array[], trust: Trust): ConsistencyStatus;

/** How a request is made. */
interface HttpRequest {
    readonly signal: AbortSignal;
    /** Redirects are followed by the reader, within the log's own origin. */
    readonly redirect: 'manual';
}
/** What {@link httpReader} takes beside the address. */
interface HttpReaderOptions {
    /** Ends requests that are under way, and refuses new ones. */
    readonly signal?: AbortSignal;
    /** How long one request with its answer may take, in milliseconds; default 30,000. */
    readonly timeoutMs?: number;
    /** Default: the runtime's own. */
    readonly fetch?: (url: string, options: HttpRequest) => Promise<Response>;
}
/**
 * Reads a log from a web server, such as an `AuditLog`'s folder that is served as it is.
 *
 * Reading throws `FedzkError` `storage` where the server answers neither 200 nor 404, sends more than there can be, or
 * can't be reached in time, or leads to another origin; and the reason of `signal`.
 *
 * @param url of the folder that has `checkpoint` and `tile/`
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const report = await verifyLog(httpReader('https://example.com/audit/'), { verifierKey });
 * ```
 */
declare function httpReader(url: string | URL, options?: HttpReaderOptions): LogReader;

export { type Checkpoint, type CheckpointProblem, type ConsistencyStatus, type EntryStatus, type HttpReaderOptions, LogReader, Trust, explainConsistency, explainEntry, httpReader, verifyConsistency, verifyEntry };
