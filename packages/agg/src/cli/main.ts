// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import {
  compareResult,
  FedzkError,
  openResult,
  type ResultEvidence,
  readTaskFile,
  signDocument,
  type Task,
  unsignedBy,
  writeSignatures,
} from '@fedzk/agg/task';
import { escaped, quoted, toHex } from '@fedzk/core';
import { readWords, type Words } from '@fedzk/core/node';
import { read, readKey, readSigned, readSums, readTask, SEE_HELP, Trouble } from './files.js';
import { makeKeys, makeTask, writeNew } from './making.js';
import type { Surroundings } from './surroundings.js';
import { FAULTS, HELP } from './words.js';

const word = { type: 'string' } as const;
const OPTIONS = {
  out: word,
  key: word,
  task: word,
  sums: word,
  set: word,
  announced: word,
  omitted: word,
  receipt: word,
  json: { type: 'boolean', default: false },
} as const;
type Values = Words<typeof OPTIONS>['values'];
type Option = keyof typeof OPTIONS;

/** What a command found. */
interface Verdict {
  readonly ok: boolean;
  /** For people. */
  readonly lines: readonly string[];
  /** For programs. */
  readonly json: Readonly<Record<string, unknown>>;
}

interface Command {
  /** The names after it. */
  readonly usage: string;
  readonly options: readonly Option[];
  run(names: readonly [string, ...string[]], values: Values): Promise<Verdict>;
}

const EVIDENCE = ['sums', 'set', 'announced', 'omitted', 'receipt'] as const;

const COMMANDS: Readonly<Record<string, Command>> = {
  'key aggregator': { usage: 'FOLDER', options: ['json'], run: ([folder]) => makeKeyFiles('aggregator', folder) },
  'key client': { usage: 'FOLDER', options: ['json'], run: ([folder]) => makeKeyFiles('client', folder) },
  'task new': { usage: 'PARTS', options: ['json', 'out'], run: newTask },
  'task hash': { usage: 'TASK', options: ['json'], run: hashTask },
  'task sign': { usage: 'TASK', options: ['json', 'key'], run: signTask },
  'task check': { usage: 'TASK SIGNATURES...', options: ['json'], run: checkTask },
  'result check': { usage: 'RESULT SIGNATURES...', options: ['json', 'task', ...EVIDENCE], run: checkResult },
};

/**
 * Runs the command line.
 *
 * @param args the words after its name
 * @returns the exit code: 0 valid, 1 not valid, 2 wrong use or broken input
 */
export async function main(args: readonly string[], io: Surroundings): Promise<number> {
  try {
    return await obey(args, io);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'an unknown error';
    io.tell(`fedzk-agg: ${escaped(message)}`);
    // Of a wrong option there are no values.
    if (args.includes('--json')) io.end(2, escaped(JSON.stringify({ ok: false, error: message })));
    return 2;
  }
}

async function obey(args: readonly string[], io: Surroundings): Promise<number> {
  const { values, positionals, tokens } = readWords(args, OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
  if (values.help) return ended(io, 0, HELP);
  if (values.version) return ended(io, 0, io.version());
  const [group, action, first, ...others] = positionals;
  const name = `${group} ${action}`;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const got = group === undefined ? '' : `, got ${quoted(positionals.slice(0, 2).join(' '))}`;
    throw new Trouble(`Expected a command, ${Object.keys(COMMANDS).join(', ')}${got}. ${SEE_HELP}`);
  }
  const foreign = tokens.find(
    (token) => token.kind === 'option' && !(command.options as readonly string[]).includes(token.name),
  );
  if (foreign?.kind === 'option') throw new Trouble(`"${name}" has no option --${foreign.name}. ${SEE_HELP}`);
  const many = command.usage.endsWith('...');
  if (first === undefined || (!many && others.length > 0)) {
    throw new Trouble(`"${name}" expected ${command.usage} after it. ${SEE_HELP}`);
  }
  const { ok, lines, json } = await command.run([first, ...others], values);
  const code = ok ? 0 : 1;
  return ended(io, code, escapedLines(values.json ? [JSON.stringify({ ok, ...json })] : lines));
}

function escapedLines(lines: readonly string[]): string {
  return lines.map(escaped).join('\n');
}

function ended(io: Surroundings, code: number, line: string): number {
  io.end(code, line);
  return code;
}

