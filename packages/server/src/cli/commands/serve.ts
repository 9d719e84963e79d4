// fedzk serve.

import { quoted } from '@fedzk/core';
import { type Commands, type Given, Trouble } from '../command.js';
import { serve } from '../serve.js';

export const serveCommands: Commands = {
  serve: {
    options: ['role', 'port', 'development', 'create', 'take-over'],
    says: 'Runs both aggregators for trying; with --role one, for real.',
    run: start,
  },
};

function start({ values, data, role, io }: Given): Promise<number> {
  const isOne = values.role !== undefined;
  const mode = !isOne || values.development ? 'development' : 'production';
  const mayMake = values.create || values.development || io.atTerminal;
  return serve(
    {
      data,
      role: isOne ? role : undefined,
      mode,
      port: portOf(values.port),
      mayMake,
      takeOver: values['take-over'] === true,
    },
    io,
  );
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 64_000) return Number(text);
  throw new Trouble(`--port expected a port from 1 to 64000, got ${quoted(text)}.`);
}
