// fedzk client: a client's own keys and reports, and the operator's list of clients.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FedzkError, quoted } from '@fedzk/core';
import * as v from 'valibot';
import { runDemo } from '../../client/demo.js';
import { answerSchema, type EnrolmentAnswer, requestSchema } from '../../client/enrolment.js';
import { ClientHome } from '../../client/home.js';
import { report, result } from '../../client/reporting.js';
import type { ValuesFormat } from '../../client/values.js';
import { bytesOf, fingerprintOf, keyFingerprintOf } from '../../control/card.js';
import type { ClientRecord } from '../../control/clients.js';
import { holderOf } from '../../stores/holder.js';
import { layoutOf } from '../../stores/layout.js';
import { modeIn } from '../../stores/log.js';
import {
  type Commands,
  type Given,
  type Outcome,
  read,
  readJson,
  required,
  SEE_HELP,
  Trouble,
  type Values,
  writeAnswer,
} from '../command.js';
import { Operator } from '../operator.js';

/** How many seconds a report waits for a round, and for the verdict. */
const REPORT_WAIT = 60;

export const clientCommands: Commands = {
  'client init': {
    needs: ['id', 'home'],
    says: "Makes a client's keys, and its request for both operators.",
    run: init,
  },
  'client enrol': {
    usage: 'REQUEST',
    needs: ['fingerprint', 'out'],
    options: ['role'],
    says: 'Enrols a client here, and makes the answer for it.',
    run: enrol,
  },
  'client join': {
    usage: 'ANSWER',
    needs: ['home', 'fingerprint'],
    options: ['development'],
    says: "Takes an operator's answer into the client's folder.",
    run: joinSystem,
  },
  'client report': {
    needs: ['home', 'task', 'values'],
    options: ['round', 'wait', 'format', 'pad', 'key'],
    says: 'Proves and reports an update, and waits for the verdict.',
    words: {
      home: "the client's folder",
      values: 'the update, all values of the task; - is standard input',
      round: 'by default the newest',
      wait: `for the round to open, then for the verdict; ${REPORT_WAIT} each`,
      format: 'float32 (little-endian), or integers (JSON), as of *.json',
      key: 'the proving key; in development left out',
    },
    run: reportValues,
  },
  'client result': {
    needs: ['home', 'task', 'round'],
    options: ['wait'],
    says: 'Prints the sums that both aggregators have signed.',
    words: {
      home: "the client's folder",
      round: 'the number of a round that was collected',
      wait: 'how long it asks while there is no result; by default once',
    },
    run: showResult,
  },
  'client list': { options: ['role'], says: 'Lists the clients that are enrolled here.', run: list },
  'client revoke': {
    usage: 'ID',
    options: ['role'],
    says: 'Revokes a client: its connections are closed.',
    run: revoke,
  },
  'client demo': {
    says: 'Runs a round of ten clients, for trying.',
    words: { data: 'the folder that fedzk serve says' },
    notes: [
      'fedzk serve must run, in another terminal. The clients are in DIR/demo, and',
      'report again in another demo.',
    ],
    run: demo,
  },
};

