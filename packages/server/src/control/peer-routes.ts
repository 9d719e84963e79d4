// What the two aggregators ask each other besides their messages.

import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';

export const peerRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/peer', on: 'peer', cost: 1, shed: 'health' },
    says: "Gives the version, the clock, the tasks and the log's checkpoint.",
    async handle({ system }) {
      const { self } = system.identity;
      const checkpoint = await system.log.checkpoint();
      return json({
        version: system.version,
        mode: self.mode,
        role: self.role,
        now: new Date().toISOString(),
        tasks: system.tasks.ids(),
        checkpoint,
      });
    },
  },
];
