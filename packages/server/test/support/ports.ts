// Ports of a system that nothing listens at.

import { freePort as free } from '@fedzk/testkit/ports';
import { HELPER_OFFSET, portsFrom } from '../../src/config.js';

/** The distances of all listeners' ports from that of the leader's clients. */
const DISTANCES = (['clients', 'peer', 'operators', 'telemetry'] as const).flatMap((name) => {
  const distance = portsFrom(0)[name]?.port ?? 0;
  return [distance, distance + HELPER_OFFSET];
});

/** Finds a port for clients such that nothing listens at it, nor at those that go with it. */
export function freePort(): Promise<number> {
  return free(DISTANCES);
}
