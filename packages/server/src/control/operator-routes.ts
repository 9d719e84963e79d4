// What operators do: clients, the other aggregator, tasks, bans.

import { FedzkError, quoted } from '@fedzk/core';
import { type BanKey, problem } from '@fedzk/guard';
import * as v from 'valibot';
import { otherRole } from '../config.js';
import { quotedStart } from '../given.js';
import { noTask } from '../http/agg.js';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';
import { cardSchema, requireFingerprint } from './card.js';
import { enrolSchema } from './clients.js';
import { type ServedHere, taskSchema } from './tasks.js';

const KIB = 1024;
const JSON_TYPE = 'application/json';
const common = { on: 'operators', shed: 'reports' } as const;

const peerSchema = v.strictObject({ card: cardSchema, fingerprint: v.pipe(v.string(), v.maxLength(64)) });
const blockSchema = v.strictObject({
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(160)),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(43_200)),
});
const noteSchema = v.strictObject({ accuracy: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) });

export const operatorRoutes: readonly Route[] = [
  {
    ...{ ...common, method: 'GET', path: '/status', need: 'system_monitoring:read', cost: 2, shed: 'reads' },
    says: 'Says how the system stands.',
    handle: async ({ system }) => json(await system.status()),
  },
  {
    ...{ ...common, method: 'GET', path: '/peer', need: 'system_monitoring:read', cost: 2, shed: 'reads' },
    says: "Gives the own card, and the other aggregator's.",
    handle: async ({ system }) => json({ own: system.identity.card(system.config), other: system.peer.card }),
  },
  {
    ...{ ...common, method: 'PUT', path: '/peer', need: 'system_monitoring:write', mfa: 'dual', cost: 20 },
    ...{ takes: { type: JSON_TYPE, most: 16 * KIB }, schema: peerSchema, operation: 'peer.set' },
    says: 'Sets the other aggregator by its card.',
    async handle({ system, body }) {
      const { card, fingerprint } = body as v.InferOutput<typeof peerSchema>;
      const { role, mode } = system.config;
      const refused = (path: string, code: string, detail: string): Response =>
        problem('invalid', { members: { path, code, detail } });
      if (card.role === role) {
        const detail = `It is the card of a ${role}, and this is the ${role}. Add the card of the ${otherRole(role)}.`;
        return refused('card.role', 'same-role', detail);
      }
      if (card.mode !== mode) {
        const detail = `It is the card of a system for ${card.mode}, and this one is for ${mode}. Both must be of one mode.`;
        return refused('card.mode', 'other-mode', detail);
      }
      return refusing(async () => {
        requireFingerprint(fingerprint, card, 'The card');
        await system.peer.set(card);
        return json({ role: card.role });
      });
    },
  },
  {
    ...{ ...common, method: 'GET', path: '/clients', need: 'system_monitoring:write', cost: 2, shed: 'reads' },
    says: 'Lists the clients.',
    handle: async ({ system }) => json({ clients: system.clients.list() }),
  },
  {
    ...{ ...common, method: 'POST', path: '/clients', need: 'system_monitoring:write', mfa: 'step-up', cost: 20 },
    ...{ takes: { type: JSON_TYPE, most: 16 * KIB }, schema: enrolSchema, operation: 'client.enrolled' },
    says: 'Enrols a client, and gives the answer for it.',
    client: ({ body }) => (body as v.InferOutput<typeof enrolSchema>).request.id,
    handle: ({ system, body }) =>
      refusing(async () => json(await system.clients.enrol(body as v.InferOutput<typeof enrolSchema>))),
  },
  {
    ...{ ...common, method: 'DELETE', path: '/clients/:id', need: 'system_monitoring:write', mfa: 'step-up', cost: 20 },
    ...{ operation: 'client.revoked', says: 'Revokes a client.' },
    client: ({ params }) => params['id'] ?? '',
    async handle({ system, params }) {
      const id = params['id'] ?? '';
      const known = system.clients.get(id);
      if (known === undefined) {
        const detail = `No client here has the name ${quotedStart(id)}. See fedzk client list.`;
        return problem('not-found', { members: { detail } });
      }
      if (!(await system.clients.revoke(id))) {
        const since = known.revoked === undefined ? 'meanwhile' : `already, at ${known.revoked}`;
        return problem('conflict', {
          members: { detail: `The client ${quoted(id)} was revoked ${since}. See fedzk client list.` },
        });
      }
      system.closeOwner(id);
      return json({ revoked: id });
    },
  },
  {
    ...{ ...common, method: 'GET', path: '/tasks', need: 'model_aggregation:read', cost: 2, shed: 'reads' },
    says: 'Lists the tasks.',
    handle: async ({ system }) => json({ tasks: await system.taskList() }),
  },
  {
    ...{ ...common, method: 'POST', path: '/tasks', need: 'model_aggregation:write', mfa: 'step-up', cost: 20 },
    ...{ takes: { type: JSON_TYPE, most: 16 * KIB * KIB }, schema: taskSchema, operation: 'task.created' },
    says: "Signs a task file. With the other's signature the task is served.",
    handle: ({ system, body }) =>
      refusing(async () => json(await system.tasks.add(body as v.InferOutput<typeof taskSchema>))),
  },
  {
    ...{ ...common, method: 'GET', path: '/tasks/:task', need: 'model_aggregation:read', cost: 2, shed: 'reads' },
    says: 'Says how a task and its newest round stand.',
    async handle({ system, params }) {
      const found = (await system.taskList()).find(({ taskid }) => taskid === params['task']);
      return found === undefined ? noTask(system, params['task'] ?? '', true) : json(found);
    },
  },
  {
    ...{ ...common, method: 'DELETE', path: '/tasks/:task', need: 'model_aggregation:delete', mfa: 'dual', cost: 20 },
    ...{ operation: 'task.deleted', says: 'Ends a task.' },
    handle: async ({ system, params }) =>
      (await system.tasks.remove(params['task'] ?? ''))
        ? json({ deleted: params['task'] })
        : noTask(system, params['task'] ?? '', true),
  },
  {
    ...{
      ...common,
      method: 'POST',
      path: '/tasks/:task/rounds/:round/notes',
      need: 'model_aggregation:execute',
      cost: 5,
    },
    ...{ takes: { type: JSON_TYPE, most: KIB }, schema: noteSchema, operation: 'round.note' },
    says: "Notes a round's accuracy, which the server can't know.",
    async handle({ system, params, body }) {
      const { task = '', round = '' } = params;
      const served = system.tasks.get(task);
      if (served === undefined) return noTask(system, task, true);
      if (!(await isOpened(served, round))) {
        const newest = (await served.aggregator.round())?.round;
        const rounds = newest === undefined ? 'It has none yet.' : `Its newest is ${newest}.`;
        const detail = `The task ${served.task.id} has no round ${quotedStart(round)} here. ${rounds}`;
        return problem('not-found', { members: { detail } });
      }
      return json({ round: params['round'], ...(body as v.InferOutput<typeof noteSchema>) });
    },
  },
  {
    ...{ ...common, method: 'GET', path: '/blocks', need: 'system_monitoring:read', cost: 2, shed: 'health' },
    says: 'Lists the bans.',
    handle: async ({ system }) => json({ blocks: system.ddos.blocked() }),
  },
  {
    ...{
      ...common,
      method: 'PUT',
      path: '/blocks/:kind/:key',
      need: 'system_monitoring:write',
      cost: 2,
      shed: 'health',
    },
    ...{ takes: { type: JSON_TYPE, most: KIB }, schema: blockSchema },
    says: 'Bans a client by its id, or an address.',
    handle: (call) =>
      refusing(async () => {
        const { reason, minutes } = call.body as v.InferOutput<typeof blockSchema>;
        const key = banKeyOf(call);
        if (key === undefined) return noBan(call);
        return call.system.ddos.block(key, reason, 60 * minutes) ? json({ blocked: true }) : problem('conflict');
      }),
  },
  {
    ...{
      ...common,
      method: 'DELETE',
      path: '/blocks/:kind/:key',
      need: 'system_monitoring:write',
      cost: 2,
      shed: 'health',
    },
    says: 'Ends a ban.',
    handle: (call) =>
      refusing(async () => {
        const key = banKeyOf(call);
        return key !== undefined && call.system.ddos.unblock(key) ? json({ blocked: false }) : noBan(call);
      }),
  },
];

