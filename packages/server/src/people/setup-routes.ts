// How somebody comes to an account: the first admin by the setup code, others by the code that an admin has made for them.

import { FedzkError } from '@fedzk/core';
import { problem } from '@fedzk/guard';
import * as v from 'valibot';
import { json } from '../http/answer.js';
import type { Call, Route } from '../http/route.js';
import { NAMES } from '../stores/identity.js';
import type { Secrets } from '../stores/secrets.js';
import type { NewFactors } from './accounts.js';
import { note } from './entries.js';
import { madeOf, wrong } from './factor-routes.js';
import { attestationSchema } from './passkeys.js';
import { codeSchema, nameSchema, type PersonRecord, passwordSchema, totpSchema } from './record.js';
import { CODE_DIGITS, type Hasher, isSame, newCode, newId, readCode } from './secret-text.js';
import { begin, opened, refuse } from './sign-in.js';

const HOURS = 24;
const HOUR_MS = 3_600_000;
const KIB = 1_024;
/** Codes of which somebody makes factors at the same time. */
const MOST_BEGUN = 1_000;

/** What the key store has of a code. */
interface Setup {
  readonly v: 1;
  /** HMAC of the code. */
  readonly hash: string;
  readonly expires: string;
}

const setupSchema = v.strictObject({
  ...{ code: codeSchema, begin: v.optional(v.picklist(['totp', 'passkey'])), name: v.optional(nameSchema) },
  ...{ password: v.optional(passwordSchema), totp: v.optional(totpSchema), passkey: v.optional(attestationSchema) },
});
type Given = v.InferOutput<typeof setupSchema>;

export const setupRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/setup-code', on: 'socket', cost: 20, shed: 'health', operation: 'setup_code.made' },
    says: 'Makes the code by which the first admin signs in. An earlier one is void then.',
    async handle({ system }) {
      const { people, identity } = system;
      if (people.accounts.list().length > 0) {
        const detail = 'There are people already. An admin adds others by fedzk person add.';
        return problem('forbidden', { members: { detail } });
      }
      return json(await makeSetupCode(identity.secrets, people.hasher));
    },
  },
  {
    ...{ method: 'POST', path: '/setup', on: 'operators', cost: 100, shed: 'health' },
    ...{ takes: { type: 'application/json', most: 16 * KIB }, schema: setupSchema },
    ...{ operation: 'person.created', writesEntry: true },
    says: "Makes somebody's first factors by a code: of the first admin, or of whom an admin has added or reset.",
    handle: (call) => setUp(call, call.body as Given),
  },
];

/** Makes the code of the first admin, and keeps its hash. An earlier one is void then. */
async function makeSetupCode(
  secrets: Secrets,
  hasher: Hasher,
): Promise<{ readonly code: string; readonly expires: string }> {
  const code = newCode(CODE_DIGITS.setup);
  const expires = new Date(Date.now() + HOURS * HOUR_MS).toISOString();
  await secrets.replace(NAMES.setup, { v: 1, hash: hasher.of('setup', readCode(code)), expires } satisfies Setup);
  return { code, expires };
}

/** Whose code it is: the first admin's, or that of somebody who is known. */
type Owner = { readonly first: true } | { readonly first: false; readonly record: PersonRecord };

async function ownerOf({ system }: Call, code: string): Promise<Owner | undefined> {
  const { people, identity } = system;
  const record = people.accounts.byInvitation(code);
  if (record !== undefined) return { first: false, record };
  if (people.accounts.list().length > 0) return undefined;
  const setup = await identity.secrets.json<Setup>(NAMES.setup);
  const isRight =
    setup !== undefined &&
    Date.parse(setup.expires) > Date.now() &&
    isSame(setup.hash, people.hasher.of('setup', readCode(code)));
  return isRight ? { first: true } : undefined;
}

/** What is begun with a code and not yet done: the secret of an authenticator app. */
const begun = new WeakMap<object, Map<string, string>>();

function secretsOf(people: object): Map<string, string> {
  const found = begun.get(people) ?? new Map<string, string>();
  begun.set(people, found);
  return found;
}

async function setUp(call: Call, given: Given): Promise<Response> {
  const { people } = call.system;
  const attempt = begin(call, 'setup');
  if (attempt instanceof Response) return attempt;
  const owner = await ownerOf(call, given.code);
  if (owner === undefined) return refuse(call, undefined, 'wrong-setup-code');
  attempt.succeeded();
  const hash = people.hasher.of('code', readCode(given.code));
  const [name, id] = owner.first ? [given.name, ''] : [owner.record.name, owner.record.id];
  if (name === undefined) return wrong('name', 'missing');
  const secrets = secretsOf(people);
  const purpose = `setup ${hash}`;
  if (given.begin === 'totp') {
    const made = people.newTotp(name);
    if (secrets.size >= MOST_BEGUN) secrets.clear();
    secrets.set(hash, made.secret);
    return json(made);
  }
  if (given.begin === 'passkey') {
    // Each person's passkeys are told apart by an id that says nothing; the first admin's comes with the account.
    const owned = { id: id || newId(), name, passkeys: [] };
    return json(await people.passkeys.creation(owned, purpose));
  }
  if (given.passkey === undefined && (given.password === undefined || given.totp === undefined)) {
    return wrong('', 'incomplete');
  }
  const made = await madeOf(call, id || hash, given, secrets.get(hash), purpose);
  if (made instanceof Response) return made;
  const { passkey, ...rest } = made;
  const factors = { ...rest, ...(passkey && { passkeys: [passkey] }) };
  if (!(await people.oneUse.take(people.hasher.of('used', hash), Date.now() + 2 * HOURS * HOUR_MS))) {
    return refuse(call, owner.first ? undefined : owner.record, 'setup-code-used');
  }
  secrets.delete(hash);
  return enrolled(call, owner, { name, code: given.code, factors });
}

async function enrolled(
  call: Call,
  owner: Owner,
  { name, code, factors }: { readonly name: string; readonly code: string; readonly factors: NewFactors },
): Promise<Response> {
  const { people, identity } = call.system;
  try {
    const { record, codes } = owner.first
      ? await people.accounts.first(name, factors)
      : await people.accounts.accept(owner.record.id, code, factors);
    if (owner.first) await identity.secrets.remove(NAMES.setup);
    await note(call, {
      ...{ who: record.id, operation: owner.first ? 'person.created' : 'person.factors', severity: 'high' },
      details: { roles: [...record.roles], what: 'set up by a code' },
    });
    return await opened(call, record, 'page', 'setup code', { recoveryCodes: codes });
  } catch (error) {
    // Another has come first, or the account was removed meanwhile.
    if (!(error instanceof FedzkError) || !['already-exists', 'not-found'].includes(error.code)) throw error;
    return refuse(call, undefined, 'wrong-setup-code');
  }
}
