// The code by which the first admin signs in. Whoever may use the socket may ask for it, until there is a person.

import { createHash, randomBytes } from 'node:crypto';
import { problem } from '@fedzk/guard';
import { json } from '../http/answer.js';
import type { Route } from '../http/route.js';
import { NAMES } from '../stores/identity.js';

/** 100 bits: five of them a digit. */
const DIGITS = 20;
const HOURS = 24;
/** Without the letters that are read as digits, and without U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What the key store has of a code. */
interface Setup {
  readonly v: 1;
  /** SHA-256 of the code, hexadecimal. */
  readonly hash: string;
  readonly expires: string;
}

export const setupRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/setup-code', on: 'socket', cost: 20, shed: 'health', operation: 'setup_code.made' },
    says: 'Makes the code by which the first admin signs in. An earlier one is void then.',
    async handle({ system }) {
      const { secrets } = system.identity;
      if ((await secrets.under(NAMES.person)).length > 0) return problem('forbidden');
      const code = newCode();
      const expires = new Date(Date.now() + HOURS * 3_600_000).toISOString();
      const hash = createHash('sha256').update(code).digest('hex');
      await secrets.replace(NAMES.setup, { v: 1, hash, expires } satisfies Setup);
      return json({ code, expires });
    },
  },
];

function newCode(): string {
  const digits = Array.from(randomBytes(DIGITS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (digits.match(/.{5}/g) ?? []).join('-');
}
