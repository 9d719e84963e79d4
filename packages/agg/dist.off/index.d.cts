/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { VerifyStatus, Verifier, ProofInput } from '@fedzk/verify';
import { VerifierPool } from '@fedzk/verify/pool';

/** A byte string that owns its memory or is a view of such: what WebCrypto takes. */
type Bytes = Uint8Array<ArrayBuffer>;

/** A private key and its public one, 32 bytes each. */
interface KeyPair {
    readonly privateKey: Bytes;
    readonly publicKey: Bytes;
}
/** A fresh X25519 key for an aggregator. */
declare function createSealingKey(): KeyPair;
/** A fresh Ed25519 key for a client. */
declare function createSigningKey(): KeyPair;

/** Whom something is sealed to. */
type Role = 'leader' | 'helper';

/** A security level; it decides the curve, and how large a circuit is. */
type Level = 'standard' | 'enhanced' | 'maximum';

/** A client whose reports are signed. */
interface TaskClient {
    /** 1 to 64 bytes of UTF-8, compared as bytes. */
    readonly id: string;
    /** Ed25519, 32 bytes. */
    readonly publicKey: Uint8Array;
}
/** What a task is made of. */
interface TaskOptions {
    /** 1 to 64 bytes of UTF-8. */
    readonly id: string;
    /** `standard` or `enhanced`, both on BN254; `maximum` is not supported yet. */
    readonly level: Level;
    /**
     * Values a proof, as the circuit has them; no more than the level's key has room for: with 8 bits and a headroom of 10,
     * 64 for `standard` and 800 for `enhanced`.
     */
    readonly n: number;
    /** b: values are integers −2^(b−1) … 2^(b−1) − 1. */
    readonly bits: 4 | 8 | 16;
    /** h, 1 to 16: a round takes up to 2^h reports. bits + headroom is 32 at most. */
    readonly headroom: number;
    /** T, proofs a report, 1 (the default) to 64. Each proof has the norm bound for itself: in all it is T times as high. */
    readonly parts?: number;
    /** The largest Σ x² of a proof's values. */
    readonly maxNormSq: bigint;
    /** The fewest reports that a round's sum may be of, from 2. */
    readonly minBatch: number;
    /** X25519 public keys, 32 bytes each, different. */
    readonly aggregatorKeys: {
        readonly leader: Uint8Array;
        readonly helper: Uint8Array;
    };
    /**
     * Who may report. Without them the task is open: whoever the leader's caller has authenticated may, and a dishonest
     * leader can fill a batch with clients that it invents, and learn the update of a real one. Production names its clients.
     */
    readonly clients?: readonly TaskClient[];
    /** `Verifier.id` of the circuit's key. Without it each party takes its own key's. */
    readonly vkeyId?: string;
}
/** A task that has passed {@link createTask}. It is not changed any more. */
interface Task extends TaskOptions {
    readonly parts: number;
    readonly curve: 'bn254';
}
/**
 * Checks the numbers, ids and keys of a task.
 *
 * @throws {FedzkError} `invalid-argument` with the name of what is wrong; `unsupported`: the level `maximum`
 *
 * @example
 * ```ts
 * const task = createTask({
 *   id: 'digits', level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 1_000_000n, minBatch: 3,
 *   aggregatorKeys: { leader: leaderKeys.publicKey, helper: helperKeys.publicKey },
 *   clients: [{ id: 'client_001', publicKey }, …],
 * });
 * ```
 */
declare function createTask(options: TaskOptions): Task;

/**
 * Why a report is refused:
 * - `malformed`: version, id, length, or a number not below r;
 * - `wrong-task`: made for another task, or by other numbers or keys of it;
 * - `unknown-client`, `bad-signature`: not from a client of the task;
 * - `duplicate`: this client's place in the round is held by another report;
 * - `round-closed`, `batch-full`: too late, too early, or too many;
 * - `undecryptable`, `share-range`, `share-hash`: the share is not the one that the report fixes;
 * - `proof`: with the verifier's status;
 * - `tag-mismatch`: what the aggregators hold is not what was proved;
 * - `helper-refused`: the helper says so, and its own event says why.
 */
