// What clients and both operators do with each other, where one program plays them all: it compares nothing over another channel.

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { certificateFacts } from '@fedzk/host';
import type { Operator } from '../cli/operator.js';
import type { Role } from '../config.js';
import { fingerprintOf } from '../control/card.js';
import type { ClientRecord } from '../control/clients.js';
import type { TaskState } from '../control/tasks.js';
import type { EnrolmentAnswer } from './enrolment.js';
import { ClientHome } from './home.js';

/** Makes a client in a folder whose name is its id, and enrols it. */
export async function enrolled(folder: string, operators: readonly Operator[]): Promise<ClientHome> {
  await ClientHome.create(folder, basename(folder));
  const home = ClientHome.open(folder);
  for (const operator of operators) await enrolAt(home, operator);
  return home;
}

async function enrolAt(home: ClientHome, operator: Operator): Promise<void> {
  const request = home.request();
  const body = { request, fingerprint: fingerprintOf(request) };
  const answer = await operator.ask<EnrolmentAnswer>('POST', '/clients', body);
  await home.join(answer, { fingerprint: fingerprintOf(answer), development: true });
}

const DAY_MS = 86_400_000;

/**
 * Opens a client whose folder's name is its id, and enrols it where it isn't: it was never made, an earlier run was killed before it
 * had its answer, or it was revoked or soon ends. Whoever is enrolled by that id with another key is revoked.
 *
 * @returns the client, and whether it was enrolled everywhere already
 */
export async function enrolledAgain(
  folder: string,
  operators: readonly Operator[],
): Promise<{ readonly home: ClientHome; readonly isKnown: boolean }> {
  if (!existsSync(join(folder, 'client.key'))) await ClientHome.create(folder, basename(folder));
  const home = ClientHome.open(folder);
  let isKnown = true;
  for (const operator of operators) {
    const { clients } = await operator.ask<{ readonly clients: readonly ClientRecord[] }>('GET', '/clients');
    const record = clients.find(({ id, revoked }) => id === home.id && revoked === undefined);
    if (record !== undefined && isOwn(home, operator.role, record)) continue;
    isKnown = false;
    if (record !== undefined) await operator.ask('DELETE', `/clients/${home.id}`);
    await enrolAt(home, operator);
  }
  return { home, isKnown };
}

/** Whether a client has the answer of its record, and for a day at least. */
function isOwn(home: ClientHome, role: Role, { pin, expires }: ClientRecord): boolean {
  if (!home.hasJoined(role) || Date.parse(expires) - Date.now() < DAY_MS) return false;
  const own = certificateFacts(home.membership(role).answer.certificate);
  return own.pin === pin && own.notAfter.getTime() === Date.parse(expires);
}

/** Both operators. */
export interface Both {
  readonly leader: Operator;
  readonly helper: Operator;
}

/** Has both sign a task. The helper serves it before the leader asks it about it. @returns the task's id */
export async function agree({ leader, helper }: Both, file: Uint8Array, verificationKey: string): Promise<string> {
  const sign = (operator: Operator, signatures: string): Promise<TaskState> =>
    operator.ask('POST', '/tasks', { file: new TextDecoder().decode(file), verificationKey, signatures });
  const first = await sign(leader, '');
  const { taskid, signatures } = await sign(helper, first.signatures);
  await sign(leader, signatures);
  return taskid;
}

/** Opens a round at both, for the same reason at the helper first. */
export async function openRound({ leader, helper }: Both, taskid: string, round: string): Promise<void> {
  for (const operator of [helper, leader]) await operator.ask('POST', `/tasks/${taskid}/rounds`, { do: 'open', round });
}
