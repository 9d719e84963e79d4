// fedzk task: makes, signs and checks task files.

import { existsSync, writeFileSync } from 'node:fs';
import { readSignatures, readTaskFile, type Signatures, type Task, type TaskFile, unsignedBy } from '@fedzk/agg/task';
import { fromHex, quoted, toBase64url } from '@fedzk/core';
import { circuitWith } from '../../circuit.js';
import { otherRole } from '../../config.js';
import { type Card, type KeyFingerprints, keyFingerprintOf } from '../../control/card.js';
import type { ClientRecord } from '../../control/clients.js';
import type { TaskState } from '../../control/tasks.js';
import type { TaskLine } from '../../system.js';
import {
  type Commands,
  type Given,
  type Outcome,
  read,
  readJson,
  readText,
  required,
  Trouble,
  within,
  writeNew,
} from '../command.js';
import { curveOf, makeTaskFile, readCard, readDescription } from '../description.js';
import { commandFor, nextLine } from '../next.js';
import type { Operator } from '../operator.js';
import { keyFor } from '../verification-key.js';

export const taskCommands: Commands = {
  'task create': {
    usage: 'DESCRIPTION',
    needs: ['out'],
    options: ['key', 'leader', 'helper', 'role'],
    says: 'Makes a task file of a description and both cards.',
    run: create,
  },
  'task sign': {
    usage: 'TASK-FILE',
    options: ['signatures', 'key', 'manifest', 'trusted', 'role'],
    says: 'Signs it here. Once both have signed, it is served.',
    run: sign,
  },
  'task check': {
    usage: 'TASK-FILE',
    options: ['signatures'],
    says: 'Says what it holds, and whether both have signed.',
    run: check,
  },
  'task hash': { usage: 'TASK-FILE', says: 'Prints the id by which a task is named.', run: hash },
  'task list': { options: ['role'], says: 'Lists the tasks that are served here.', run: list },
  'task end': { usage: 'TASK', options: ['role'], says: 'Serves a task no more.', run: end },
};

/** How a task is named: its id, or its hash in hexadecimal digits. */
const TASK_ID = /^[A-Za-z0-9_-]{43}$/;
const HASH = /^[0-9A-Fa-f]{64}$/;

type Named = Task & { readonly file: TaskFile };

async function create(given: Given): Promise<Outcome> {
  const { values, operator } = given;
  const [path = ''] = given.names;
  const out = required(values, 'out');
  const description = readDescription(path);
  const { leader, helper } = await cards();
  const { id: vkeyId } = await keyFor(values.key, description.circuit, curveOf(description.level));
  const enrolled = async () => (await operator.ask<{ clients: readonly ClientRecord[] }>('GET', '/clients')).clients;
  const bytes = await within(path, () => makeTaskFile(description, { leader, helper, enrolled, vkeyId }));
  const task = readTaskFile(bytes);
  writeNew(out, bytes);
  const taskid = idOf(task);
  return {
    lines: [
      ...linesOf(task),
      `The task ${taskid} is in ${out}. It is served once both have signed it.`,
      nextLine(operator.role, commandFor(given, operator.role, 'task', 'sign', out)),
    ],
    json: { task: out, taskid, hash: task.file.hash },
  };

  async function cards(): Promise<{ readonly leader: Card; readonly helper: Card }> {
    if (values.leader !== undefined && values.helper !== undefined)
      return { leader: readCard(values.leader, 'leader'), helper: readCard(values.helper, 'helper') };
    if (values.leader !== undefined || values.helper !== undefined)
      throw new Trouble('Give both cards by --leader and --helper, or neither: then a running aggregator has them.');
    const { own, other } = await operator.ask<{ own: Card; other?: Card }>('GET', '/peer');
    if (other === undefined)
      throw new Trouble(
        `The ${otherRole(own.role)} is not known here yet. Get its card (there: fedzk peer card --out FILE), and run fedzk peer add FILE --fingerprint "…".`,
      );
    return own.role === 'leader' ? { leader: own, helper: other } : { leader: other, helper: own };
  }
}

