// fedzk person: the first admin.

import type { Commands, Given, Outcome } from '../command.js';

export const personCommands: Commands = {
  'person first': { options: ['role'], says: 'Prints the code by which the first admin signs in.', run: first },
};

async function first({ operator }: Given): Promise<Outcome> {
  const { code, expires } = await operator.ask<{ code: string; expires: string }>('POST', '/setup-code');
  return {
    lines: [code, `The first admin signs in with it until ${expires}. An earlier code is void.`],
    json: { code, expires },
  };
}
