// Names in a store that limiters, and other programs, share.

import type { RateLimitPolicy } from './policy.js';

/**
 * Names a table. A policy with another limit, window or algorithm is another table, since what was counted by the old one
 * doesn't fit it.
 */
export function tableNameOf({ name, algorithm, limit, windowSeconds }: RateLimitPolicy): string {
  return `${name}:${algorithm}:${limit}:${windowSeconds}`;
}

/**
 * Writes a key in visible ASCII without braces, by which Redis Cluster chooses a server. Different keys stay different. It
 * comes last in a name, so a sender can't reach another table by a colon.
 */
export function escapedKey(key: string): string {
  // By code units, since half of a surrogate pair has no UTF-8 of its own.
  return key.replace(/[^!-$&-z|~]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
