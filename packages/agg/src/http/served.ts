// The tasks that a service answers for.

import {
  bytesOf,
  FedzkError,
  fieldsOf,
  fromHex,
  listOf,
  methodsOf,
  optionsOf,
  toBase64url,
  unexpected,
} from '@fedzk/core';
import type { Aggregator } from '../aggregator/contract.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { type Geometry, geometry } from '../protocol/geometry.js';
import type { Role } from '../protocol/hpke.js';
import { KEY_BYTES, signingPublicKey } from '../protocol/keys.js';
import type { Signatures } from '../protocol/signed.js';
import type { Task } from '../protocol/task.js';
import { fileOf, type TaskFile } from '../protocol/task-file.js';

/** A task of a service. */
export interface ServedTask<Own extends Aggregator = Aggregator> {
  /** An aggregator of a task that was read from a file. The caller closes it. */
  readonly aggregator: Own;
  /** Ed25519, 32 bytes: the private key of the role's signing key in the task's file. Signs messages and results. */
  readonly signingKey: Uint8Array;
  /** Both aggregators' signatures of the task file, which are published with it. */
  readonly signatures?: Signatures;
}

/** A task with everything that its routes need. */
export interface Served<Own extends Aggregator> {
  readonly aggregator: Own;
  readonly role: Role;
  readonly task: Task;
  readonly file: TaskFile;
  readonly geometry: Geometry;
  readonly signingKey: Bytes;
  readonly signatures: Signatures;
  /** The id: see {@link idOf}. */
  readonly id: string;
}

/** Returns a task's id: its hash in base64url. */
export function idOf({ hash }: TaskFile): string {
  return toBase64url(fromHex(hash));
}

/** Returns an aggregator's URL of a task, by the task's file. A request may have another one behind a proxy. */
export function baseOf({ file, id }: Pick<Served<Aggregator>, 'file' | 'id'>, role: Role): string {
  return `${file[role].url}/tasks/${id}`;
}

/**
 * Reads the tasks of a service into a map by their ids.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function readServed<Own extends Aggregator>(
  tasks: readonly ServedTask<Own>[],
  role: Role,
  methods: readonly (keyof Own & string)[],
  requireManifest = false,
): ReadonlyMap<string, Served<Own>> {
  if (typeof requireManifest !== 'boolean') throw unexpected('requireManifest', 'a boolean', requireManifest);
  const list = listOf(tasks, 'tasks', `an array of { aggregator, signingKey }`, (each, i) => {
    const name = `tasks[${i}]`;
    const given = optionsOf(each as ServedTask<Own>, ['aggregator', 'signingKey', 'signatures'], name);
    const aggregator = methodsOf(given.aggregator, methods, `${name}.aggregator`, `a ${role}`);
    if (requireManifest) checkManifest(aggregator, name);
    return readOne(aggregator, role, given.signingKey, given.signatures ?? {}, name);
  });
  if (list.length === 0) throw unexpected('tasks', 'at least one { aggregator, signingKey }', tasks);
  return new Map(list.map((served) => [served.id, served]));
}

/** Refuses an aggregator whose key nobody has checked. */
function checkManifest(aggregator: Aggregator, name: string): void {
  const { level, task } = fieldsOf(aggregator, ['level', 'task'], `${name}.aggregator`);
  if (level === task.level) return;
  const message = `"${name}.aggregator" expected one made with "manifest" and "trustedKeys", since "requireManifest" is set: the task "${task.id}" has the level "${task.level}", and nothing shows that its key meets it.`;
  throw new FedzkError('invalid-argument', message);
}

function readOne<Own extends Aggregator>(
  aggregator: Own,
  role: Role,
  key: Uint8Array,
  signatures: Signatures,
  name: string,
): Served<Own> {
  const { task } = aggregator;
  const file = fileOf(task);
  const signingKey = bytesOf(key, `${name}.signingKey`, KEY_BYTES, KEY_BYTES);
  if (aggregator.role !== role || !equal(signingPublicKey(signingKey), file[role].signingKey)) {
    const expected = `the key that the task's file has for the ${role}, and an aggregator of that role`;
    throw new FedzkError('invalid-argument', `"${name}.signingKey" expected ${expected}.`);
  }
  const given = optionsOf(signatures, ['leader', 'helper'], `${name}.signatures`);
  const id = idOf(file);
  return { aggregator, role, task, file, geometry: geometry(task), signingKey, signatures: given, id };
}
