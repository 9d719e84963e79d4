// The options of rotation, read and checked.

import { callbackOf, optionsOf } from '@fedzk/core';
import { requireWhole, unexpected } from '../argument.js';

/** When old bundles are evicted, and whether they are archived or pruned. */
export interface RotationOptions {
  /** The most bytes of a segment, which has whole bundles and at least one; default 100 MiB. */
  readonly segmentBytes?: number;
  /** The most segments: when one more begins, the oldest is evicted; default 10. */
  readonly segments?: number;
  /**
   * - `archive`: packed into `archive/<first>-<last>.tar`, with a signed manifest beside it, before they are removed;
   * - `prune`: removed, after an entry `log.prune` that says so;
   * - `keep`: nothing (default).
   */
  readonly onEvict?: 'archive' | 'prune' | 'keep';
  /** For `prune`: the policy that permits the removal, or where to find it, for the entry `log.prune`. */
  readonly retention?: string;
  /** Called with the error of an eviction that failed; nothing was removed then. A storage failure stops the log too. */
  readonly onFault?: (error: unknown) => void;
}

/** How entries are to be evicted by hand. */
export interface Eviction {
  readonly onEvict: 'archive' | 'prune';
  /** For `prune`, as in {@link RotationOptions}. */
  readonly retention?: string;
}

const MOST_RETENTION = 1024;
const OPTIONS = ['segmentBytes', 'segments', 'onEvict', 'retention', 'onFault'] as const;

/** @throws {FedzkError} `invalid-argument` */
export function rotationOf(given: RotationOptions = {}): RotationOptions {
  if (typeof given !== 'object' || given === null) throw unexpected('rotation', '{ onEvict }', given);
  const options = optionsOf(given, OPTIONS, 'rotation');
  const { segmentBytes = 1, segments = 1, onEvict = 'keep', retention } = options;
  requireWhole(segmentBytes, 'rotation.segmentBytes', 1);
  requireWhole(segments, 'rotation.segments', 1);
  callbackOf(options.onFault, 'rotation.onFault');
  if (onEvict !== 'keep') evictionOf({ onEvict, ...(retention !== undefined && { retention }) }, 'rotation.');
  return options;
}

/** @throws {FedzkError} `invalid-argument` */
export function evictionOf(given: Eviction, prefix = ''): Eviction {
  if (typeof given !== 'object' || given === null) throw unexpected('eviction', '{ onEvict }', given);
  const eviction = optionsOf(given, ['onEvict', 'retention'], 'eviction');
  const { onEvict, retention } = eviction;
  if (onEvict === 'archive') return eviction;
  if (onEvict !== 'prune') throw unexpected(`${prefix}onEvict`, 'archive or prune', onEvict);
  if (typeof retention === 'string' && retention !== '' && retention.length <= MOST_RETENTION) return eviction;
  throw unexpected(
    `${prefix}retention`,
    `the policy that permits the removal, in at most ${MOST_RETENTION} characters`,
    retention,
  );
}
