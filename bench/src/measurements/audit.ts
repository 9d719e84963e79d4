import { hashingSubject, nobleHash } from '../audit/hashing.js';
import type { Appends, AppendsResult, LatencyResult, LogsInput, LogsResult } from '../audit/node.js';
import { nodeParts } from '../audit/peers.js';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';

/** What to measure. Parts that are absent are skipped. */
export interface AuditInput {
  /** Bundles of a log in memory. */
  readonly hashing?: Effort & { readonly bundles: number };
  /** Appends, in Node. */
  readonly appends?: Effort & { readonly all: readonly Appends[] };
  /** The disk, in Node. */
  readonly latency?: { readonly callers: number; readonly entries: number };
  /** A log on disk, in Node. */
  readonly logs?: LogsInput;
}

export interface AuditResult {
  readonly hashing?: SubjectResult;
  readonly appends?: AppendsResult;
  readonly latency?: LatencyResult;
  readonly logs?: LogsResult;
}

/** Times logs beside peers. */
export async function measureAudit({ hashing, appends, latency, logs }: AuditInput): Promise<AuditResult> {
  const node = await nodeParts();
  return {
    ...(hashing && {
      hashing: await measureSubject(
        await hashingSubject(hashing.bundles, { ...node?.nodeHashes, noble: nobleHash }),
        hashing,
      ),
    }),
    ...(appends && node && { appends: await node.measureAppends(appends.all, appends) }),
    ...(latency && node && { latency: await node.measureLatency(latency.callers, latency.entries) }),
    ...(logs && node && { logs: await node.measureLogs(logs) }),
  };
}
