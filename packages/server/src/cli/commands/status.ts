// fedzk status.

import type { Status } from '../../system.js';
import type { Commands, Given, Outcome } from '../command.js';
import { lineOf } from './task.js';

export const statusCommands: Commands = {
  status: { options: ['role'], says: 'Says how an aggregator stands.', run: status },
};

async function status({ operator }: Given): Promise<Outcome> {
  const found = await operator.ask<Status>('GET', '/status');
  const { role, mode, urls, clients, peer, log, certificates } = found;
  return {
    lines: [
      `${role}, ${mode}: ${found.ready ? 'takes requests' : 'takes no requests'} at ${urls.clients}`,
      `other aggregator: ${peer.known ? 'known' : 'not known yet'}; clients: ${clients}`,
      `log ${log.origin}: ${log.up ? 'up' : 'down'}; certificates end ${certificates.clients}`,
      ...found.tasks.map(lineOf),
    ],
    json: found,
    ok: found.ready,
  };
}
