// Makes an admin where none can sign in. The aggregator must be stopped, and its root key at hand: whoever has both may do all anyway.

import { FedzkError, quoted } from '@fedzk/core';
import * as v from 'valibot';
import { type Role, readConfig } from '../config.js';
import { Accounts } from '../people/accounts.js';
import { nameSchema } from '../people/record.js';
import { Hasher } from '../people/secret-text.js';
import { hold } from '../stores/holder.js';
import { logOwner, NAMES, openSecrets } from '../stores/identity.js';
import { layoutOf } from '../stores/layout.js';
import { modeIn, openLog } from '../stores/log.js';

/**
 * Makes somebody an admin without factors, with a code for new ones. Other people stay as they are.
 *
 * @throws {FedzkError} `not-found`: no system; `invalid-state`: it runs; `invalid-argument`: the name; what opening the stores throws
 */
export async function rescue(
  data: string,
  role: Role,
  given: string,
): Promise<{ readonly code: string; readonly expires: string }> {
  const layout = layoutOf(data, role);
  const mode = modeIn(layout);
  if (mode === undefined)
    throw new FedzkError('not-found', `${quoted(data)} has no ${role}. Name its folder by --data.`);
  const name = v.safeParse(nameSchema, given);
  if (!name.success) throw new FedzkError('invalid-argument', `NAME: ${name.issues[0].message}`);
  const release = await hold(data, role);
  try {
    const secrets = await openSecrets(layout, readConfig({ role, mode, data }));
    try {
      const log = await openLog(layout, await logOwner(secrets));
      try {
        const accounts = await Accounts.open(secrets, Hasher.from(await secrets.needed(NAMES.pepper), 'people'));
        const known = accounts.byName(name.output);
        const event = { operation: 'person.rescued', resource: 'people', result: 'success' } as const;
        // The entry is there before the code.
        const details = { known: known !== undefined };
        await log.append({ user_id: known?.id ?? 'fedzk', ...event, severity: 'critical', details });
        if (known === undefined) return await accounts.invite(name.output, ['admin']);
        if (!known.roles.includes('admin')) {
          await accounts.change(known.id, (before) => ({ ...before, roles: ['admin'] }));
        }
        return await accounts.reset(known.id);
      } finally {
        await log.close();
      }
    } finally {
      await secrets.store.close();
    }
  } finally {
    release();
  }
}
