// An attacker with a valid certificate and key, one address and some connections: a program of the load.

import { answering } from '../forked.js';
import { paced, tally } from '../guard/client.js';
import { keeping, type Papers, send } from './client.js';

export interface AttackInput {
  readonly port: number;
  readonly papers: Papers;
  readonly path: string;
  /** In base64. */
  readonly report: string;
  readonly perSecond: number;
  readonly ms: number;
}

/** How many requests by status or error. */
export type AttackOutput = Readonly<Record<string, number>>;

const CONNECTIONS = 16;

answering(async ({ port, papers, path, report, perSecond, ms }: AttackInput): Promise<AttackOutput> => {
  const agent = keeping(papers, CONNECTIONS);
  const body = Buffer.from(report, 'base64');
  const times = Array.from({ length: Math.round((perSecond * ms) / 1000) }, (_, i) => (1000 * i) / perSecond);
  const answers = await paced(times, () => send(agent, papers, port, path, body));
  agent.destroy();
  return tally(answers);
});