/** Whether a round was opened here. */
async function isOpened({ aggregator }: ServedHere, digits: string): Promise<boolean> {
  const isNumber = /^\d{1,20}$/.test(digits) && BigInt(digits) < 2n ** 64n;
  return isNumber && (await aggregator.round(BigInt(digits))) !== undefined;
}

/** Refuses a ban's name that is none. */
function noBan({ params }: Call): Response {
  const { kind = '', key = '' } = params;
  const detail = `There is no ban of ${kind} ${quotedStart(key)}. Expected "address" with an address, or "owner" with a client's id.`;
  return problem('not-found', { members: { detail } });
}

function banKeyOf({ params }: Call): string | BanKey | undefined {
  const { kind, key = '' } = params;
  if (kind === 'address') return key;
  return kind === 'owner' && key !== '' ? { kind: 'owner', key } : undefined;
}

/** Answers what an operator gave wrong: the message says what to do, and is the operator's own to read. */
async function refusing(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    const detail = error.message;
    switch (error.code) {
      case 'invalid-argument':
      case 'not-authentic':
      case 'unsupported':
      case 'invalid-verification-key':
        return problem('invalid', { members: { path: '', code: error.code, detail } });
      case 'already-exists':
        return problem('conflict', { members: { detail } });
      case 'unavailable':
        return problem('issuer-unavailable', { members: { detail } });
      default:
        throw error;
    }
  }
}