async function sign(given: Given): Promise<Outcome> {
  const { values, operator } = given;
  const [path = ''] = given.names;
  const { bytes, task } = await readTask(path);
  const file = signaturesOf(path, values.signatures);
  const before = existsSync(file) ? readText(file) : '';
  const key = await keyFor(values.key, circuitWith(task), task.curve);
  const manifest = values.manifest === undefined ? {} : { manifest: readText(values.manifest) };
  const trusted = values.trusted === undefined ? {} : { trustedKeys: readJson<object>(values.trusted) };
  const found = await operator.ask<TaskState>('POST', '/tasks', {
    ...{ file: new TextDecoder().decode(bytes), signatures: before, verificationKey: toBase64url(key.bytes) },
    ...manifest,
    ...trusted,
  });
  writeFileSync(file, found.signatures, { flush: true });
  const { role } = operator;
  const state = found.served ? 'It is served here.' : `It is served once the ${otherRole(role)} has signed it too.`;
  const summary = summaryOf(task, values.manifest ?? null);
  return {
    lines: [
      ...linesOf(task),
      ...linesOfSummary(summary, 'none: nothing shows who made that key'),
      `The ${role} has signed the task ${found.taskid}. ${state}`,
      ...nextAfterSigning(),
    ],
    json: { taskid: found.taskid, served: found.served, signatures: file, summary },
  };

  /** Whoever signs first has to come back: it serves nothing before it has the signature of the other. */
  function nextAfterSigning(): string[] {
    const other = otherRole(role);
    const [own, others] = [role, other].map((each) => commandFor(given, each, 'task', 'sign', path));
    if (!found.served) {
      return [
        `Send ${path} and ${file} to the operator of the ${other}.`,
        nextLine(other, `${others}`),
        `It sends ${file} back, with both signatures. Put it in the place of yours.`,
        nextLine(role, `${own} again`),
      ];
    }
    const open = nextLine('helper', commandFor(given, 'helper', 'round', 'open', found.taskid, '1'));
    const wasSigned = readSignatures(before)[role] !== undefined;
    if (wasSigned) return [open];
    return [
      `Send ${file} back to the operator of the ${other}, which serves the task after that.`,
      nextLine(other, `${others} again`),
      open,
    ];
  }
}

async function check(given: Given): Promise<Outcome> {
  const { values } = given;
  const [path = ''] = given.names;
  const { bytes, task } = await readTask(path);
  const file = signaturesOf(path, values.signatures);
  if (values.signatures !== undefined) read(file);
  const signatures: Signatures = existsSync(file) ? await within(file, () => readSignatures(readText(file))) : {};
  const missing = await unsignedBy(task, 'task-file', bytes, signatures);
  const says = (role: 'leader' | 'helper'): string => {
    if (!missing.includes(role)) return 'signed';
    return signatures[role] === undefined ? 'not signed yet' : 'WRONG signature';
  };
  const signed = { leader: says('leader'), helper: says('helper') };
  const summary = summaryOf(task, null);
  return {
    lines: [
      ...linesOf(task),
      ...linesOfSummary(summary, 'is no part of the file: task sign shows it'),
      `leader   ${signed.leader}: ${task.file.leader.url}`,
      `helper   ${signed.helper}: ${task.file.helper.url}`,
      ...missing.map((role) => nextLine(role, commandFor(given, role, 'task', 'sign', path))),
    ],
    json: { taskid: idOf(task), hash: task.file.hash, signed, summary, task: JSON.parse(task.file.text) },
    ok: missing.length === 0,
  };
}

async function hash({ names: [path = ''] }: Given): Promise<Outcome> {
  const { task } = await readTask(path);
  return { lines: [idOf(task)], json: { taskid: idOf(task), hash: task.file.hash } };
}

async function list({ operator }: Given): Promise<Outcome> {
  const { tasks } = await operator.ask<{ tasks: readonly TaskLine[] }>('GET', '/tasks');
  return { lines: tasks.length === 0 ? ['There are no tasks.'] : tasks.map(lineOf), json: { tasks } };
}

async function end(given: Given): Promise<Outcome> {
  const { operator } = given;
  const id = await taskIdOf(operator, given.names[0] ?? '');
  await operator.ask('DELETE', `/tasks/${encodeURIComponent(id)}`);
  const other = otherRole(operator.role);
  return {
    lines: [
      `The task ${id} is served no more by the ${operator.role}.`,
      nextLine(other, commandFor(given, other, 'task', 'end', id)),
    ],
    json: { ended: id },
  };
}

/**
 * Returns the id of a task that is named by its id, its hash or, where no other has it, its own name.
 *
 * @throws {Trouble} several have the name
 */
export async function taskIdOf(operator: Operator, given: string): Promise<string> {
  if (TASK_ID.test(given)) return given;
  if (HASH.test(given)) return toBase64url(fromHex(given.toLowerCase()));
  const { tasks } = await operator.ask<{ tasks: readonly TaskLine[] }>('GET', '/tasks');
  const found = tasks.filter(({ id }) => id === given).map(({ taskid }) => taskid);
  if (found.length > 1)
    throw new Trouble(`${found.length} tasks have the name ${quoted(given)}. Give the id of one: ${found.join(', ')}.`);
  // The aggregator says of a name that no task has which ones there are.
  return found[0] ?? given;
}

