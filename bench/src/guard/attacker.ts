// An attacker with one valid key, one address and some connections: a program of the load.

import { answering } from '../forked.js';
import { keeping, paced, report, tally } from './client.js';

export interface AttackInput {
  readonly port: number;
  readonly key: string;
  readonly address: string;
  readonly body: string;
  readonly perSecond: number;
  readonly ms: number;
}

/** How many requests by status or error. */
export type AttackOutput = Readonly<Record<string, number>>;

const CONNECTIONS = 16;

answering(async ({ port, key, address, body, perSecond, ms }: AttackInput): Promise<AttackOutput> => {
  const agent = keeping(CONNECTIONS);
  const times = Array.from({ length: Math.round((perSecond * ms) / 1000) }, (_, i) => (1000 * i) / perSecond);
  const answers = await paced(times, () => report({ port, key, address, agent }, body));
  agent.destroy();
  return tally(answers);
});
