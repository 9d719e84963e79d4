// What the two aggregators ask each other besides their messages.

import { recentRounds } from '../doctor/rounds.js';
import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';

export const peerRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/peer', on: 'peer', cost: 1, shed: 'health' },
    says: "Gives the version, the clock, the tasks, their newest rounds and the log's checkpoint.",
    async handle({ system }) {
      const { self } = system.identity;
      // Left out where the log takes no entries.
      const checkpoint = await system.log.checkpoint().catch(() => undefined);
      return json({
        version: system.version,
        mode: self.mode,
        role: self.role,
        now: new Date().toISOString(),
        tasks: system.tasks.ids(),
        rounds: await recentRounds(system),
        checkpoint,
      });
    },
  },
];
