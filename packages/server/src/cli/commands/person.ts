// fedzk person: who may run an aggregator.

import { FedzkError, quoted } from '@fedzk/core';
import type { Person } from '../../people/record.js';
import { rescue } from '../../start/rescue.js';
import { type Commands, type Given, type Outcome, required } from '../command.js';

export const personCommands: Commands = {
  'person first': { options: ['role'], says: 'Prints the code by which the first admin signs in.', run: first },
  'person add': {
    usage: 'NAME',
    needs: ['roles'],
    options: ['role'],
    says: 'Adds a person, and prints the code for their first factors.',
    run: add,
  },
  'person list': { options: ['role'], says: 'Lists the people, and by what they sign in.', run: list },
  'person remove': { usage: 'NAME', options: ['role'], says: 'Removes a person: their sessions end.', run: remove },
  'person reset': {
    usage: 'NAME',
    options: ['role'],
    says: 'Takes all factors of a person away, and prints the code for new ones.',
    run: reset,
  },
  'person rescue': {
    usage: 'NAME',
    options: ['role'],
    keeps: true,
    says: 'Makes somebody an admin with a code for factors, where no admin is left.',
    notes: ['The aggregator must be stopped, and the key that opens its store at hand.', 'The log has it as critical.'],
    run: rescued,
  },
};

/** A code for first factors. */
interface Invited {
  readonly code: string;
  readonly expires: string;
}

async function first({ operator }: Given): Promise<Outcome> {
  const { code, expires } = await operator.ask<Invited>('POST', '/setup-code');
  return {
    lines: [code, `The first admin signs in with it until ${expires}. An earlier code is void.`],
    json: { code, expires },
  };
}

async function add({ operator, names: [name = ''], values }: Given): Promise<Outcome> {
  const roles = required(values, 'roles').split(',');
  return invited(await operator.ask<Invited>('POST', '/people', { name, roles }), name);
}

async function reset(given: Given): Promise<Outcome> {
  const { id, name } = await find(given);
  return invited(await given.operator.ask<Invited>('POST', `/people/${id}/reset`), name);
}

async function rescued({ data, role, names: [name = ''] }: Given): Promise<Outcome> {
  return invited(await rescue(data, role, name), name);
}

function invited({ code, expires }: Invited, name: string): Outcome {
  return {
    lines: [code, `${name} makes their factors with it until ${expires}. Give it to nobody else.`],
    json: { name, code, expires },
  };
}

async function remove(given: Given): Promise<Outcome> {
  const { id, name } = await find(given);
  await given.operator.ask('DELETE', `/people/${id}`);
  return { lines: [`${name} is removed.`], json: { removed: name } };
}

async function list({ operator }: Given): Promise<Outcome> {
  const people = await all({ operator });
  const lines = people.map(({ name, roles, enrolled, factors, invited: until }) => {
    const own = [
      ...(factors.passkeys.length > 0 ? [`passkeys: ${factors.passkeys.length}`] : []),
      ...(factors.password && factors.totp ? ['password and TOTP'] : []),
    ];
    const how = enrolled ? own.join(', ') : until === undefined ? "can't sign in" : `has a code until ${until}`;
    return `${name}: ${roles.join(', ')}; ${how}`;
  });
  return { lines: lines.length === 0 ? ['Nobody has an account.'] : lines, json: { people } };
}

async function all({ operator }: Pick<Given, 'operator'>): Promise<readonly Person[]> {
  return (await operator.ask<{ people: readonly Person[] }>('GET', '/people')).people;
}

async function find({ operator, names: [name = ''] }: Given): Promise<Person> {
  const found = (await all({ operator })).find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new FedzkError('not-found', `Nobody here has the name ${quoted(name)}. See fedzk person list.`);
}