type ReportCode = 'malformed' | 'wrong-task' | 'unknown-client' | 'bad-signature' | 'duplicate' | 'round-closed' | 'batch-full' | 'undecryptable' | 'share-range' | 'share-hash' | 'proof' | 'tag-mismatch' | 'helper-refused';
/**
 * Why a round is not collected:
 * - `malformed`, `wrong-task`, `round-closed`: as for reports; a round that was never opened counts as closed;
 * - `set-mismatch`: not exactly the reports accepted here, in ascending order;
 * - `collected`: already, with another set;
 * - `batch-small`, `batch-full`: fewer than minBatch, or more than 2^headroom;
 * - `aggregate-malformed`: the other's share is of another round or set, or the sum can't be one of in-range values.
 */
type CollectCode = 'malformed' | 'wrong-task' | 'round-closed' | 'set-mismatch' | 'collected' | 'batch-small' | 'batch-full' | 'aggregate-malformed';
/** A collection that was refused. */
interface CollectRefusal {
    readonly refused: CollectCode;
}
/** What an aggregator tells its operator. The names are those of FEDzk's audit log. */
interface AggregatorEvent {
    /** The client, or the aggregator's role where no client is concerned, or none has been authenticated. */
    readonly user_id: string;
    readonly operation: 'open_round' | 'close_round' | 'verify_report' | 'collect_round' | 'combine_round';
    readonly resource: 'model_aggregation';
    readonly result: 'success' | 'failure' | 'pending';
    readonly details: {
        readonly role: 'leader' | 'helper';
        readonly task: string;
        /** Decimal. */
        readonly round?: string;
        readonly code?: ReportCode | CollectCode;
        readonly status?: VerifyStatus;
        /** Which of the report's proofs failed, from 1. */
        readonly part?: number;
        /** Whom a report names that failed before its signature was found right: anybody could have named them. */
        readonly claimed_id?: string;
        /** Hexadecimal, of each report that can be read: H("report", M). */
        readonly report_id?: string;
        readonly count?: number;
    };
}

/** Keys with their values; `undefined` stands for no value. */
type Entries = ReadonlyMap<string, Uint8Array | undefined>;
/**
 * A durable map with one atomic operation. An aggregator whose store may have lost something (a backup, a replica that
 * lags) must not go on with a round: it needs new keys, hence a new task.
 */
