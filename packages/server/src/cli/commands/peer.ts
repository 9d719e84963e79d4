// fedzk peer: the cards of both aggregators.

import { otherRole, type Role } from '../../config.js';
import { type Card, cardSchema, fingerprintOf, keysOf } from '../../control/card.js';
import { type Commands, type Given, type Outcome, readCompared, required, writeNew } from '../command.js';
import { commandFor, nextLine } from '../next.js';

export const peerCommands: Commands = {
  'peer card': { options: ['out', 'role'], says: "Gives this aggregator's card, with its fingerprint.", run: card },
  'peer add': {
    usage: 'CARD',
    needs: ['fingerprint'],
    options: ['role'],
    says: 'Sets the other aggregator by its card.',
    run: add,
  },
  'peer show': { options: ['role'], says: 'Says who the other aggregator is.', run: show },
};

async function card(given: Given): Promise<Outcome> {
  const { operator, values } = given;
  const { own } = await operator.ask<{ own: Card }>('GET', '/peer');
  const fingerprint = fingerprintOf(own);
  if (values.out === undefined) return { lines: [JSON.stringify(own), fingerprint], json: { card: own, fingerprint } };
  writeNew(values.out, `${JSON.stringify(own)}\n`);
  const other = otherRole(own.role);
  const add = commandFor(given, other, 'peer', 'add', values.out, '--fingerprint', '"…"');
  return {
    lines: [
      `Send ${values.out} to the other operator, and tell it by another channel: ${fingerprint}`,
      nextLine(other, add),
    ],
    json: { out: values.out, fingerprint },
  };
}

async function add(given: Given): Promise<Outcome> {
  const { values, operator } = given;
  const [path = ''] = given.names;
  const fingerprint = required(values, 'fingerprint');
  const card = readCompared([cardSchema, 'the card of an aggregator'], path, fingerprint);
  const { role } = await operator.ask<{ role: Role }>('PUT', '/peer', { card, fingerprint });
  return {
    lines: [
      `The other aggregator is known here: the ${role} at ${card.peer}.`,
      `The ${role} needs the card of the ${operator.role} too: ${commandFor(given, operator.role, 'peer', 'card', '--out', 'FILE')}`,
      'fedzk doctor says whether both find each other.',
    ],
    json: { role },
  };
}

async function show(given: Given): Promise<Outcome> {
  const { operator } = given;
  const { other } = await operator.ask<{ other?: Card }>('GET', '/peer');
  if (other === undefined) {
    const role = otherRole(operator.role);
    const lines = [
      'The other aggregator is not known yet.',
      nextLine(role, commandFor(given, role, 'peer', 'card', '--out', `${role}.card.json`)),
      nextLine(
        operator.role,
        commandFor(given, operator.role, 'peer', 'add', `${role}.card.json`, '--fingerprint', '"…"'),
      ),
    ];
    return { lines, json: { known: false }, ok: false };
  }
  const [fingerprint, keys] = [fingerprintOf(other), keysOf(other)];
  return {
    lines: [
      `${other.role}, ${other.mode}: ${fingerprint}`,
      `for clients ${other.clients}, for this aggregator ${other.peer}`,
      `signs by ${keys.signs}, opens by ${keys.opens}`,
      `log ${other.log}`,
    ],
    json: { known: true, card: other, fingerprint, keys },
  };
}
