// fedzk login and logout: the session with which the command line acts.

import { hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FedzkError } from '@fedzk/core';
import { type Commands, type Given, type Outcome, Trouble } from '../command.js';

export const loginCommands: Commands = {
  login: {
    options: ['role', 'name'],
    says: 'Signs in: a person types the code that it shows at the page.',
    words: { name: 'sign in by password and TOTP: two lines of standard input' },
    notes: [
      'The session lasts 12 hours, or 30 minutes without use. What asks for a factor',
      'does so five minutes after login: then log in again.',
    ],
    run: login,
  },
  logout: { options: ['role'], says: 'Ends the session of the command line.', run: logout },
};

const POLL_MS = 500;

interface Begun {
  readonly login: string;
  readonly code: string;
  readonly url: string;
  readonly seconds: number;
}

async function login({ operator, values, io }: Given): Promise<Outcome> {
  operator.signedOut();
  if (values.name !== undefined) {
    const { token, person } = await operator.ask<{ token: string; person: { name: string } }>('POST', '/session', {
      ...{ name: values.name },
      ...secretsIn(new TextDecoder().decode(await io.readInput())),
    });
    operator.signedIn(token);
    return { lines: [`${person.name} is signed in.`], json: { signedIn: true } };
  }
  const claim = { user: userInfo().username, host: hostname() };
  const { login: id, code, url, seconds } = await operator.ask<Begun>('POST', '/logins', claim);
  io.tell(`Sign in at ${url}, and type there: ${code}`);
  io.tell(`The page says that ${claim.user} on ${claim.host} asks. The code is good for ${seconds / 60} minutes.`);
  let isEnding = false;
  void io.asked().then(() => {
    isEnding = true;
  });
  for (;;) {
    if (isEnding) throw new FedzkError('unavailable', 'Nobody has approved it yet.');
    const { state, token } = await operator.ask<{ state: string; token?: string }>('GET', `/logins/${id}`);
    if (state === 'refused') return { lines: ['It was refused.'], json: { signedIn: false }, ok: false };
    if (token !== undefined) {
      operator.signedIn(token);
      return { lines: ['Signed in.'], json: { signedIn: true } };
    }
    await sleep(POLL_MS);
  }
}

function secretsIn(text: string): { readonly password: string; readonly totp: string } {
  const [password = '', totp = ''] = text.split(/\r?\n/);
  if (password !== '' && /^\d{6}$/.test(totp)) return { password, totp };
  throw new Trouble('Standard input expected two lines: the password, and the six digits of the authenticator app.');
}

async function logout({ operator }: Given): Promise<Outcome> {
  await operator.ask('DELETE', '/session').catch((error: unknown) => {
    if (!(error instanceof FedzkError)) throw error;
  });
  operator.signedOut();
  return { lines: ['Signed out.'], json: { signedIn: false } };
}
