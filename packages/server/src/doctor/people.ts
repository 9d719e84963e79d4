// Whether there are people who can run an aggregator.

import type { Config } from '../config.js';
import { isEnrolled, type PersonRecord } from '../people/record.js';
import { type Identity, NAMES } from '../stores/identity.js';
import { type Check, no, ok } from './check.js';

/** Looks for admins, of whom there should be two: in development nobody need be there. */
export async function checkPeople({ secrets }: Identity, { mode }: Config): Promise<readonly Check[]> {
  const records: PersonRecord[] = [];
  for (const id of await secrets.under(NAMES.person)) {
    const record = await secrets.json<PersonRecord>(NAMES.person + id);
    if (record !== undefined) records.push(record);
  }
  const admins = records.filter((each) => each.roles.includes('admin') && isEnrolled(each)).length;
  if (mode === 'development' && records.length === 0) return [];
  if (records.length === 0) {
    return [no('people', 'nobody has an account', 'Run fedzk person first: it gives the code for the first admin.')];
  }
  if (admins < 2 && mode === 'production') {
    const says = `${admins === 0 ? 'no admin' : 'one admin alone'} can sign in, so what needs a second person waits a day`;
    const remedy =
      admins === 0
        ? 'Stop it, and run fedzk person rescue.'
        : 'Add another: fedzk person add NAME --roles admin. Without a second one nobody helps who has lost their factors.';
    return [no('people', says, remedy)];
  }
  return [ok('people', `${records.length}, of whom ${admins} can sign in as admin`)];
}
