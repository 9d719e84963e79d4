// Runs verifyLog with bundles checked by threads.

import { asOptions, FedzkError, fieldsOf } from '@fedzk/core';
import type { CrewWorker } from '@fedzk/core/crew';
import { requireWhole, unexpected } from '../argument.js';
import type { LogReader } from '../storage/storage.js';
import { bundlesOf, checkedBundles } from '../verify/bundles.js';
import { type LogReport, type VerifyLogOptions, verifyLogBy } from '../verify/log.js';
import type { LogPlace, Start } from './messages.js';
import { checkedOnThreads, RANGE } from './threads.js';

/** Options of `verifyLogOnThreads`. */
export type ThreadsOptions = VerifyLogOptions & {
  /**
   * The most threads to use, including the calling one, each with its own `concurrency`. By default as many as
   * the machine runs at once.
   */
  readonly threads?: number;
};

/** The abilities of a runtime. */
export interface Surroundings {
  readerOf(place: LogPlace): LogReader;
  /** Starts a thread; left out in runtimes without threads, where the calling thread does all. */
  readonly open?: () => CrewWorker;
  readonly threads: number;
}

/** See threads.web.ts. */
export async function verifyOnThreads(
  place: LogPlace,
  options: ThreadsOptions,
  { readerOf, open, threads }: Surroundings,
): Promise<LogReport> {
  const plain = plainPlace(place);
  const reader = readerOf(plain);
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw unexpected('options', '{ verifierKey } or { policy }', given);
  const {
    threads: wanted = threads,
    concurrency,
    signal,
  } = fieldsOf(options, ['threads', 'concurrency', 'signal'], 'options');
  const count = requireWhole(wanted, 'threads', 1);
  return verifyLogBy(
    (calling, plan, all) => {
      // One range is done before a thread has started.
      if (open === undefined || count === 1 || bundlesOf(plan) <= RANGE) return checkedBundles(calling, plan, all);
      const start: Start = { place: plain, plan, ...(concurrency !== undefined && { concurrency }) };
      return checkedOnThreads(plan, { others: count - 1, open, start, reader: calling, signal });
    },
    reader,
    options,
    ['threads'],
  );
}

/** Copies a place without inherited fields, such as a `url` on `Object.prototype`. URLs can't be sent, so they become text. */
function plainPlace(given: LogPlace): Start['place'] {
  const place = typeof given === 'object' && given !== null ? asOptions(given, 'place') : undefined;
  if (place === undefined || !('url' in place || 'directory' in place)) {
    throw unexpected('place', '{ directory } or { url }', given);
  }
  const plain = 'url' in place ? { url: String(place.url) } : { directory: place.directory };
  return Object.assign(Object.create(null), plain);
}

/** @throws {FedzkError} `unsupported` */
export function noFolders(): FedzkError {
  return new FedzkError('unsupported', 'There are no folders here: pass { url }, or use Node.');
}
