// fedzk status.

import { LEAST_FREE } from '../../stores/disk.js';
import type { Hindrance, Status } from '../../system.js';
import type { Commands, Given, Outcome } from '../command.js';
import { lineOf } from './task.js';

export const statusCommands: Commands = {
  status: { options: ['role'], says: 'Says how an aggregator stands.', run: status },
};

const MIB = 2 ** 20;

/** What is not taken meanwhile, why, and what helps. */
const HINDRANCES: Readonly<Record<Hindrance, readonly [what: string, why: string]>> = {
  'not-started': ['requests', 'it starts or ends. Ask again in a moment.'],
  log: ['acts of operators', 'the log takes no entries. See fedzk doctor.'],
  disk: ['reports', `fewer than ${LEAST_FREE / MIB} MiB are free on its disk. Make room: it goes on by itself.`],
};

async function status({ operator }: Given): Promise<Outcome> {
  const found = await operator.ask<Status>('GET', '/status');
  const { role, mode, urls, clients, peer, log, certificates, hindrance } = found;
  const [what, why] = hindrance === undefined ? ['requests'] : HINDRANCES[hindrance];
  return {
    lines: [
      `${role}, ${mode}: takes ${why === undefined ? '' : 'no '}${what} at ${urls.clients}${why === undefined ? '' : `: ${why}`}`,
      `other aggregator: ${peer.known ? 'known' : 'not known yet'}; clients: ${clients}`,
      `log ${log.origin}: ${log.up ? 'up' : 'down'}; certificates end ${certificates.clients}`,
      ...found.tasks.map(lineOf),
    ],
    json: found,
    ok: found.ready,
  };
}
