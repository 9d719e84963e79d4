// What the doctor sees of the stores of an aggregator that doesn't run. It opens them as a start does, and finds what a start refuses.

import type { AuditLog } from '@fedzk/audit';
import { FedzkError } from '@fedzk/core';
import type { Config } from '../config.js';
import type { Peer } from '../control/peer.js';
import { storedTasks, Tasks } from '../control/tasks.js';
import { openApiKeys } from '../stores/api-keys.js';
import type { Identity } from '../stores/identity.js';
import { type Layout, layoutOf } from '../stores/layout.js';
import { isDamagedLog, openLog } from '../stores/log.js';
import { requireLog, requireRounds } from '../stores/seen.js';
import { type Check, ok, RESTORE, wrong } from './check.js';

/** Looks at all stores but the key store, which is open. */
export async function checkStores(config: Config, identity: Identity, peer: Peer): Promise<readonly Check[]> {
  const layout = layoutOf(config.data, config.role);
  const apiKeys = await checkApiKeys(layout, identity);
  const rounds = await checked('rounds', async () => {
    await requireRounds(layout, identity);
    return 'its database is there';
  });
  let log: AuditLog | undefined;
  const logged = await checked('log', async () => {
    await requireLog(layout, identity);
    log = await openLog(layout, identity);
    return `${log.size} entries`;
  });
  try {
    // What reads the rounds compares them with the log.
    const isWhole = [rounds, logged].every(({ state }) => state === 'ok');
    const tasks = await checked('tasks', async () => {
      const { length } = await storedTasks(layout, identity.secrets);
      if (log !== undefined && isWhole) await openedTasks(config, layout, identity, peer, log);
      return `${length} tasks`;
    });
    return [apiKeys, logged, rounds, tasks];
  } finally {
    await log?.close();
  }
}

function checkApiKeys(layout: Layout, { secrets, self }: Identity): Promise<Check> {
  return checked('api-keys', async () => {
    const keys = await openApiKeys(layout, secrets, self.mode);
    const { length } = await keys.list();
    await keys.close();
    return `${length} keys`;
  });
}

/** Opens each task with its rounds, and closes all. */
async function openedTasks(
  config: Config,
  layout: Layout,
  identity: Identity,
  peer: Peer,
  log: AuditLog,
): Promise<void> {
  const tasks = new Tasks({
    ...{ config, layout, identity, log, report: () => {} },
    // Nobody reports and nothing is signed while it looks.
    clients: { isRevoked: () => false, requireEnrolled: () => {} },
    helper: (request) => peer.send(request),
    caller: () => undefined,
    peer: () => peer.card,
  });
  try {
    await tasks.open();
  } finally {
    await tasks.close();
  }
}

async function checked(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await look());
  } catch (error) {
    return wrong(name, error, remedyFor(error));
  }
}

/** Whoever puts a whole store back to an older state undoes what was done since: that is said only where a store isn't whole. */
function remedyFor(error: unknown): string {
  const code = error instanceof FedzkError ? error.code : undefined;
  if (isDamagedLog(error)) return 'Start it.';
  if (code === 'storage') return 'Mend that: a mode, a mount, or a full disk. Restore nothing for it.';
  if (code === 'invalid-state') return 'Do that. Restore nothing for it.';
  return RESTORE;
}
