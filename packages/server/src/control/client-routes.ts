// What clients ask about themselves.

import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';

export const clientRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/me', on: 'clients', need: 'model_aggregation:read', cost: 1, shed: 'reads' },
    says: 'Says who the caller is, until when, and what is left of its limits.',
    async handle({ system, principal }) {
      const record = system.clients.get(principal?.id ?? '');
      return json({ id: principal?.id, expires: record?.expires, tasks: system.tasks.ids() });
    },
  },
];
