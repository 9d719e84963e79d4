// fedzk peer: the cards of both aggregators.

import type { Role } from '../../config.js';
import { type Card, fingerprintOf } from '../../control/card.js';
import { type Commands, type Given, type Outcome, readJson, required, writeNew } from '../command.js';

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

async function card({ operator, values }: Given): Promise<Outcome> {
  const { own } = await operator.ask<{ own: Card }>('GET', '/peer');
  const fingerprint = fingerprintOf(own);
  if (values.out === undefined) return { lines: [JSON.stringify(own), fingerprint], json: { card: own, fingerprint } };
  writeNew(values.out, `${JSON.stringify(own)}\n`);
  return {
    lines: [`Send ${values.out} to the other operator, and tell it by another channel: ${fingerprint}`],
    json: { out: values.out, fingerprint },
  };
}

async function add({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
  const fingerprint = required(values, 'fingerprint');
  const { role } = await operator.ask<{ role: Role }>('PUT', '/peer', { card: readJson(path), fingerprint });
  return { lines: [`The other aggregator is known: the ${role}.`], json: { role } };
}

async function show({ operator }: Given): Promise<Outcome> {
  const { other } = await operator.ask<{ other?: Card }>('GET', '/peer');
  if (other === undefined)
    return { lines: ['The other aggregator is not known yet.'], json: { known: false }, ok: false };
  const fingerprint = fingerprintOf(other);
  return {
    lines: [
      `${other.role}, ${other.mode}: ${fingerprint}`,
      `for clients ${other.clients}, for this aggregator ${other.peer}`,
      `log ${other.log}`,
    ],
    json: { known: true, card: other, fingerprint },
  };
}
