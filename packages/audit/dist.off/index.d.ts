/// <reference lib="esnext.disposable" />
import { AuditEvent } from '@fedzk/core';
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { Checkpoint } from './verify.js';
export { CheckpointProblem, ConsistencyStatus, EntryStatus, HttpReaderOptions, explainConsistency, explainEntry, httpReader, verifyConsistency, verifyEntry } from './verify.js';
import { T as Trust } from './log-B720qfFo.js';
export { a as LogProblem, L as LogReport, V as VerifyLogOptions, v as verifyLog } from './log-B720qfFo.js';
import { a as LogStorage, L as LogReader } from './storage-DO1Cwu2Z.js';
export { J as Journal, b as LockOptions, c as LogLock, S as StoredFile } from './storage-DO1Cwu2Z.js';

/** A value that JSON can hold. */
type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** An object of I-JSON (RFC 7493). */
interface JsonObject {
    readonly [key: string]: JsonValue;
}
/** How it went; `logged` is for what is only reported, such as a security event. */
type EventResult = 'success' | 'failure' | 'denied' | 'error' | 'logged';
type EventSeverity = 'low' | 'medium' | 'high' | 'critical';
/** A proof that an event is about: hashes only, each 64 lower-case hexadecimal digits, and at least one field. */
interface EventProof {
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
 * An event to log. Strings are of one line: no control characters (Unicode's Cc), no U+2028 or U+2029, no lone
 * surrogates. Lengths are in UTF-16 units, and none is empty. What `AuditSink` of `@fedzk/core` takes is an event too.
 */
interface NewEvent {
    /** Who, 256 at most. Not 64 hexadecimal digits: a bare hash of a name is guessed easily; see {@link pseudonym}. */
    readonly user_id: string;
    /**
     * What was done, such as `proof_generation` or `model.update`: `[a-z][a-z0-9_.]*`, 256 at most. `log.epoch`, `log.prune`
     * and `privacy.erase` are the log's own.
     */
    readonly operation: string;
    /** With what, such as `circuit:range_proof`, 256 at most. */
    readonly resource: string;
    readonly result: EventResult;
    /** A UUIDv7 in lower case; the log makes one. */
    readonly id?: string;
    /** RFC 3339 in UTC with milliseconds, `2026-01-31T12:00:00.000Z`; the log takes its clock's. */
    readonly time?: string;
    /** Which program or person acted on the user's behalf, 256 at most. */
    readonly actor?: string;
    /** 256 at most. */
    readonly session?: string;
    /** A `traceparent` of W3C Trace Context, version 00: `00-<32 hex>-<16 hex>-<2 hex>`. */
    readonly trace?: string;
    /** Where it came from, such as an address or a host name, 256 at most. */
    readonly source?: string;
    /** Why, in one line, 1,024 at most; longer text goes into `details`. */
    readonly reason?: string;
    /** How long it took, in whole microseconds. */
    readonly duration_us?: number;
    /**
     * Whatever else: an object of I-JSON (RFC 7493), which has finite numbers, integers within ±(2^53 − 1), and strings
     * without lone surrogates; here without U+0000 too. At most eight objects and arrays deep, 32 KiB as canonical JSON.
     */
    readonly details?: JsonObject;
    readonly proof?: EventProof;
    readonly severity?: EventSeverity;
    /** The kind of a security event, such as `authentication_failures`: written as operations are. */
    readonly category?: string;
}
/** An entry of a log: an event with all that the log gave it. Its index and leaf hash are not in it. */
interface AuditEntry extends NewEvent {
    /** The version of this schema. */
    readonly v: 1;
    readonly id: string;
    readonly time: string;
    /** Personal fields, which `openSealed` opens. Then `user_id` is `s:` and 22 characters, which stand for the person. */
    readonly sealed?: string;
}

/** What signs a log's checkpoints. The key may be elsewhere, as in an HSM. */
interface Signer {
    /** The key's name, which is the log's origin. */
    readonly name: string;
    /** What verifiers need: `name+id+base64`. */
    readonly verifierKey: string;
    /**
     * An Ed25519 signature of bytes, 64 bytes (RFC 8032): the same for the same bytes each time. The array is the caller's.
     *
     * A log has three things signed: notes, which are text; what it remembers of itself, which begins with a zero byte; and
     * twice when it is opened a text that begins with a zero byte and `fedzk.dev/audit-journal-key`. The signature of
     * that one is a secret, which authenticates the journal: it must be given to nobody else, and be kept in no record.
     */
    sign(message: Uint8Array): Promise<Uint8Array>;
}
/**
 * Creates a signer with a key in memory. Its `verifierKey` is what verifiers need: publish it.
 *
 * @param name the log's origin, such as `example.com/audit`
 * @param privateKey 32 bytes, copied; by default a new key, which can't be read out again
 * @throws {FedzkError} `invalid-argument`
 */
declare function createSigner(name: string, privateKey?: Uint8Array): Promise<Signer>;

/** A log as it was found. */
interface LogState {
    readonly origin: string;
    /**
     * Whether it can go on (`whole`), or how it would be refused; `unverified`: its signed tree is whole, and behind that the
     * journal has entries, of which only who has the log's signer sees whose they are.
     */
    readonly state: 'whole' | 'unverified' | 'rolled-back' | 'damaged' | 'not-authentic';
    /** In words, where it isn't whole. */
    readonly why: string | undefined;
    /** The largest tree of which it is known that it was signed, or about to be. */
    readonly signed: Checkpoint | undefined;
    /**
     * The tree over the entries that are there, from the first one on, without a gap; pruned ones by their tiles. Where it
     * `holds`, it has the signed tree, and those behind it that the log's signer vouches for. Where it doesn't, it has all
     * that there is, and nobody vouches for it.
     */
    readonly recovered: Checkpoint;
    /** Whether these begin with the tree that was signed. */
    readonly holds: boolean;
    /** Where it `holds`: how many entries are there behind these that nobody signed, or vouches for. */
    readonly unauthenticated: number;
}
/**
 * Looks at a log that may be damaged, or older than what it signed, and changes nothing: what was signed, and what is there.
 *
 * @param verifierKey the log's; without it nobody's signature is checked, which is for a log of one's own
 * @param signer the log's: with it the journal is authenticated too
 * @throws {FedzkError} `not-found`: there is no log; `invalid-state`: a writer has it, or it is another key's; `storage`;
 *   `invalid-argument`
 *
 * @example
 * ```ts
 * const { state, why, signed, recovered } = await inspectLog(directoryStorage('audit'), verifierKey);
 * ```
 */
declare function inspectLog(storage: LogStorage, verifierKey?: string, signer?: Signer): Promise<LogState>;

/** What {@link AuditLog.newEpoch} takes of the old log, beside its storage. */
interface Predecessor {
    /** The old log's verifier key: `name+id+base64`. */
    readonly verifierKey: string;
    /** Why, in one line of at most 1,024 characters, for the new log's first entry. A log that is whole needs one. */
    readonly reason?: string;
    /**
     * The old log's signer, which authenticates what its journal has behind the signed tree. Left out, the new log's does
     * where it has the same key; otherwise these entries count as not there.
     */
    readonly signer?: Signer;
}

/** What every event may have. */
type CommonFields = Omit<NewEvent, 'operation' | 'resource' | 'result'>;
interface ProofGeneration extends CommonFields {
    readonly circuit_type: string;
    readonly success: boolean;
    /** SHA-256 of the proof, 64 lower-case hexadecimal digits; goes into `proof`. */
    readonly proof_hash?: string;
}
interface Verification extends CommonFields {
    readonly proof_id: string;
    readonly success: boolean;
}
interface SecurityEvent extends Omit<CommonFields, 'category'> {
    /** Becomes `category`. */
    readonly event_type: string;
    readonly severity: EventSeverity;
    readonly details?: JsonObject;
}

/**
 * Keys of persons, one each, wherever they are kept: at least 32 random bytes. The log copies what it is given, and wipes
 * the copies.
 */
interface SubjectKeys {
    /** The key of a person; a new one is made, and durable, where there is none. The same to all who ask at once. */
    keyOf(userId: string): Promise<Uint8Array>;
    /**
     * The key of which {@link subjectOf} gives that name; undefined where there is none any more, also when the person has
     * another one by now.
     */
    find(subject: string): Promise<Uint8Array | undefined>;
    /** Resolves when nobody can have the key again. It is no error when there is none. */
    destroy(userId: string): Promise<void>;
}
/** What came of opening an entry: with its personal fields; or why not. */
type OpenedEntry = 
/** `clear`: nothing was sealed. */
{
    readonly status: 'opened' | 'clear';
    readonly entry: AuditEntry;
}
/** `erased`: there is no key. `not-authentic`: what is sealed was changed, or sealed for another entry or person. */
 | {
    readonly status: 'erased' | 'not-authentic';
};
/**
 * The name that stands for a person in a log: `s:` and 22 characters, the same for the same key. It says nothing of the
 * key; a store of keys finds them by it.
 *
 * @param key at least 32 random bytes; copied, and the copy is wiped
 * @throws {FedzkError} `invalid-argument`
 */
declare function subjectOf(key: Uint8Array): Promise<string>;
/**
 * An entry with its personal fields as they were before they were sealed.
 *
 * @param entry of `decodeEvent`, or of a log's `entries`
 * @param origin the log's
 * @param keys whose `find` is asked for the key
 * @throws {FedzkError} `invalid-argument`: a key is too short; what `find` throws
 *
 * @example
 * ```ts
 * for await (const { origin, entry } of log.entries()) {
 *   const opened = await openSealed(entry, origin, keys);
 *   console.log('entry' in opened ? opened.entry.user_id : opened.status);
 * }
 * ```
 */
declare function openSealed(entry: AuditEntry, origin: string, keys: Pick<SubjectKeys, 'find'>): Promise<OpenedEntry>;

interface PrivacyOptions {
    /** Keys of persons; see {@link AuditLog.erase}. */
    readonly keys: SubjectKeys;
}
/** A person that was erased. */
interface Erased {
    /** The person's pseudonym in the log. */
    readonly subject: string;
    /** The index of the entry that says that the erasure is done. */
    readonly index: number;
}

/** An entry and where it stands: what a row of each format is made of, and leads back to. */
interface ExportRow {
    readonly index: number;
    /** The log's, as its checkpoints have it. */
    readonly origin: string;
    /** SHA-256 of 0x00 and the entry (RFC 6962 §2.1), 32 bytes. */
    readonly leafHash: Uint8Array;
    /** As `decodeEvent` gives it: formats rely on what it checks, such as that a name is a name. */
    readonly entry: AuditEntry;
}
interface ExportOptions {
    /**
     * For `rfc5424`: the SD-ID of the structured data, a name and the number that IANA gave your enterprise (RFC 5424
     * §7.2.2); default `fedzk@32473`, which is the number for documentation (RFC 5612).
     */
    readonly sdId?: string;
    /** For `rfc5424`: HOSTNAME, 1 to 255 printable characters of ASCII; default `-`, which is "unknown". */
    readonly hostname?: string;
}

/** A log's state, and the signed note that states it. */
interface SignedCheckpoint extends Checkpoint {
    readonly note: string;
}
/** Which entries are wanted: from `from` on, up to `to`, which is not one of them. */
interface EntryRange {
    readonly from?: number;
    readonly to?: number;
}
/** An entry, where it is, and its bytes as they were hashed. */
interface LogEntry extends ExportRow {
    readonly bytes: Uint8Array;
}
/**
 * Reads the current checkpoint of a log.
 *
 * @param trust whose signatures it must have; without it no signature is checked, which is for a log of your own
 * @throws {FedzkError} `not-found`: there is none; `not-authentic`; `invalid-argument`; what the reader throws
 */
declare function currentCheckpoint(reader: LogReader, trust?: Trust): Promise<SignedCheckpoint>;
/**
 * Reads entries, and checks that each leads to the checkpoint's root.
 *
 * @throws {FedzkError} `damaged`: an entry is missing, or not what was hashed; `invalid-argument`; what the reader throws
 *
 * @example
 * ```ts
 * const reader = directoryStorage('audit');
 * for await (const { index, entry } of readEntries(reader, await currentCheckpoint(reader, { verifierKey }))) {
 *   console.log(index, entry.operation);
 * }
 * ```
 */
declare function readEntries(reader: LogReader, checkpoint: Checkpoint, { from, to }?: EntryRange): AsyncGenerator<LogEntry>;
/**
 * Proves that an entry is in a log: a text of C2SP tlog-proof, with the checkpoint.
 *
 * @throws {FedzkError} `invalid-argument`: the tree of the checkpoint has no such entry; `damaged`; what the reader throws
 */
declare function proveEntry(reader: LogReader, checkpoint: SignedCheckpoint, index: number): Promise<string>;
/** What a proof says of itself, which `verifyEntry` checks and this does not; undefined for a text that is no proof. */
declare function readProof(proof: string): {
    readonly index: number;
    readonly checkpoint: SignedCheckpoint;
} | undefined;

/** When old bundles are evicted, and what becomes of them. */
interface RotationOptions {
    /** A segment has whole bundles, up to so many bytes, and at least one; default 100 MiB. */
    readonly segmentBytes?: number;
    /** When one more begins, the oldest is evicted; default 10. */
    readonly segments?: number;
    /**
     * - `archive`: packed into `archive/<first>-<last>.tar`, with a signed manifest beside it, before they are removed;
     * - `prune`: removed, after an entry `log.prune` that says so;
     * - `keep`: nothing (default).
     */
    readonly onEvict?: 'archive' | 'prune' | 'keep';
    /** For `prune`: the policy that permits the removal, or where it is written; the entry `log.prune` has it. */
    readonly retention?: string;
    /** Told of what kept an eviction from being done; nothing was removed then. A fault of the storage stops the log too. */
    readonly onFault?: (error: unknown) => void;
}
/** How entries are to be evicted by hand. */
interface Eviction {
    readonly onEvict: 'archive' | 'prune';
    /** For `prune`, as in {@link RotationOptions}. */
    readonly retention?: string;
}

/** What a witness is asked with: a part of what `fetch` takes. */
type WitnessFetch = (url: string, request: {
    readonly method: 'GET' | 'POST';
    /** Of a POST. */
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
}) => Promise<Response>;

/** A witness that has not cosigned, by its name in the policy, and why. */
interface WitnessProblem {
    readonly witness: string;
    readonly why: string;
}
/** How witnesses are asked. */
interface WitnessOptions {
    /** How many milliseconds a witness has to answer; default 10,000. */
    readonly timeoutMs?: number;
    /** Default: the runtime's own. */
    readonly fetch?: WitnessFetch;
}

/** How a log's witnesses are asked while it is written. */
interface WitnessingOptions extends WitnessOptions {
    /** Whether witnesses are asked for each checkpoint (default), or only while a caller waits for a quorum. */
    readonly background?: boolean;
    /** Called for each witness that was asked and has not cosigned. The log goes on, and asks it for the next checkpoint. */
    readonly onFault?: (problem: WitnessProblem) => void;
    /**
     * Whether `open` needs to know from witnesses how large a log they have seen, so that it notices a restored backup.
     *
     * - `require`, the default: `open` rejects with `quorum` if the witnesses that did not answer could form a quorum of the
     *   policy. A policy whose quorum is `none` needs no answer.
     * - `ask`: `onFault` is called for each witness that did not answer, and the log opens.
     */
    readonly atOpen?: 'require' | 'ask';
}
/** What {@link cosignCheckpoint} takes beside the storage. */
interface CosignOptions extends WitnessOptions {
    /** The text of a C2SP tlog-policy file, with the log's key. */
    readonly policy: string;
}
/** A log's checkpoint, and the witnesses that have cosigned it. */
interface CosignedLogCheckpoint {
    /** The checkpoint with all cosignatures, as it is now in the log. */
    readonly note: string;
    readonly size: number;
    /** The witnesses that have cosigned it, by their names in the policy. */
    readonly witnesses: readonly string[];
    /** The others, and why they have not. */
    readonly problems: readonly WitnessProblem[];
    /** Whether the cosignatures are enough for the policy. */
    readonly quorum: boolean;
}
/**
 * Asks a policy's witnesses to cosign a log's checkpoint, and writes it with their cosignatures. It needs no private key. An
 * open log does the same by itself.
 *
 * @throws {FedzkError} `invalid-state`: a writer has the log, or must sign a new checkpoint first; `not-authentic`: it isn't
 *   the log of the policy; `not-found`; `damaged`; `storage`; `invalid-argument`
 *
 * @example
 * ```ts
 * const { quorum, problems } = await cosignCheckpoint(directoryStorage('/var/lib/fedzk/audit'), { policy });
 * ```
 */
declare function cosignCheckpoint(storage: LogStorage, options: CosignOptions): Promise<CosignedLogCheckpoint>;

/** A checkpoint of the log that was kept elsewhere, or what fetches one; undefined where there is none yet. */
type Since = string | (() => string | undefined | Promise<string | undefined>);

/** An entry that is durable. */
interface AppendedEvent {
    readonly index: number;
    /** SHA-256(00 ‖ entry). */
    readonly leafHash: Uint8Array;
    /** As it stands in the entry: RFC 3339, UTC. */
    readonly time: string;
}

interface AuditLogOptions {
    /** The log's name, which is the signer's. */
    readonly origin: string;
    readonly signer: Signer;
    /** How long after an entry, and after how many entries, a checkpoint is signed; default 1,000 ms and 65,536. */
    readonly checkpointEvery?: {
        readonly ms?: number;
        readonly entries?: number;
    };
    /**
     * How many bytes of entries may be queued for the journal; four times as many may be queued for a checkpoint. When the
     * queue is full, further calls of `append` wait. Default 16 MiB, at most 64 MiB.
     */
    readonly queueBytes?: number;
    /** What becomes of old entries; by default they are kept. */
    readonly rotation?: RotationOptions;
    /**
     * The size in bytes at which a new journal is begun; the next checkpoint removes the old one. Default 64 MiB, at most
     * 256 MiB.
     */
    readonly journalBytes?: number;
    /**
     * Encrypts `user_id`, `actor`, `session` and `source` of each event with a key of the person's own. The entry's `user_id`
     * is then what `subjectOf` gives for the key. By default nothing is encrypted.
     */
    readonly privacy?: PrivacyOptions;
    /**
     * The witnesses that must cosign checkpoints: the text of a C2SP tlog-policy file for this log. Witnesses with a URL are
     * asked.
     */
    readonly policy?: string;
    /** How the policy's witnesses are asked. */
    readonly witnesses?: WitnessingOptions;
    /** The clock, in milliseconds since 1970; default `Date.now`. */
    readonly now?: () => number;
    /**
     * A checkpoint of this log that was kept elsewhere, or a function that fetches one, such as from a witness; undefined if
     * there is none yet. The log must be a continuation of it: a folder does not show that all of it is an older copy.
     */
    readonly since?: Since;
    /**
     * Takes the log from a writer that can't be seen from here: on another host, in another container, or from before a
     * restart of the machine. Make sure first that it has ended. If it is still running, it stops at its next checkpoint, and
     * the events that it acknowledged meanwhile are lost.
     */
    readonly takeOver?: boolean;
}
/** Selects a checkpoint. */
interface CheckpointOptions {
    /** The index of an entry that the checkpoint must cover; by default it covers all entries. */
    readonly covering?: number;
    /** Whether the checkpoint must have a quorum of cosignatures by the log's policy. */
    readonly quorum?: boolean;
    /** Ends the wait for a quorum; requests that were sent go on. */
    readonly signal?: AbortSignal;
}
/**
 * A log that can't be rewritten: each entry is a leaf of a Merkle tree (RFC 9162), whose root is signed from time to time.
 * Its files have the layout of C2SP tlog-tiles. It has one writer at a time.
 *
 * @example
 * ```ts
 * const signer = await createSigner('example.com/audit', privateKey);
 * const log = await AuditLog.open(directoryStorage('audit'), { origin: signer.name, signer });
 * const { index } = await log.append({
 *   user_id: 'client_001', operation: 'proof_generation', resource: 'circuit:gradient_update', result: 'success',
 * });
 * const proof = await log.prove(index);
 * await log.close();
 * ```
 */
declare class AuditLog {
    #private;
    private constructor();
    /**
     * Opens a log, or begins one. All events that an earlier writer acknowledged are there, however it ended.
     *
     * @throws {FedzkError} `invalid-state`: another writer has the log, or may have it, or its checkpoint bears another key or
     *   name; `rolled-back`: it is older than what it signed, or than what `since` or a witness has seen; `not-authentic`: its
     *   state or its journal was written without its key; `quorum`: too few witnesses said what they have seen; `damaged`;
     *   `storage`; `invalid-argument`
     */
    static open(storage: LogStorage, options: AuditLogOptions): Promise<AuditLog>;
    /**
     * Begins a new log after one that can't go on, such as one that is `rolled-back`. The old one is not changed: what is
     * left of it can be read and verified as before. The new one's first entry, `log.epoch`, names the old log, the largest
     * tree that it signed and the tree that is there, so that nobody takes the one for the other.
     *
     * After an interruption it is called again with the same arguments: a new log that has no entry, or begins after this
     * old one as it is now, goes on.
     *
     * @param old the old log's storage; nobody else may write to it meanwhile
     * @param storage the new log's, empty
     * @param options those of {@link AuditLog.open}, with an origin of its own, and whose the old log is
     * @throws {FedzkError} `invalid-argument`: the origin is the old one; `invalid-state`: the old log is whole and no reason
     *   is given, it is another key's, a writer has one of both, or the new storage has another log; `not-found`: there is no
     *   old log; as {@link AuditLog.open}
     *
     * @example
     * ```ts
     * const log = await AuditLog.newEpoch(directoryStorage('audit'), directoryStorage('audit-2'), {
     *   origin: signer.name, signer, previous: { verifierKey: oldSigner.verifierKey },
     * });
     * ```
     */
    static newEpoch(old: LogStorage, storage: LogStorage, options: AuditLogOptions & {
        readonly previous: Predecessor;
    }): Promise<AuditLog>;
    /** How many entries are durable. */
    get size(): number;
    /** Entries before this one were archived or pruned; 0 where none were. Their proofs can still be made. */
    get minimum(): number;
    /**
     * Adds an event. Resolves with the entry's index and leaf hash when the entry is durable.
     *
     * @throws {FedzkError} `invalid-argument`, and nothing is written; `fail-stop`, when the storage has failed; `disposed`
     */
    append(event: NewEvent | AuditEvent): Promise<AppendedEvent>;
    /**
     * Erases a person, for a log with `privacy`: destroys the key, after which nobody learns from any entry whom it is about.
     * Entries, tree and proofs stay as they are. Two entries `privacy.erase` say so: `logged`, which is durable before the
     * key is destroyed, and `success`, or `error` where the keys' `destroy` failed. Where a crash leaves the first alone,
     * erase again: the key is there still, or was destroyed.
     *
     * @param reason in one line, 1,024 characters at most; it stands in the entries, in clear
     * @throws {FedzkError} `invalid-state`: the log has no `privacy`; `invalid-argument`; `fail-stop`; `disposed`; what the
     *   keys throw
     */
    erase(userId: string, reason?: string): Promise<Erased>;
    /** A proof was made, or not: `proof_generation` of `circuit:<circuit_type>`. */
    logProofGeneration(generation: ProofGeneration): Promise<AppendedEvent>;
    /** A proof was verified, or refused: `proof_verification` of `proof:<proof_id>`. */
    logVerification(verification: Verification): Promise<AppendedEvent>;
    /** Something that bears on security: `security_event` of `system`, result `logged`. */
    logSecurityEvent(event: SecurityEvent): Promise<AppendedEvent>;
    /**
     * Signs a checkpoint of all durable entries: a note of C2SP tlog-checkpoint. With `quorum` it resolves when enough
     * witnesses of the log's policy have cosigned this checkpoint, or a newer one.
     *
     * @throws {FedzkError} `quorum`: too few have, and the message names each of the others and its reason; the log goes on.
     *   `invalid-argument`; `fail-stop`; `disposed`. The reason of `signal`
     *
     * @example
     * ```ts
     * const { index } = await log.append(event);
     * const note = await log.checkpoint({ covering: index, quorum: true });
     * ```
     */
    checkpoint(options?: CheckpointOptions): Promise<string>;
    /**
     * Proves that an entry is in the log: a text of C2SP tlog-proof with a signed checkpoint. If a checkpoint with a quorum of
     * witnesses covers the entry, the proof has that one.
     *
     * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`
     */
    prove(index: number): Promise<string>;
    /**
     * Reads an entry's bytes, as they were hashed: what `verifyEntry` takes.
     *
     * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`: it is not what was hashed, or was removed
     */
    read(index: number): Promise<Uint8Array>;
    /**
     * Entries and where they are, for `exportAs`; those that are in the tree, after a checkpoint.
     *
     * @param range from the first one that was not archived or pruned, unless it says otherwise
     * @throws {FedzkError} `damaged`: an entry is not what was hashed, or not here any more
     */
    entries(range?: EntryRange): AsyncGenerator<LogEntry>;
    /**
     * Archives or prunes the entries before an index, as `rotation` does with the oldest ones. Nothing is removed before the
     * archive, or the entry `log.prune`, is durable.
     *
     * @param before a multiple of 256, at most as many as the log has in full bundles of 256
     * @throws {FedzkError} `invalid-argument`; `damaged`: what is to be archived is not what was signed; `storage`; `disposed`
     */
    evict(before: number, how: Eviction): Promise<void>;
    /**
     * Signs the remaining entries and releases the lock. Nothing can be added afterwards. If witnesses are asked in the
     * background, it waits for their answers on the last checkpoint. It may be called twice.
     */
    close(): Promise<void>;
    /** The same as {@link AuditLog.close}: for `await using`. */
    [Symbol.asyncDispose](): Promise<void>;
}

/**
 * The event of an entry; `undefined` for bytes that {@link encodeEvent} would not have written. Never throws.
 */
declare function decodeEvent(bytes: Uint8Array): AuditEntry | undefined;

/**
 * A `user_id` that says nothing of the user to who lacks the tenant's key: `p:` and HMAC-SHA-256 of the user's name
 * (its UTF-8 as it is, so bring names to one form first) in base64url, 45 characters. The same user has the same
 * pseudonym under the same key, and where the key is destroyed nobody finds the user again.
 *
 * @param tenantKey at least 32 random bytes; copied, and the copy is wiped
 *
 * @example
 * ```ts
 * await log.append({ user_id: await pseudonym(tenantKey, 'alice'), operation: 'login', resource: 'system', result: 'success' });
 * ```
 */
declare function pseudonym(tenantKey: Uint8Array, userId: string): Promise<string>;

/**
 * - `ocsf`: OCSF 1.6.0, classes 2004, 3002, 3004 and 6003, in JSON;
 * - `ecs`: Elastic Common Schema 9.4, in JSON;
 * - `cloudevents`: CloudEvents 1.0, in JSON;
 * - `cef`: Common Event Format 0;
 * - `rfc5424`: syslog with structured data;
 * - `ndjson`: the entries themselves;
 * - `csv`: RFC 4180 with a header. Text that a spreadsheet would take for a formula, at the start of a field or after a
 *   semicolon in it, gets an apostrophe in front, and so does an apostrophe there. A program removes one at each place;
 * - `seed`: `time|level|user_id|operation|resource|result|details`, the line format of the original FEDzk.
 */
type ExportFormat = 'ocsf' | 'ecs' | 'cloudevents' | 'cef' | 'rfc5424' | 'ndjson' | 'csv' | 'seed';
/**
 * Writes entries in another program's format: one line each, without a line end (CSV and syslog over TCP need CR LF or LF).
 * No field can begin a line or a column of its own. Each line has the log's origin and the entry's index, which lead back
 * to the entry and its proof; the line itself proves nothing.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * for await (const line of exportAs('ecs', log.entries({ from: 0 }))) process.stdout.write(`${line}\n`);
 * ```
 */
declare function exportAs(format: ExportFormat, entries: AsyncIterable<ExportRow> | Iterable<ExportRow>, options?: ExportOptions): AsyncIterable<string>;

/**
 * The index before which a log's bundles may be gone, by its own account: 0, or a multiple of 256. Whether that is right is
 * for who verifies to say: `verifyLog` takes a `minimum`.
 *
 * @param trust whose signature it must have; without it whoever can write the folder may have written the number
 * @throws {FedzkError} `damaged`; `not-authentic`: the log's key did not sign it; `invalid-state`: it is another log's;
 *   `invalid-argument`; what the reader throws
 */
declare function readMinimum(reader: LogReader, trust?: Trust): Promise<number>;

/** A log that ends with the program: for tests. */
declare function memoryStorage(): LogStorage;

/** The result of {@link rebuildTiles}. */
interface Rebuilt {
    /** The number of entries in the signed tree. */
    readonly size: number;
    /** Paths of files that were missing, or did not match their entries. */
    readonly written: readonly string[];
    /** The log says that entries before this index were archived or pruned; their tiles were read instead. */
    readonly minimum: number;
}
/**
 * Rebuilds lost or damaged tiles from the entries. Nothing is written before the entries have led to the signed root.
 * Archived or pruned entries need the tile with their leaf hashes, or their bundle.
 *
 * @param verifierKey the log's. With it, tiles of entries that were not signed yet are removed; the next writer makes them
 *   from its journal. Without it, an attacker may have written `.state/signed`, and nothing is removed
 * @throws {FedzkError} `damaged`: entries or `.state/signed` are lost or changed, and a backup must be restored;
 *   `not-authentic`: the log's key did not sign `.state/signed`; `rolled-back`: that is older than the checkpoint;
 *   `invalid-state`: a writer has the log, or it is another log; `storage`; `invalid-argument`
 *
 * @example
 * ```ts
 * const { written } = await rebuildTiles(directoryStorage('/var/lib/fedzk/audit'), verifierKey);
 * ```
 */
declare function rebuildTiles(storage: LogStorage, verifierKey?: string): Promise<Rebuilt>;

export { type AppendedEvent, type AuditEntry, AuditLog, type AuditLogOptions, Checkpoint, type CheckpointOptions, type CommonFields, type CosignOptions, type CosignedLogCheckpoint, type EntryRange, type Erased, type EventProof, type EventResult, type EventSeverity, type Eviction, type ExportFormat, type ExportOptions, type ExportRow, type JsonObject, type JsonValue, type LogEntry, LogReader, type LogState, LogStorage, type NewEvent, type OpenedEntry, type Predecessor, type PrivacyOptions, type ProofGeneration, type Rebuilt, type RotationOptions, type SecurityEvent, type SignedCheckpoint, type Signer, type Since, type SubjectKeys, Trust, type Verification, type WitnessFetch, type WitnessOptions, type WitnessProblem, type WitnessingOptions, cosignCheckpoint, createSigner, currentCheckpoint, decodeEvent, exportAs, inspectLog, memoryStorage, openSealed, proveEntry, pseudonym, readEntries, readMinimum, readProof, rebuildTiles, subjectOf };