interface AggregatorStore {
    /** The value of a key. */
    get(key: string): Promise<Uint8Array | undefined>;
    /** All entries whose keys begin so, in ascending order of keys. */
    list(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
    /**
     * If each key of `expected` has exactly that value, makes all of `writes` (`undefined` deletes) in one step, durable
     * when the promise resolves. Else changes nothing. A crash leaves all of it done or nothing.
     *
     * @returns whether it was done
     */
    update(expected: Entries, writes: Entries): Promise<boolean>;
}
/**
 * Keeps everything in memory: for tests, and for aggregators whose private key is made in the process too, so that after
 * a restart nothing old opens.
 */
declare function memoryStore(): AggregatorStore;

/** What an aggregator is made of beside its task. */
interface AggregatorOptions {
    /** X25519, 32 bytes: the one whose public key the task has for the role. */
    readonly privateKey: Uint8Array;
    /**
     * Of the circuit's key: a `Verifier`, or a `VerifierPool`, which takes the proofs off this thread. It stays the caller's to
     * dispose of. What a pool rejects with (`queue-full`, `worker`, `disposed`) the call rejects with: nothing is stored, and
     * the same bytes can be sent again.
     */
    readonly verifier: Verifier | VerifierPool;
    /**
     * Where rounds and reports are kept. With {@link memoryStore} a restart forgets which sets were released, so the private
     * key must be made in the same process and die with it: with the old key, a second set of a round could be asked for,
     * and its difference to the first is one client's update.
     */
    readonly store: AggregatorStore;
    /**
     * Called for each verdict and each step of a round, after it is durable; at most once each, since a crash may come
     * between. What it throws is thrown as an uncaught exception and changes no verdict.
     */
    readonly onEvent?: (event: AggregatorEvent) => void;
}
/** The sum of a round. */
interface RoundSum {
    /** How many reports it is of. */
    readonly count: number;
    /** Σ x_i over the reports, n·T of them; the mean of a quantized gradient is `dequantize(sums, { scale, count })`. */
    readonly sums: Int32Array;
}
/** The part of an aggregator that both roles have. */
interface Aggregator {
    readonly role: Role;
    readonly task: Task;
    /**
     * Opens a round for reports and closes the one before. Each aggregator decides on that for itself.
     *
     * @throws {FedzkError} `invalid-argument`: not above the one before
     */
    openRound(round: number | bigint): Promise<void>;
    /** Takes no more reports for a round. */
    closeRound(round: number | bigint): Promise<void>;
    /**
     * The sum of a collected round, from the own share and the other's.
     *
     * @param share what the other aggregator released
     * @throws {FedzkError} `invalid-state`: the round is not collected here
     */
    combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal>;
}

/** The aggregator that only the leader talks to. */
interface Helper extends Aggregator {
    readonly role: 'helper';
    /**
     * Takes prepare, from the leader and over an authenticated channel, through checks 1 to 9 and answers reportId ‖ verdict. What is accepted is durable before the answer;
     * once accepted, a report is accepted each time. For a round that is not open yet the answer is `later`, and nothing is
     * stored. The tags of the own share never leave: each would be an equation about the client's values.
     */
    prepare(bytes: Uint8Array): Promise<Bytes>;
    /**
     * Answers the request of the leader, which the caller has authenticated, with the own share of the round's sum, durable before it is released. The same request
     * again gets the same bytes, and no other set of the round ever gets any.
     */
    collect(request: Uint8Array): Promise<{
        readonly share: Bytes;
    } | CollectRefusal>;
}

/** What becomes of a report. A client is told the verdict alone. */
type Submission = {
    readonly verdict: 'accepted';
} | {
    readonly verdict: 'refused';
}
/** To be sent to the helper until it answers. */
 | {
    readonly verdict: 'pending';
    readonly prepare: Bytes;
};
/** The aggregator that clients send to. */
interface Leader extends Aggregator {
    readonly role: 'leader';
    /**
     * Takes a report through checks 1 to 8. What passes is durable, as pending, before its bytes for the helper are
     * returned; the same report again gets the same answer.
     *
     * @param sender in an open task, the client id that the caller has authenticated
     * @throws {FedzkError} `invalid-argument`: options that are none; what a `VerifierPool` rejects with
     */
    submit(report: Uint8Array, options?: {
        readonly sender?: string;
    }): Promise<Submission>;
    /**
     * Takes the helper's answer to prepare, over a channel on which both are authenticated: a forged answer makes the round
     * uncollectable. Without one, or for `later`, the report stays pending: send the same bytes
     * again, for example all of {@link Leader.pending} after a restart.
     *
     * @param prepare the bytes that were sent
     * @param answer the helper's
     */
    conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']>;
    /** The bytes of all reports of a round that the helper has not answered. */
    pending(round: number | bigint): Promise<Bytes[]>;
    /**
     * Closes a round, makes the own share of its sum durable, forgets the shares of the reports, and gives the request for
     * the helper. Again, it gives the same.
     *
     * @returns the request, or why there is none: `batch-small`, or `round-closed` for a round that was never opened
     * @throws {FedzkError} `invalid-state`: reports are pending; have the helper answer them first
     */
    collect(round: number | bigint): Promise<{
        readonly request: Bytes;
    } | CollectRefusal>;
    /**
     * The own share of a collected round, for the helper: to be sent once the helper has answered with its own.
     *
     * @throws {FedzkError} `invalid-state`: the round is not collected
     */
    share(round: number | bigint): Promise<Bytes>;
}

/**
 * One of a task's two aggregators. They must belong to parties that don't collude: together they see every update.
 *
 * @throws {FedzkError} `invalid-argument`: another key than the task's, or a verifier of another key
 *
 * @example
 * ```ts
 * const leader = createAggregator(task, { role: 'leader', privateKey, verifier, store });
 * await leader.openRound(1);
 * const submission = await leader.submit(report);
 * if (submission.verdict === 'pending') await leader.conclude(submission.prepare, await askHelper(submission.prepare));
 * ```
 */
declare function createAggregator(task: Task, options: AggregatorOptions & {
    readonly role: 'leader';
}): Leader;
declare function createAggregator(task: Task, options: AggregatorOptions & {
    readonly role: 'helper';
}): Helper;

/**
 * What the circuit `gradient_update` takes, each an element of F_r. A type alias, which TypeScript takes for a record of inputs
 * by name, as the provers of `@fedzk/prove` want them; it does not take an interface for one.
 */
type CircuitInputs = {
    readonly commitment: bigint;
    readonly rho: bigint;
    readonly tag: bigint;
    readonly maxNormSq: bigint;
    /** The n values; negative ones as r + x. */
    readonly x: readonly bigint[];
    readonly s: bigint;
    readonly k: bigint;
};
/** Whatever makes proofs of the circuit. It gets to see the values, so it belongs to the client. */
interface Prover {
    /** `Verifier.id` of the verification key inside the proving key. */
    readonly vkeyId: string;
    /** Proves one part. It rejects where the inputs satisfy no witness. */
    prove(inputs: CircuitInputs, options: {
        readonly signal?: AbortSignal;
    }): Promise<{
        readonly proof: ProofInput;
    }>;
}
/** How a single report is made. */
interface ReportOptions {
    /** Cancels; nothing is sent and the round can be reported later. */
    readonly signal?: AbortSignal;
    /** Called after each of the T proofs. */
    readonly onProgress?: (done: number, total: number) => void;
}

/** What a client needs beside its task. */
interface ClientOptions {
    readonly prover: Prover;
    /** Ed25519 private key, 32 bytes. An open task takes none. */
    readonly signingKey?: Uint8Array;
}
/** One client of a task, with its own values. */
interface Client {
    /**
     * The bytes to send to the leader: values packed, shared between the aggregators, proved and signed.
     *
     * Each round is reported once: asked again with the same values, it gives the same bytes for a retry.
     *
     * @param clientId the id under which the task knows the signing key
     * @param round from 0 to 2^64 − 1, each above the one before
     * @param values up to n·T integers of b bits: an Int8Array for 4 and 8 bits, an Int16Array for 16; the rest is zero
     * @throws {FedzkError} `invalid-argument`: an id, round or values that the task does not take; `already-reported`:
     *   other values for a round, or an earlier round
     */
    report(clientId: string, round: number | bigint, values: Int8Array | Int16Array, options?: ReportOptions): Promise<Bytes>;
}
/**
 * A client of a task.
 *
 * @throws {FedzkError} `invalid-argument`: the prover's key is not the task's, or a signing key is missing, malformed or
 *   given to an open task
 *
 * @example
 * ```ts
 * const client = createClient(task, { prover, signingKey });
 * await send(await client.report('client_001', round, quantize(gradient, { bits: 8, clip }).values));
 * ```
 */
declare function createClient(task: Task, options: ClientOptions): Client;

/**
 * Bytes of a task's longest report, that of a client id of 64 bytes: what a server need not read beyond. A shorter id makes
 * a report as much shorter.
 *
 * @param clientId gives the exact length of this client's reports
 * @throws {FedzkError} `invalid-argument`: no task, or no id
 *
 * @example
 * ```ts
 * if (Number(request.headers.get('content-length')) > reportLength(task)) return new Response(null, { status: 413 });
 * ```
 */
declare function reportLength(task: Task, clientId?: string): number;

export { type Aggregator, type AggregatorEvent, type AggregatorOptions, type AggregatorStore, type CircuitInputs, type Client, type ClientOptions, type CollectCode, type CollectRefusal, type Entries, type Helper, type KeyPair, type Leader, type Level, type Prover, type ReportCode, type ReportOptions, type RoundSum, type Submission, type Task, type TaskClient, type TaskOptions, createAggregator, createClient, createSealingKey, createSigningKey, createTask, memoryStore, reportLength };
