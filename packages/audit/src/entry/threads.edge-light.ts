// No threads here.
import './load.edge-light.js';
import type { LogPlace } from '../threads/messages.js';
import { type ThreadsOptions, verifyOnThreads } from '../threads/verify.js';
import { webReader } from '../threads/web.js';
import type { LogReport } from '../verify/log.js';

export * from '../threads/index.js';

/** See threads.web.ts. */
export function verifyLogOnThreads(place: LogPlace, options: ThreadsOptions): Promise<LogReport> {
  return verifyOnThreads(place, options, { readerOf: webReader, threads: 1 });
}