async function demo({ data, values, io }: Given): Promise<Outcome> {
  const operators = { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') };
  await requireDemo(data, [operators.leader, operators.helper]);
  const folder = join(data, 'demo');
  const tell = (line: string): void => {
    if (!values.json) io.say(line);
  };
  const found = await runDemo(operators, { folder, tell });
  return {
    lines: [
      `${found.accepted} reports were summed. The first sums are ${found.sums.slice(0, 5).join(' ')} …`,
      found.isRight ? 'The sum is that of the values.' : 'The sum is NOT that of the values.',
    ],
    json: found,
    ok: found.isRight,
  };
}

/** Nothing is made where the demo can't be run. @throws {FedzkError} with what to start first */
async function requireDemo(data: string, operators: readonly Operator[]): Promise<void> {
  const roles = operators.map(({ role }) => role);
  const here = roles.filter((role) => existsSync(layoutOf(data, role).folder));
  const start = `fedzk serve --data ${quoted(data)}`;
  if (here.length === 0) {
    throw new FedzkError(
      'not-found',
      `No system is in ${quoted(data)}. Start fedzk serve first, in another terminal, then the demo with the same --data.`,
    );
  }
  if (here.length === 1 || roles.some((role) => modeIn(layoutOf(data, role)) === 'production')) {
    throw new FedzkError(
      'invalid-state',
      `The demo needs both aggregators of a system for development, and ${quoted(data)} has another. Start fedzk serve with another --data, then the demo with that.`,
    );
  }
  for (const operator of operators) {
    await operator.ask('GET', '/peer').catch((error: unknown) => {
      if (!(error instanceof FedzkError) || holderOf(data, operator.role) !== undefined) throw error;
      throw new FedzkError(
        'unavailable',
        `The ${operator.role} does not run. Start it first, in another terminal: ${start}.`,
      );
    });
  }
}

async function init({ values }: Given): Promise<Outcome> {
  const home = required(values, 'home');
  const request = await ClientHome.create(home, required(values, 'id'));
  const fingerprint = fingerprintOf(request);
  const file = join(home, 'request.json');
  return {
    lines: [`Send ${file} to both operators, and tell each by another channel: ${fingerprint}`],
    json: { request: file, fingerprint },
  };
}

async function enrol({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
  const [fingerprint, out] = [required(values, 'fingerprint'), required(values, 'out')];
  const request = readJson(path);
  if (!v.is(requestSchema, request))
    throw new Trouble(`${quoted(path)} is no request. Give the request.json that fedzk client init has made.`);
  const answer = await writeAnswer(out, () =>
    operator.ask<EnrolmentAnswer>('POST', '/clients', { request, fingerprint }),
  );
  const own = fingerprintOf(answer);
  return {
    lines: [`Send ${out} to ${answer.id}, and tell it by another channel: ${own}`],
    json: { id: answer.id, out, fingerprint: own },
  };
}

async function joinSystem({ names: [path = ''], values }: Given): Promise<Outcome> {
  const home = openHome(values);
  const fingerprint = required(values, 'fingerprint');
  const answer = readJson(path);
  if (!v.is(answerSchema, answer))
    throw new Trouble(`${quoted(path)} is no answer. Give the file that an operator has made by fedzk client enrol.`);
  const { role, card } = await home.join(answer, { fingerprint, development: values.development });
  return { lines: [`${home.id} belongs to the ${role} at ${card.clients}.`], json: { id: home.id, role } };
}

async function revoke({ names: [id = ''], operator }: Given): Promise<Outcome> {
  await operator.ask('DELETE', `/clients/${encodeURIComponent(id)}`);
  return { lines: [`${id} is revoked.`], json: { revoked: id } };
}

async function list({ operator }: Given): Promise<Outcome> {
  const { clients } = await operator.ask<{ clients: readonly ClientRecord[] }>('GET', '/clients');
  const keyed = clients.map((each) => ({ ...each, key: keyFingerprintOf(bytesOf(each.signingKey)) }));
  const lines = keyed.map(
    ({ id, key, expires, revoked }) =>
      `${id}: key ${key}, ${revoked === undefined ? `until ${expires}` : `revoked ${revoked}`}`,
  );
  return { lines: lines.length === 0 ? ['There are no clients.'] : lines, json: { clients: keyed } };
}

async function reportValues({ values, io }: Given): Promise<Outcome> {
  const given = required(values, 'values');
  const format = formatOf(values.format, given);
  const ms = 1000 * secondsOf(values.wait, REPORT_WAIT);
  const round = values.round === undefined ? undefined : roundOf(values.round);
  const home = openHome(values);
  try {
    const update = given === '-' ? await io.readInput() : read(given);
    const ending = new AbortController();
    void io.asked().then(() => ending.abort());
    const found = await report(home, {
      ...{ task: required(values, 'task'), round, values: update, format, pad: values.pad === true, key: values.key },
      patience: { ms, tell: (line) => io.tell(`fedzk: ${line}`), signal: ending.signal },
    });
    const why = found.problem === undefined ? '' : `: ${found.problem}${meaningOf(found.problem)}`;
    return {
      lines: [`${home.id}: round ${found.round} ${found.status}${why}`],
      json: found,
      ok: found.status === 'accepted',
    };
  } finally {
    home.close();
  }
}

/** What the reasons for a refusal mean for a client. */
const MEANINGS: Readonly<Record<string, string>> = {
  'round-closed': 'it takes no more reports. For the next one pass its number by --round, and --wait SECONDS',
  'round-abandoned': 'the operators gave it up. For the next one pass its number by --round, and --wait SECONDS',
  'batch-full': 'it has room for no more reports',
  duplicate: "another report of this client has its place. Is the client's folder used on two machines?",
  'not-authorised': 'the task names no such client, or another key of it. Ask both operators',
  refused: 'the report does not pass. Is --key the key of the task, and are the values within its bound?',
};

function meaningOf(problem: string): string {
  const meaning = Object.hasOwn(MEANINGS, problem) ? MEANINGS[problem] : undefined;
  return meaning === undefined ? '' : `: ${meaning}`;
}

async function showResult({ values, io }: Given): Promise<Outcome> {
  const [task, round] = [required(values, 'task'), roundOf(required(values, 'round'))];
  const patience = { ms: 1000 * secondsOf(values.wait, 0), tell: (line: string) => io.tell(`fedzk: ${line}`) };
  const home = openHome(values);
  try {
    const found = await result(home, { task, round, patience });
    const rest = found.mean ?? found.sums;
    return {
      lines: [
        `round ${found.round}: ${found.count} reports`,
        `${found.mean === undefined ? 'sums' : 'mean'}: ${rest.slice(0, 8).join(' ')}${rest.length > 8 ? ' …' : ''}`,
      ],
      json: found,
    };
  } finally {
    home.close();
  }
}

function openHome(values: Values): ClientHome {
  const home = required(values, 'home');
  if (existsSync(join(home, 'client.key'))) return ClientHome.open(home);
  throw new Trouble(`${quoted(home)} has no client. Run fedzk client init --id ID --home ${quoted(home)}.`);
}

function formatOf(text: string | undefined, file: string): ValuesFormat {
  if (text === undefined) return file.endsWith('.json') ? 'integers' : 'float32';
  if (text === 'float32' || text === 'integers') return text;
  throw new Trouble(`--format expected float32 or integers, got ${quoted(text)}. ${SEE_HELP}`);
}

function roundOf(text: string): bigint {
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new Trouble(`--round expected the number of a round, such as 1, got ${quoted(text)}.`);
}

function secondsOf(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new Trouble(`--wait expected whole seconds, such as 60, got ${quoted(text)}.`);
}
