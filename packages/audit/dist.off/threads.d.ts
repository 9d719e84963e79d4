/// <reference lib="esnext.disposable" />
import { V as VerifyLogOptions, L as LogReport } from './log-B720qfFo.js';
export { a as LogProblem } from './log-B720qfFo.js';
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import './storage-DO1Cwu2Z.js';

/** Where a log is, for threads that each read it. */
type LogPlace = 
/** A folder, in Node. */
{
    readonly directory: string;
}
/** Of the folder on a web server that has `checkpoint` and `tile/`. */
 | {
    readonly url: string | URL;
};

/** What `verifyLogOnThreads` takes beside the log's place. */
type ThreadsOptions = VerifyLogOptions & {
    /**
     * The most threads to use, with the calling one, each with its own `concurrency`; default: as many as the machine runs at
     * once.
     */
    readonly threads?: number;
};

/**
 * `verifyLog` on several threads, each of which reads its part of the log by itself. The calling one is among them: it begins
 * while the others start, and what else it has to do comes in between every few milliseconds. They are started for the one
 * call, and end with it. A log of up to 16,384 entries, for which none would have started in time, the calling thread does by
 * itself, and where a runtime has no threads any log.
 *
 * Each thread fetches as many bundles at a time as `concurrency` says. A browser tells a page of a thread that failed, not
 * of one that it stopped for lack of memory: pass a `signal` where that matters.
 *
 * @throws {FedzkError} as `verifyLog`; `unsupported`: a folder, where there are none; `worker`: a thread ended
 *
 * @example
 * ```ts
 * const report = await verifyLogOnThreads({ url: 'https://example.com/audit/' }, { verifierKey, threads: 2 });
 * ```
 */
declare function verifyLogOnThreads(place: LogPlace, options: ThreadsOptions): Promise<LogReport>;

export { type LogPlace, LogReport, type ThreadsOptions, verifyLogOnThreads };
