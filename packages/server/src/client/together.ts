// What clients and both operators do with each other, where one program plays them all: it compares nothing over another channel.

import type { Operator } from '../cli/operator.js';
import { fingerprintOf } from '../control/card.js';
import type { TaskState } from '../control/tasks.js';
import type { EnrolmentAnswer } from './enrolment.js';
import { ClientHome } from './home.js';

/** Makes a client in a folder whose name is its id, and enrols it. */
export async function enrolled(folder: string, operators: readonly Operator[]): Promise<ClientHome> {
  const request = await ClientHome.create(folder, folder.split('/').at(-1) ?? '');
  const home = ClientHome.open(folder);
  for (const operator of operators) {
    const body = { request, fingerprint: fingerprintOf(request) };
    const answer = await operator.ask<EnrolmentAnswer>('POST', '/clients', body);
    await home.join(answer, { fingerprint: fingerprintOf(answer), development: true });
  }
  return home;
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
