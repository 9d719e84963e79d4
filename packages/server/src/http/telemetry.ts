// What balancers and monitors ask.

import { json } from './answer.js';
import type { Route } from './route.js';

export const telemetryRoutes: readonly Route[] = [
  {
    ...{
      method: 'GET',
      path: '//healthz',
      on: 'telemetry',
      cost: 0,
      shed: 'health',
      says: 'Says that the process answers.',
    },
    handle: async () => json({ ok: true }),
  },
  {
    ...{
      method: 'GET',
      path: '//readyz',
      on: 'telemetry',
      cost: 0,
      shed: 'health',
      says: 'Says whether requests are taken.',
    },
    async handle({ system }) {
      const hindrance = system.hindrance();
      return hindrance === undefined ? json({ ready: true }) : json({ ready: false, hindrance }, 503);
    },
  },
];
