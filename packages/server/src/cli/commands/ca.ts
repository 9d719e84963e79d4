// fedzk ca: the certificates of a production system, by a CA on another machine.

import { readFileSync } from 'node:fs';
import { FedzkError, quoted } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import { certificateFacts } from '@fedzk/host';
import type * as v from 'valibot';
import { readConfig } from '../../config.js';
import { fingerprintOf, isFingerprint } from '../../control/card.js';
import { answerRequest, type CaHome, makeRoot } from '../../start/ca.js';
import { install } from '../../start/install.js';
import { answerSchema, requestSchema } from '../../stores/certificates.js';
import {
  type Commands,
  type Given,
  type Outcome,
  readAs,
  required,
  Trouble,
  type Values,
  within,
  writeNew,
} from '../command.js';

export const caCommands: Commands = {
  'ca root': {
    needs: ['home', 'name'],
    options: ['passphrase-file'],
    says: 'Makes a CA, on a machine that runs no aggregator.',
    run: root,
  },
  'ca issue': {
    usage: 'REQUEST',
    needs: ['home', 'fingerprint', 'out'],
    options: ['days', 'passphrase-file'],
    says: "Answers a system's request, on that machine.",
    run: issue,
  },
  'ca install': {
    usage: 'ANSWER',
    needs: ['role', 'fingerprint'],
    says: 'Takes the answer. The aggregator must not run meanwhile.',
    run: installAnswer,
  },
};

const VARIABLE = 'FEDZK_MASTER_PASSWORD';
const MOST_BYTES = 4096;
const LEAST_CHARACTERS = 12;

async function root({ values }: Given): Promise<Outcome> {
  const home = required(values, 'home');
  const certificate = await makeRoot(homeOf(values), required(values, 'name'));
  const { fingerprint, notAfter } = certificateFacts(certificate);
  return {
    lines: [
      `The CA is in ${home}, until ${notAfter.toISOString()}. Its key is encrypted by the passphrase: keep both.`,
      `root.pem has the SHA-256 ${fingerprint}`,
    ],
    json: { home, fingerprint, notAfter: notAfter.toISOString() },
  };
}

async function issue({ names: [path = ''], values }: Given): Promise<Outcome> {
  const out = required(values, 'out');
  const request = compared(requestSchema, path, required(values, 'fingerprint'));
  const answer = await within(path, () => answerRequest(homeOf(values), request, daysOf(values.days)));
  writeNew(out, `${JSON.stringify(answer)}\n`);
  const fingerprint = fingerprintOf(answer);
  const { clients, peer } = request;
  return {
    lines: [
      `For the ${request.role}: clients ${clients.names.join(', ')}; other aggregator ${peer.names.join(', ')}`,
      `Take ${out} there; its fingerprint is ${fingerprint}`,
    ],
    json: { out, role: request.role, names: [...new Set([...clients.names, ...peer.names])], fingerprint },
  };
}

async function installAnswer({ names: [path = ''], values, data, role }: Given): Promise<Outcome> {
  const answer = compared(answerSchema, path, required(values, 'fingerprint'));
  await install(readConfig({ role, mode: 'production', data }), answer);
  const ends = certificateFacts(answer.clients).notAfter.toISOString();
  return {
    lines: [`The ${role} has its certificates, until ${ends}. Run fedzk serve --role ${role}.`],
    json: { role, notAfter: ends },
  };
}

/** Reads a file that was compared by its fingerprint. */
function compared<Schema extends v.GenericSchema<unknown, object>>(
  schema: Schema,
  path: string,
  fingerprint: string,
): v.InferOutput<Schema> {
  const found = readAs(schema, path);
  if (isFingerprint(fingerprint, found)) return found;
  throw new FedzkError(
    'not-authentic',
    `${quoted(path)} has another fingerprint. It was changed on its way, or is not the one that was meant.`,
  );
}

/** The passphrase comes by a file or the environment: arguments are shown to every user of the machine. */
function homeOf(values: Values): CaHome {
  const home = required(values, 'home');
  const file = values['passphrase-file'];
  const passphrase = file === undefined ? process.env[VARIABLE] : passphraseIn(file);
  if (passphrase === undefined || passphrase.length < LEAST_CHARACTERS) {
    throw new Trouble(
      `${VARIABLE}, or the first line of --passphrase-file, expected a passphrase of ${LEAST_CHARACTERS} characters or more.`,
    );
  }
  return { home, passphrase };
}

function passphraseIn(file: string): string {
  const isPipe = file.startsWith('/dev/');
  const bytes = isPipe ? readFileSync(file) : readPrivateFile(file, MOST_BYTES);
  return new TextDecoder().decode(bytes).split('\n')[0] ?? '';
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,3}$/.test(text) && Number(text) > 0) return Number(text);
  throw new Trouble(`--days expected a number from 1 to 365, got ${quoted(text)}.`);
}
