// fedzk approval: the acts that wait for a second person.

import { FedzkError, quoted } from '@fedzk/core';
import { type Commands, type Given, type Outcome, Trouble } from '../command.js';

export const approvalCommands: Commands = {
  'approval list': { options: ['role'], says: 'Lists the acts that wait for a second person.', run: list },
  'approval show': { usage: 'ID', options: ['role'], says: 'Shows an act, all of it.', run: show },
  'approval give': {
    usage: 'ID',
    options: ['role'],
    says: 'Approves an act, which is done then: digits on standard input.',
    notes: [
      'Standard input has the six digits of your authenticator app, not used before.',
      'At the page a passkey does it.',
    ],
    run: give,
  },
  'approval refuse': { usage: 'ID', options: ['role'], says: 'Refuses an act, or takes back your own.', run: refuse },
};

interface Waiting {
  readonly id: string;
  /** The hash of it. */
  readonly act: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly by: { readonly name?: string };
  readonly until: string;
  readonly interrupted: boolean;
}

async function all({ operator }: Pick<Given, 'operator'>): Promise<readonly Waiting[]> {
  return (await operator.ask<{ approvals: readonly Waiting[] }>('GET', '/approvals')).approvals;
}

async function find({ operator, names: [id = ''] }: Given): Promise<Waiting> {
  const found = (await all({ operator })).find((each) => each.id === id);
  if (found !== undefined) return found;
  throw new FedzkError('not-found', `No act waits that has the id ${quoted(id)}. See fedzk approval list.`);
}

function lineOf({ id, method, path, by, until, interrupted }: Waiting): string {
  const end = interrupted ? 'was interrupted: see whether it was done, then refuse it' : `until ${until}`;
  return `${id}: ${method} ${path}, asked by ${by.name ?? 'somebody who is gone'}; ${end}`;
}

async function list({ operator }: Given): Promise<Outcome> {
  const waiting = await all({ operator });
  return { lines: waiting.length === 0 ? ['Nothing waits.'] : waiting.map(lineOf), json: { approvals: waiting } };
}

async function show(given: Given): Promise<Outcome> {
  const found = await find(given);
  return { lines: [lineOf(found), JSON.stringify(found.body ?? {}), `hash ${found.act}`], json: found };
}

async function give(given: Given): Promise<Outcome> {
  const { operator, io } = given;
  const { id, act } = await find(given);
  const totp = new TextDecoder().decode(await io.readInput()).trim();
  if (!/^\d{6}$/.test(totp)) throw new Trouble('Standard input expected the six digits of your authenticator app.');
  const body = { approve: true, act, totp };
  const done = await operator.ask<{ status: number; result: Record<string, unknown> }>(
    'POST',
    `/approvals/${id}`,
    body,
  );
  const isDone = done.status < 300;
  const { code, expires, detail } = done.result as Partial<Record<string, string>>;
  return {
    lines: [
      isDone ? 'Approved, and done.' : `Approved, but not done: ${detail ?? `status ${done.status}`}`,
      ...(code !== undefined && expires !== undefined ? [code, `The code for their factors, until ${expires}.`] : []),
    ],
    json: done,
    ok: isDone,
  };
}

async function refuse(given: Given): Promise<Outcome> {
  const { id, act } = await find(given);
  await given.operator.ask('POST', `/approvals/${id}`, { approve: false, act });
  return { lines: ['Refused.'], json: { refused: id } };
}
