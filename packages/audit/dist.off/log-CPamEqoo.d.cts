/// <reference lib="esnext.disposable" />
import { L as LogReader } from './storage-DO1Cwu2Z.cjs';

/** Something that is not as it should be. */
interface LogProblem {
    /** A path of the log. */
    readonly where: string;
    readonly why: string;
}

/** Whom a verifier believes: the log's key alone, or a policy file's text. */
type Trust = {
    readonly verifierKey: string;
}
/** Lines `log`, `witness`, `group` and `quorum` of C2SP tlog-policy. */
 | {
    readonly policy: string;
};

/** What {@link verifyLog} takes beside the reader. */
type VerifyLogOptions = Trust & {
    /** An earlier signed checkpoint, of which the log must be a continuation. */
    readonly since?: string;
    /** Entries before this index may have been pruned; for those, tiles are read instead of bundles. A multiple of 256. */
    readonly minimum?: number;
    /** Called after each bundle. */
    readonly onProgress?: (done: number, total: number) => void;
    readonly signal?: AbortSignal;
    /** How many bundles are fetched at a time, each with its tile; default 16. */
    readonly concurrency?: number;
};
/** What was checked of a log, and the result. */
interface LogReport {
    /** Whether nothing is wrong. */
    readonly ok: boolean;
    readonly problems: readonly LogProblem[];
    readonly origin: string;
    readonly size: number;
    /** The root that was signed, hexadecimal. */
    readonly root: string;
    /** Witnesses whose cosignatures were checked. */
    readonly witnesses: readonly string[];
    readonly checked: {
        /** Entries whose bytes were hashed. */
        readonly entries: number;
        readonly tiles: number;
        /** Whether `since` is the start of this log. */
        readonly since: boolean;
    };
    /** What was not checked, in words. */
    readonly notChecked: readonly string[];
}
/**
 * Verifies a whole log: hashes each entry, compares each tile with its entries, and compares the root with the signed one.
 * Memory does not grow with the log.
 *
 * @returns a report, which names the problems of the log
 * @throws {FedzkError} `invalid-argument`; what the reader throws; the reason of `signal`
 */
declare function verifyLog(reader: LogReader, options: VerifyLogOptions): Promise<LogReport>;

export { type LogReport as L, type Trust as T, type VerifyLogOptions as V, type LogProblem as a, verifyLog as v };
