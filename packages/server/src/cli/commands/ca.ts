// fedzk ca: the certificates of a production system, by a CA on another machine.

import { readFileSync } from 'node:fs';
import { FedzkError, quoted } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import { certificateFacts } from '@fedzk/host';
import { readConfig } from '../../config.js';
import { fingerprintOf } from '../../control/card.js';
import { answerRequest, type CaHome, makeRoot } from '../../start/ca.js';
import { install } from '../../start/install.js';
import { answerSchema, requestSchema } from '../../stores/certificates.js';
import {
  type Commands,
  type Given,
  type Outcome,
  readCompared,
  required,
  Trouble,
  type Values,
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
    keeps: true,
    says: 'Takes the answer. The aggregator must not run meanwhile.',
    run: installAnswer,
  },
};

const VARIABLE = 'FEDZK_MASTER_PASSWORD';
const MOST_BYTES = 4096;
const LEAST_CHARACTERS = 12;
const MOST_DAYS = 365;

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
  const request = readCompared([requestSchema, 'a request for certificates'], path, required(values, 'fingerprint'));
  const [home, days] = [homeOf(values), daysOf(values.days)];
  const answer = await answerRequest(home, request, days).catch((error: unknown) => {
    if (!(error instanceof FedzkError)) throw error;
    const { code, message } = error;
    if (code === 'not-found') throw new Trouble(message);
    throw new Trouble(`${quoted(code === 'wrong-key' ? home.home : path)}: ${message}`);
  });
  writeNew(out, `${JSON.stringify(answer)}\n`);
  const fingerprint = fingerprintOf(answer);
  const { clients, peer } = request;
  return {
    lines: [
      `For the ${request.role}: clients ${clients.names.join(', ')}; other aggregator ${peer.names.join(', ')}`,
      `Take ${out} there; its fingerprint is ${fingerprint}`,
      `  there:  fedzk ca install ${out} --role ${request.role} --fingerprint "…"`,
    ],
    json: { out, role: request.role, names: [...new Set([...clients.names, ...peer.names])], fingerprint },
  };
}

async function installAnswer({ names: [path = ''], values, data, role }: Given): Promise<Outcome> {
  const answer = readCompared([answerSchema, 'the answer of a CA'], path, required(values, 'fingerprint'));
  await install(readConfig({ role, mode: 'production', data }), answer);
  const ends = certificateFacts(answer.clients).notAfter.toISOString();
  return {
    lines: [`The ${role} has its certificates, until ${ends}. Run fedzk serve --role ${role}.`],
    json: { role, notAfter: ends },
  };
}

/** The passphrase comes by a file or the environment: arguments are shown to every user of the machine. */
function homeOf(values: Values): CaHome {
  const home = required(values, 'home');
  const file = values['passphrase-file'];
  const passphrase = file === undefined ? process.env[VARIABLE] : passphraseIn(file);
  if (passphrase === undefined || passphrase.length < LEAST_CHARACTERS) {
    throw new Trouble(
      `${VARIABLE}, or the first line of --passphrase-file, expected a passphrase of ${LEAST_CHARACTERS} characters or more, which opens the CA's key.`,
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
  if (/^\d{1,3}$/.test(text) && Number(text) > 0 && Number(text) <= MOST_DAYS) return Number(text);
  throw new Trouble(`--days expected a number from 1 to ${MOST_DAYS}, got ${quoted(text)}.`);
}
