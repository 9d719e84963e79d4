// For runtimes without threads.

import type { LogReport } from '../verify/log.js';
import type { LogPlace } from './messages.js';
import { type ThreadsOptions, verifyOnThreads } from './verify.js';
import { webReader } from './web.js';

export * from './index.js';

/** See threads.web.ts. */
export function verifyLogOnThreads(place: LogPlace, options: ThreadsOptions): Promise<LogReport> {
  return verifyOnThreads(place, options, { readerOf: webReader, threads: 1 });
}
