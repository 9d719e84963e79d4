// fedzk task: makes, signs and checks task files.

import { existsSync, writeFileSync } from 'node:fs';
import { readSignatures, readTaskFile, type Signatures, type Task, type TaskFile, unsignedBy } from '@fedzk/agg/task';
import { fromHex, toBase64url } from '@fedzk/core';
import { circuitWith } from '../../circuit.js';
import type { Card } from '../../control/card.js';
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
    usage: 'TASK',
    options: ['signatures', 'key', 'manifest', 'trusted', 'role'],
    says: 'Signs it here. Once both have signed, it is served.',
    run: sign,
  },
  'task check': {
    usage: 'TASK',
    options: ['signatures'],
    says: 'Says what it holds, and whether both have signed.',
    run: check,
  },
  'task hash': { usage: 'TASK', says: 'Prints the id by which a task is named.', run: hash },
  'task list': { options: ['role'], says: 'Lists the tasks that are served here.', run: list },
  'task end': { usage: 'ID', options: ['role'], says: 'Serves a task no more.', run: end },
};

type Named = Task & { readonly file: TaskFile };

async function create({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
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
    lines: [`The task ${taskid} is in ${out}. Both operators sign it: fedzk task sign ${out}`, ...linesOf(task)],
    json: { task: out, taskid, hash: task.file.hash },
  };

  async function cards(): Promise<{ readonly leader: Card; readonly helper: Card }> {
    if (values.leader !== undefined && values.helper !== undefined)
      return { leader: readCard(values.leader, 'leader'), helper: readCard(values.helper, 'helper') };
    if (values.leader !== undefined || values.helper !== undefined)
      throw new Trouble('Give both cards by --leader and --helper, or neither: then a running aggregator has them.');
    const { own, other } = await operator.ask<{ own: Card; other?: Card }>('GET', '/peer');
    if (other === undefined)
      throw new Trouble('The other aggregator is not known yet. Run fedzk peer add with its card.');
    return own.role === 'leader' ? { leader: own, helper: other } : { leader: other, helper: own };
  }
}

async function sign({ names: [path = ''], values, operator }: Given): Promise<Outcome> {
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
  const next = found.served
    ? `The ${operator.role} serves it.`
    : `The other operator signs it too: send ${path} and ${file}.`;
  return {
    lines: [`The ${operator.role} has signed the task ${found.taskid}. ${next}`],
    json: { taskid: found.taskid, served: found.served, signatures: file },
  };
}

async function check({ names: [path = ''], values }: Given): Promise<Outcome> {
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
  return {
    lines: [
      ...linesOf(task),
      `leader   ${signed.leader}: ${task.file.leader.url}`,
      `helper   ${signed.helper}: ${task.file.helper.url}`,
    ],
    json: { taskid: idOf(task), hash: task.file.hash, signed, task: JSON.parse(task.file.text) },
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

async function end({ names: [id = ''], operator }: Given): Promise<Outcome> {
  await operator.ask('DELETE', `/tasks/${encodeURIComponent(id)}`);
  return { lines: [`The task ${id} is served no more.`], json: { ended: id } };
}

/** Says how a task that is served stands, in a line. */
export function lineOf({ id, taskid, round }: TaskLine): string {
  const state =
    round === undefined ? 'no round yet' : `round ${round.round} ${round.state}, ${round.accepted} accepted`;
  return `task ${id} (${taskid}): ${state}`;
}

async function readTask(path: string): Promise<{ readonly bytes: Uint8Array; readonly task: Named }> {
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
  const { omit, quantization, schedule, model, readers } = file;
  return [
    `task     ${task.id} (${idOf(task)}), level ${task.level}`,
    `values   ${task.n * task.parts} of ${task.bits} bits, sum of squares ${task.maxNormSq} at most${task.parts > 1 ? ' in each part' : ''}`,
    `clip     ${quantization === undefined ? 'none: clients report integers' : `${quantization.clip}, a step is ${quantization.scale}`}`,
    `clients  ${clients === undefined ? 'anybody' : clients.length}; a sum has ${task.minBatch} or more`,
    `trust    ${file.maxColluding} may collude; ${omit === undefined ? 'nothing is announced' : `one in ${omit} announced may be left out`}`,
    `readers  ${readers === 'public' ? 'everybody' : `${readers.length} keys`}`,
    `rounds   ${schedule === undefined ? 'opened by hand' : `every ${schedule.every} s from ${new Date(schedule.first).toISOString()}`}`,
    ...(model === undefined ? [] : [`model    ${model.id} ${model.sha256}`]),
  ];
}
