import { hashingSubject, nobleHash } from '../audit/hashing.js';
import type { Appends, AppendsResult, LatencyResult, LogsInput, LogsResult } from '../audit/node.js';
import { nodeParts } from '../audit/peers.js';
import { measureSubject, type SubjectResult } from '../contenders.js';
import type { Effort } from '../measure.js';

/** What there is to measure; what is left out is not. */
export interface AuditInput {
  /** A log of so many bundles in memory. */
  readonly hashing?: Effort & { readonly bundles: number };
  /** In Node. */
  readonly appends?: Effort & { readonly all: readonly Appends[] };
  /** In Node. */
  readonly latency?: { readonly callers: number; readonly entries: number };
  /** In Node. */
  readonly logs?: LogsInput;
}

export interface AuditResult {
  readonly hashing?: SubjectResult;
  readonly appends?: AppendsResult;
  readonly latency?: LatencyResult;
  readonly logs?: LogsResult;
}

/** Times logs beside what others do in their place. */
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
