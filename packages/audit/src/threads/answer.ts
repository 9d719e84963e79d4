// A thread that checks bundles.

import { FedzkError } from '@fedzk/core';
import type { LogReader } from '../storage/storage.js';
import { type CheckedBundle, checkedBundles } from '../verify/bundles.js';
import { plainReader } from '../verify/plain.js';
import type { Answer, LogPlace, Range, Start } from './messages.js';

/** Answers ranges one after the other, in the order in which they come. */
export function answering(
  readerOf: (place: LogPlace) => LogReader,
  post: (answer: Answer) => void,
): (message: Start | Range) => void {
  let start: Start | undefined;
  let reader: LogReader | undefined;
  let before = Promise.resolve();
  return (message) => {
    if ('place' in message) {
      start = message;
      post({ checked: [] });
      return;
    }
    before = before.then(async () => {
      if (start === undefined) return;
      reader ??= plainReader(readerOf(start.place), undefined);
      post(await all(checkedBundles(reader, start.plan, { ...start, ...message })));
    });
  };
}

async function all(bundles: AsyncIterable<CheckedBundle>): Promise<Answer> {
  const checked: CheckedBundle[] = [];
  try {
    for await (const bundle of bundles) checked.push(bundle);
    return { checked };
  } catch (error) {
    return { checked, error: plain(error) };
  }
}

/** Errors lose their class on the way. */
function plain(error: unknown): NonNullable<Answer['error']> {
  if (error instanceof FedzkError) return { code: error.code, message: error.message };
  return { code: 'worker', message: error instanceof Error ? error.message : 'A thread failed for an unknown reason.' };
}