/** Says how a task that is served stands, in a line. */
export function lineOf({ id, taskid, round, minBatch }: TaskLine): string {
  const state =
    round === undefined
      ? 'no round yet'
      : `round ${round.round} ${round.state}, ${round.accepted} accepted, ${minBatch} needed`;
  return `task ${id} (${taskid}): ${state}`;
}

async function readTask(path: string): Promise<{ readonly bytes: Uint8Array; readonly task: Named }> {
  if (!existsSync(path)) {
    const what = TASK_ID.test(path) || HASH.test(path) ? 'the id of a task' : 'no file';
    throw new Trouble(
      `${quoted(path)} is ${what}. Expected the task file that fedzk task create made, such as digits.task.`,
    );
  }
  const bytes = read(path);
  return { bytes, task: await within(path, () => readTaskFile(bytes)) };
}

function idOf({ file }: Named): string {
  return toBase64url(fromHex(file.hash));
}

function signaturesOf(path: string, given: string | undefined): string {
  return given ?? `${path}.signatures`;
}

function linesOf(task: Named): string[] {
  const { file, clients } = task;
  const { omit, quantization, model, readers } = file;
  return [
    `task     ${task.id} (${idOf(task)}), level ${task.level}`,
    `values   ${task.n * task.parts} of ${task.bits} bits, sum of squares ${task.maxNormSq} at most${task.parts > 1 ? ' in each part' : ''}`,
    `clip     ${quantization === undefined ? 'none: clients report integers' : `${quantization.clip}, a step is ${quantization.scale}`}`,
    `clients  ${clients === undefined ? 'anybody' : clients.length}; a sum has ${task.minBatch} or more`,
    `trust    ${file.maxColluding} may collude; ${omit === undefined ? 'nothing is announced' : `one in ${omit} announced may be left out`}`,
    `readers  ${readers === 'public' ? 'everybody' : `${readers.length} keys`}`,
    `rounds   ${roundsOf(file)}`,
    ...(model === undefined ? [] : [`model    ${model.id} ${model.sha256}`]),
  ];
}

function roundsOf({ schedule }: TaskFile): string {
  if (schedule === undefined) return 'opened by hand';
  return `every ${schedule.every} s from ${new Date(schedule.first).toISOString()}`;
}

/** What a person compares before a task is signed. */
interface Summary {
  readonly taskid: string;
  readonly level: string;
  /** One of @fedzk/circuits, or else its parameters. */
  readonly circuit: string;
  readonly vkeyId: string;
  readonly rounds: string;
  readonly minBatch: number;
  readonly maxColluding: number;
  readonly minHonest: number;
  /** `null` in a task for anybody who is enrolled. */
  readonly clients: readonly { readonly id: string; readonly key: string }[] | null;
  readonly keys: Readonly<Record<'leader' | 'helper', KeyFingerprints>>;
  /** The file that was given with the task. */
  readonly manifest: string | null;
}

/** How many clients are listed for people. */
const MOST_LISTED = 20;

function summaryOf(task: Named, manifest: string | null): Summary {
  const { file, n, bits, headroom, level, minBatch } = task;
  const { vkeyId } = JSON.parse(file.text) as { readonly vkeyId: string };
  const keys = (role: 'leader' | 'helper'): KeyFingerprints => ({
    signs: keyFingerprintOf(file[role].signingKey),
    opens: keyFingerprintOf(task.aggregatorKeys[role]),
  });
  return {
    ...{
      taskid: idOf(task),
      level,
      circuit: circuitWith(task) ?? `n ${n}, bits ${bits}, headroom ${headroom}`,
      vkeyId,
    },
    ...{ rounds: roundsOf(file), minBatch, maxColluding: file.maxColluding, minHonest: file.minHonest },
    clients: task.clients?.map(({ id, publicKey }) => ({ id, key: keyFingerprintOf(publicKey) })) ?? null,
    keys: { leader: keys('leader'), helper: keys('helper') },
    manifest,
  };
}

function linesOfSummary({ circuit, vkeyId, clients, keys, manifest }: Summary, none: string): string[] {
  const all = clients ?? [];
  const width = Math.max(...all.map(({ id }) => id.length));
  const listed = all.slice(0, MOST_LISTED).map(({ id, key }) => `         ${id.padEnd(width)}  ${key}`);
  const more = all.length > MOST_LISTED ? [`         and ${all.length - MOST_LISTED} more: --json has all`] : [];
  return [
    `circuit  ${circuit}; its key is ${vkeyId}`,
    `manifest ${manifest ?? none}`,
    ...(['leader', 'helper'] as const).flatMap((role) => [
      `${role}   signs by ${keys[role].signs}`,
      `         opens by ${keys[role].opens}`,
    ]),
    ...(all.length === 0 ? [] : ['clients  and their keys, as fedzk client list shows them', ...listed, ...more]),
  ];
}
