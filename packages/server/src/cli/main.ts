// The command line: words into calls. It uses a running aggregator by its socket.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escaped, FedzkError, quoted } from '@fedzk/core';
import { readWords, type Words } from '@fedzk/core/node';
import { runDemo } from '../client/demo.js';
import type { EnrolmentAnswer } from '../client/enrolment.js';
import { ClientHome } from '../client/home.js';
import type { Role } from '../config.js';
import { type Card, fingerprintOf } from '../control/card.js';
import type { ClientRecord } from '../control/clients.js';
import { dataFolder } from '../stores/layout.js';
import type { Status } from '../system.js';
import { Operator } from './operator.js';
import { serve } from './serve.js';
import type { Surroundings } from './surroundings.js';
import { HELP, SEE_HELP } from './words.js';

const word = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ data: word, role: word, port: word, id: word, home: word, out: word, fingerprint: word },
  ...{ development: flag, json: flag },
} as const;
type Values = Words<typeof OPTIONS>['values'];
type Option = keyof typeof OPTIONS;

/** What a command gives. */
interface Outcome {
  readonly lines: readonly string[];
  readonly json: object;
  readonly ok?: boolean;
}

interface Given {
  readonly names: readonly string[];
  readonly values: Values;
  readonly data: string;
  readonly role: Role;
  readonly operator: Operator;
}

interface Command {
  /** The words after the command's name. */
  readonly usage: string;
  readonly options: readonly Option[];
  run(given: Given): Promise<Outcome>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  status: { usage: '', options: ['role'], run: status },
  'client demo': { usage: '', options: [], run: demo },
  'client init': { usage: '', options: ['id', 'home'], run: init },
  'client enrol': { usage: 'REQUEST', options: ['role', 'fingerprint', 'out'], run: enrol },
  'client join': { usage: 'ANSWER', options: ['home', 'fingerprint', 'development'], run: joinSystem },
  'client revoke': { usage: 'ID', options: ['role'], run: revoke },
  'client list': { usage: '', options: ['role'], run: list },
  'peer card': { usage: '', options: ['role', 'out'], run: card },
  'peer add': { usage: 'FILE', options: ['role', 'fingerprint'], run: addPeer },
  'round open': { usage: 'TASK ROUND', options: ['role'], run: (given) => step('open', given) },
  'round close': { usage: 'TASK ROUND', options: ['role'], run: (given) => step('close', given) },
  'round collect': { usage: 'TASK ROUND', options: ['role'], run: (given) => step('collect', given) },
  'round abandon': { usage: 'TASK ROUND', options: ['role'], run: (given) => step('abandon', given) },
};

/**
 * Runs the command line.
 *
 * @param args the words after its name
 * @returns the exit code: 0 yes, 1 no, 2 wrong use or a system that can't be started
 */
export async function main(args: readonly string[], io: Surroundings): Promise<number> {
  try {
    return await obey(args, io);
  } catch (error) {
    const isOurs = error instanceof FedzkError || error instanceof Trouble;
    const message = isOurs
      ? error.message
      : `An unexpected error: ${error instanceof Error ? error.message : 'unknown'}`;
    io.tell(`fedzk: ${escaped(message)}`);
    if (args.includes('--json')) io.say(escaped(JSON.stringify({ ok: false, error: message })));
    // What an aggregator refuses is a no; all else is wrong use, or nothing to use.
    return error instanceof FedzkError && error.code === 'invalid-state' && args[0] !== 'serve' ? 1 : 2;
  }
}

/** A mistake in the words. */
class Trouble extends Error {}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { values, positionals, tokens } = readWords(args, OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
  if (values.help) return said(io, HELP);
  if (values.version) return said(io, io.version());
  const data = dataFolder(values.data);
  const role = roleOf(values.role);
  const used = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const [first, second = ''] = positionals;
  if (first === 'serve') {
    requireOptions('serve', used, ['role', 'port', 'development']);
    const isOne = values.role !== undefined;
    const mode = !isOne || values.development ? 'development' : 'production';
    const mayMake = values.development || process.stdout.isTTY === true;
    return serve({ data, role: isOne ? role : undefined, mode, port: portOf(values.port), mayMake }, io);
  }
  const name = first === 'status' ? first : `${first} ${second}`;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const got = first === undefined ? '' : `, got ${quoted(positionals.slice(0, 2).join(' '))}`;
    throw new Trouble(`Expected a command: serve, ${Object.keys(COMMANDS).join(', ')}${got}. ${SEE_HELP}`);
  }
  requireOptions(name, used, command.options);
  const names = positionals.slice(name.split(' ').length);
  const needed = command.usage.split(' ').filter((each) => each !== '').length;
  if (names.length !== needed)
    throw new Trouble(`"${name}" expected ${command.usage || 'nothing'} after it. ${SEE_HELP}`);
  const {
    lines,
    json,
    ok = true,
  } = await command.run({ names, values, data, role, operator: new Operator(data, role) });
  if (values.json) io.say(escaped(JSON.stringify({ ok, ...json })));
  else for (const line of lines) io.say(escaped(line));
  return ok ? 0 : 1;
}

function said(io: Surroundings, text: string): number {
  io.say(text);
  return 0;
}

function requireOptions(name: string, used: readonly string[], known: readonly string[]): void {
  const foreign = used.find((option) => ![...known, 'data', 'json'].includes(option));
  if (foreign !== undefined) throw new Trouble(`"${name}" has no option --${foreign}. ${SEE_HELP}`);
}

