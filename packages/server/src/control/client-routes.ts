// What clients ask and say about themselves.

import { FedzkError } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';

const JSON_TYPE = 'application/json';
const KIB = 1_024;
const MOST_PURPOSES = 32;

const name = v.pipe(v.string(), v.maxLength(256), v.regex(/^[a-z][a-z0-9_.]*$/));
/** Both are said: nobody consents to what isn't named. */
const consentSchema = v.strictObject({
  type: name,
  purposes: v.pipe(v.array(name), v.minLength(1), v.maxLength(MOST_PURPOSES)),
});

const common = {
  on: 'clients',
  need: 'proof_generation:execute',
  cost: 5,
  shed: 'reports',
  writesEntry: true,
} as const;

export const clientRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/me', on: 'clients', need: 'model_aggregation:read', cost: 1, shed: 'reads' },
    says: 'Says who the caller is, until when, what it consented to, and which tasks there are.',
    async handle(call) {
      const { system } = call;
      const id = ownId(call);
      const consents = await system.comply.consents.list(id);
      return json({ id, expires: system.clients.get(id)?.expires, tasks: system.tasks.ids(), consents });
    },
  },
  {
    ...{ ...common, method: 'PUT', path: '/me/consent', takes: { type: JSON_TYPE, most: 4 * KIB } },
    ...{ schema: consentSchema, operation: 'gdpr_consent_recorded' },
    says: "Records the caller's consent, and gives the number of its entry in the log: the receipt.",
    handle: async (call) => {
      const terms = call.body as v.InferOutput<typeof consentSchema>;
      return json(await call.system.comply.consents.record(ownId(call), terms));
    },
  },
  {
    ...{ ...common, method: 'DELETE', path: '/me/consent', operation: 'gdpr_consent_withdrawn' },
    says: "Withdraws the caller's consent.",
    async handle(call) {
      try {
        await call.system.comply.consents.withdraw(ownId(call));
        return json({ withdrawn: true });
      } catch (error) {
        if (!(error instanceof FedzkError && error.code === 'not-found')) throw error;
        return problem('not-found', { members: { detail: 'No consent is recorded that could be withdrawn.' } });
      }
    },
  },
];

/** The id of the client that calls: the guard admits no other to these routes. */
function ownId({ principal }: Call): string {
  return principal?.id ?? '';
}
