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
      return;
    }
    before = before.then(async () => {
      if (start === undefined) return;
      try {
        reader ??= plainReader(readerOf(start.place), undefined);
        post({ checked: await all(checkedBundles(reader, start.plan, { ...start, ...message })) });
      } catch (error) {
        post({ error: plain(error) });
      }
    });
  };
}

async function all(bundles: AsyncIterable<CheckedBundle>): Promise<CheckedBundle[]> {
  const found: CheckedBundle[] = [];
  for await (const checked of bundles) found.push(checked);
  return found;
}

/** Errors lose their class on the way. */
function plain(error: unknown): Extract<Answer, { error: unknown }>['error'] {
  if (error instanceof FedzkError) return { code: error.code, message: error.message };
  return { code: 'worker', message: error instanceof Error ? error.message : 'A thread failed for an unknown reason.' };
}
