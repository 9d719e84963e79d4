// fedzk serve.

import { quoted } from '@fedzk/core';
import { type Commands, type Given, Trouble } from '../command.js';
import { serve } from '../serve.js';

export const serveCommands: Commands = {
  serve: {
    options: ['role', 'port', 'development', 'create', 'take-over'],
    keeps: true,
    says: 'Runs both aggregators for trying; with --role one, for real.',
    words: {
      role: 'leader or helper alone; by default both, for development',
      port: "of a new system: where the leader's clients come; 8443",
      development: 'for trying: anyone can forge proofs, and no secret is safe',
    },
    notes: [
      '               clients   other aggregator   operators   telemetry',
      'leader            8443               9000        9443        9464',
      'helper            8453               9010        9453        9474',
      '--port 20000     20000              20557       21000       21021',
      "A helper has the leader's ports + 10 where both share a folder, and the leader's",
      'where it is alone. fedzk.json keeps the ports that a system was made with.',
    ],
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