async function makeKeyFiles(party: 'aggregator' | 'client', folder: string): Promise<Verdict> {
  const json = makeKeys(party, folder);
  return { ok: true, lines: [JSON.stringify(json)], json };
}

async function newTask([parts]: readonly [string, ...string[]], { out }: Values): Promise<Verdict> {
  if (out === undefined) throw new Trouble(`"task new" expected --out FILE, the task file that it makes. ${SEE_HELP}`);
  const { bytes, hash } = makeTask(parts);
  writeNew(out, bytes, 0o644);
  return { ok: true, lines: [hash], json: { hash } };
}

async function hashTask([file]: readonly [string, ...string[]]): Promise<Verdict> {
  const { hash } = readTask(file).task.file;
  return { ok: true, lines: [hash], json: { hash } };
}

async function signTask([file]: readonly [string, ...string[]], { key }: Values): Promise<Verdict> {
  if (key === undefined) throw new Trouble(`"task sign" expected --key FILE, the aggregator's key. ${SEE_HELP}`);
  const { bytes, task } = readTask(file);
  const own = readKey(key);
  try {
    const { role, signature } = await signDocument(task, 'task-file', bytes, own);
    const line = writeSignatures({ [role]: signature }).trimEnd();
    return { ok: true, lines: [line], json: { hash: task.file.hash, role, signature: line.split(' ')[1] } };
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    throw new Trouble(`${quoted(key)}: ${error.message}`);
  } finally {
    own.fill(0);
  }
}

async function checkTask([file, ...signed]: readonly [string, ...string[]]): Promise<Verdict> {
  const bytes = read(file);
  const signatures = readSigned(signed);
  let task: Task & { readonly file: { readonly hash: string } };
  try {
    task = readTaskFile(bytes);
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return notValid('malformed', error.message, {});
  }
  const { hash } = task.file;
  const missing = await unsignedBy(task, 'task-file', bytes, signatures);
  if (missing.length === 0)
    return { ok: true, lines: [`valid: task ${hash}, signed by leader and helper`], json: { hash } };
  const why = `the signature of the ${missing.join(' and of the ')} is missing or wrong`;
  return notValid('bad-signature', why, { hash, missing });
}

async function checkResult([file, ...signed]: readonly [string, ...string[]], values: Values): Promise<Verdict> {
  if (values.task === undefined) {
    throw new Trouble(`"result check" expected --task TASK, the file of the result's task. ${SEE_HELP}`);
  }
  const { task } = readTask(values.task);
  const result = await openResult(task, read(file), readSigned(signed));
  if ('refused' in result) return notValid(result.refused, result.message, {});
  const evidence = readEvidence(values);
  const faults = await compareResult(task, result, evidence);
  const [round, { count }] = [String(result.round), result];
  const fate = faults.length === 0 ? fateOf(evidence) : undefined;
  const json = { hash: task.file.hash, round, count, ...(fate && { report: fate }) };
  if (faults.length > 0) {
    return {
      ok: false,
      lines: faults.map((fault) => `not valid (${fault}): ${FAULTS[fault]}`),
      json: { ...json, faults },
    };
  }
  const lines = [`valid: round ${round} of task ${task.file.hash}, ${count} reports, signed by leader and helper`];
  return { ok: true, lines: fate === undefined ? lines : [...lines, `the report of the receipt is ${fate}`], json };
}

function readEvidence(values: Values): ResultEvidence {
  const { sums } = values;
  const others = EVIDENCE.filter((name) => name !== 'sums' && values[name] !== undefined);
  return {
    ...(sums !== undefined && { sums: readSums(sums) }),
    ...Object.fromEntries(others.map((name) => [name, read(values[name] ?? '')])),
  };
}

/** What became of the report that a receipt is for, as far as the lists say it. */
function fateOf({ receipt, set, omitted }: ResultEvidence): 'summed' | 'left out' | undefined {
  if (receipt === undefined) return undefined;
  const id = toHex(receipt.subarray(0, 32));
  const has = (ids: Uint8Array | undefined): boolean =>
    ids !== undefined &&
    Array.from({ length: ids.length / 32 }, (_, i) => toHex(ids.subarray(32 * i, 32 * i + 32))).includes(id);
  return has(set) ? 'summed' : has(omitted) ? 'left out' : undefined;
}

function notValid(status: string, why: string, more: Readonly<Record<string, unknown>>): Verdict {
  return { ok: false, lines: [`not valid (${status}): ${why}`], json: { status, ...more } };
}
