/** Whether a manifest has the people that its ceremony needs. */
import { counted, FedzkError, quoted } from '@fedzk/core';
import type { Announcement } from '@fedzk/verify/ceremony';
import { type Level, SECURITY_LEVELS } from '@fedzk/verify/levels';

/**
 * Refuses a manifest that can't meet the announced level, before verifiers spend their time on it.
 *
 * @param announcement one whose level was checked
 * @param contributors those whose notes it has, by the bytes of their keys: names are free
 * @param people the places in the key of all contributions of people
 * @throws {FedzkError} `invalid-argument`
 */
export function requireEnough(
  { level, development }: Announcement,
  contributors: readonly { readonly index: number; readonly id: string }[],
  people: readonly number[],
): void {
  if (development === true) return;
  const { minContributions } = SECURITY_LEVELS[level as Level];
  const found = new Set(contributors.map(({ id }) => id)).size;
  if (found >= minContributions) return;
  const missing = people.filter((place) => contributors.every(({ index }) => index !== place));
  const without =
    missing.length === 0
      ? 'Each contribution in the key has a note: the ceremony needs more people.'
      : `No note is given of the contributions with index ${missing.join(', ')}.`;
  throw new FedzkError(
    'invalid-argument',
    `"notes" are of ${counted(found, 'person', 'people')}, and the announced level ${quoted(level)} needs ${minContributions}. ${without}`,
  );
}
