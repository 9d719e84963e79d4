// The work of a thread that checks bundles.

import { FedzkError } from '@fedzk/core';
import type { Work } from '@fedzk/core/crew';
import type { LogReader } from '../storage/storage.js';
import { type CheckedBundle, checkedBundles } from '../verify/bundles.js';
import { plainReader } from '../verify/plain.js';
import type { Answer, LogPlace, Range, Start } from './messages.js';

/** Makes the work of a thread: the first message says where the log is, and each further one is a range to check. */
export function beginning(readerOf: (place: LogPlace) => LogReader): (start: Start) => Work<Range, Answer> {
  return (start) => {
    let reader: LogReader | undefined;
    return async (range) => {
      reader ??= plainReader(readerOf(start.place), undefined);
      return { answer: await all(checkedBundles(reader, start.plan, { ...start, ...range })) };
    };
  };
}

/** Collects all bundles, or those before the first failure. An error loses its class when it is sent. */
async function all(bundles: AsyncIterable<CheckedBundle>): Promise<Answer> {
  const checked: CheckedBundle[] = [];
  try {
    for await (const bundle of bundles) checked.push(bundle);
    return { checked };
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return { checked, error: { code: error.code, message: error.message } };
  }
}
