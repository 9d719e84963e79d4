// What an aggregator that runs says of itself.

import type { Config } from '../config.js';
import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';
import type { System } from '../system.js';
import { type Check, no, ok } from './check.js';
import { checkPeople } from './people.js';
import { recentRounds } from './rounds.js';
import { checkCertificates, checkKeys, checkPeer, checkTogether } from './stores.js';

export const doctorRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/doctor', on: 'operators', need: 'system_monitoring:read', cost: 50, shed: 'reads' },
    says: 'Looks for what is wrong.',
    async handle({ system }) {
      const { clients, peer, operators, telemetry } = system.config;
      return json({
        checks: await checkSystem(system),
        listening: { clients, peer, operators, telemetry } satisfies Listening,
      });
    },
  },
];

/** Where an aggregator that runs listens. */
export type Listening = Pick<Config, 'clients' | 'peer' | 'operators' | 'telemetry'>;

async function checkSystem(system: System): Promise<readonly Check[]> {
  const { identity, config, peer } = system;
  return [
    checkCertificates(identity, config),
    await checkKeys(identity),
    ...(await checkPeople(identity, config)),
    await checkLog(system),
    ...checkTogether(identity, config),
    ...(await checkPeer(peer, config, async (others) => ({
      tasks: system.tasks.ids(),
      rounds: await recentRounds(system, others),
    }))),
    await checkLevels(system),
  ];
}

async function checkLog(system: System): Promise<Check> {
  const remedy = `Operators cannot act meanwhile. ${
    system.disk.isLow()
      ? 'Make room on the disk: it goes on by itself within seconds.'
      : 'It is tried again every 5 s. Look at what the aggregator says; if it stays so, start it again.'
  }`;
  try {
    const [, size] = (await system.log.checkpoint()).split('\n');
    return system.isLogging() ? ok('log', `${size} entries`) : no('log', 'it takes no entries', remedy);
  } catch (error) {
    return no('log', error instanceof Error ? error.message : 'it gives no checkpoint', remedy);
  }
}

/** In production no task is served without a manifest that meets its level and is for its circuit. */
async function checkLevels(system: System): Promise<Check> {
  const tasks = await system.taskList();
  const levels = [...new Set(tasks.map(({ level }) => level))].join(', ') || 'no tasks';
  const isReal = system.config.mode === 'production';
  return ok('level', isReal ? levels : `${levels}; for development: anyone can forge proofs for a development key`);
}