function roleOf(text: string | undefined): Role {
  if (text === undefined || text === 'leader' || text === 'helper') return text ?? 'leader';
  throw new Trouble(`--role expected leader or helper, got ${quoted(text)}.`);
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 64_000) return Number(text);
  throw new Trouble(`--port expected a port from 1 to 64000, got ${quoted(text)}.`);
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new Trouble(`--${option} is missing. ${SEE_HELP}`);
  return value;
}

function readJson<T>(path: string): T {
  if (!existsSync(path)) throw new Trouble(`There is no file ${quoted(path)}.`);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    throw new Trouble(`${quoted(path)} is no JSON.`);
  }
}

async function status({ operator }: Given): Promise<Outcome> {
  const found = await operator.ask<Status>('GET', '/status');
  const tasks = found.tasks.map(
    ({ id, taskid, round }) =>
      `task ${id} (${taskid}): ${round === undefined ? 'no round yet' : `round ${round.round} ${round.state}, ${round.accepted} accepted`}`,
  );
  const { role, mode, urls, clients, peer, log, certificates } = found;
  return {
    lines: [
      `${role}, ${mode}: ${found.ready ? 'takes requests' : 'takes no requests'} at ${urls.clients}`,
      `other aggregator: ${peer.known ? 'known' : 'not known yet'}; clients: ${clients}`,
      `log ${log.origin}: ${log.up ? 'up' : 'down'}; certificates end ${certificates.clients}`,
      ...tasks,
    ],
    json: found,
    ok: found.ready,
  };
}

async function demo({ data, values }: Given): Promise<Outcome> {
  const operators = { leader: new Operator(data, 'leader'), helper: new Operator(data, 'helper') };
  const lines: string[] = [];
  const folder = join(data, 'demo', String(Date.now()));
  mkdirSync(join(data, 'demo'), { recursive: true, mode: 0o700 });
  const tell = (line: string): void => {
    if (values.json) return;
    process.stdout.write(`${escaped(line)}\n`);
  };
  const result = await runDemo(operators, { folder, tell });
  lines.push(`${result.accepted} reports were summed. The first sums are ${result.sums.slice(0, 5).join(' ')} …`);
  lines.push(result.isRight ? 'The sum is that of the values.' : 'The sum is NOT that of the values.');
  return { lines, json: result, ok: result.isRight };
}

async function init({ values }: Given): Promise<Outcome> {
  const home = required(values.home, 'home');
  const request = await ClientHome.create(home, required(values.id, 'id'));
  const fingerprint = fingerprintOf(request);
  const file = join(home, 'request.json');
  return {
    lines: [`Send ${file} to both operators, and tell each by another channel: ${fingerprint}`],
    json: { request: file, fingerprint },
  };
}

async function enrol({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
  const fingerprint = required(values.fingerprint, 'fingerprint');
  const out = required(values.out, 'out');
  if (existsSync(out)) throw new Trouble(`${quoted(out)} exists. Give the name of a new file.`);
  const answer = await operator.ask<EnrolmentAnswer>('POST', '/clients', { request: readJson(path), fingerprint });
  writeFileSync(out, `${JSON.stringify(answer)}\n`, { mode: 0o600, flag: 'wx' });
  const own = fingerprintOf(answer);
  return {
    lines: [`Send ${out} to ${answer.id}, and tell it by another channel: ${own}`],
    json: { id: answer.id, out, fingerprint: own },
  };
}

async function joinSystem({ names: [path = ''], values }: Given): Promise<Outcome> {
  const home = ClientHome.open(required(values.home, 'home'));
  const fingerprint = required(values.fingerprint, 'fingerprint');
  const {
    role,
    card: { clients },
  } = await home.join(readJson(path), { fingerprint, development: values.development });
  return { lines: [`${home.id} belongs to the ${role} at ${clients}.`], json: { id: home.id, role } };
}

async function revoke({ names: [id = ''], operator }: Given): Promise<Outcome> {
  await operator.ask('DELETE', `/clients/${encodeURIComponent(id)}`);
  return { lines: [`${id} is revoked.`], json: { revoked: id } };
}

async function list({ operator }: Given): Promise<Outcome> {
  const { clients } = await operator.ask<{ clients: readonly ClientRecord[] }>('GET', '/clients');
  const lines = clients.map(
    ({ id, expires, revoked }) => `${id}: ${revoked === undefined ? `until ${expires}` : `revoked ${revoked}`}`,
  );
  return { lines: lines.length === 0 ? ['There are no clients.'] : lines, json: { clients } };
}

async function card({ operator, values }: Given): Promise<Outcome> {
  const { own } = await operator.ask<{ own: Card }>('GET', '/peer');
  const fingerprint = fingerprintOf(own);
  if (values.out === undefined) return { lines: [JSON.stringify(own), fingerprint], json: { card: own, fingerprint } };
  writeFileSync(values.out, `${JSON.stringify(own)}\n`, { flag: 'wx' });
  return {
    lines: [`Send ${values.out} to the other operator, and tell it by another channel: ${fingerprint}`],
    json: { out: values.out, fingerprint },
  };
}

async function addPeer({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
  const fingerprint = required(values.fingerprint, 'fingerprint');
  const { role } = await operator.ask<{ role: Role }>('PUT', '/peer', { card: readJson(path), fingerprint });
  return { lines: [`The other aggregator is known: the ${role}.`], json: { role } };
}

async function step(what: string, { names: [task = '', round = ''], operator }: Given): Promise<Outcome> {
  const found = await operator.ask<{ state: string; accepted: number }>(
    'POST',
    `/tasks/${encodeURIComponent(task)}/rounds`,
    { do: what, round },
  );
  return { lines: [`${operator.role}: round ${round} is ${found.state}, ${found.accepted} accepted`], json: found };
}
