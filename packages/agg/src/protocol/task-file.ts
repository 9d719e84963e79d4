// The task file, which both aggregators publish and sign, and all parties read. agg-service.md, §4 and R1.

import { FedzkError, listOf, optionsOf, toBase64url, toHex, unexpected } from '@fedzk/core';
import { check, checkId, checkInteger } from './argument.js';
import {
  decimal,
  decimalOf,
  hashOf,
  integerTextOf,
  type Kind,
  keyTextOf,
  objectOf,
  orNull,
  readDocument,
  timeText,
  writeDocument,
} from './canonical.js';
import { equal } from './encoding.js';
import type { Role } from './hpke.js';
import { faultOfSigningKey } from './keys.js';
import { readSchedule, type Schedule } from './schedule.js';
import { createTask, isChecked, type Task, type TaskOptions, withFile } from './task.js';
import { taskHash } from './task-hash.js';

/** A model, by its name and its content. */
export interface Model {
  /** 1 to 64 bytes of UTF-8. */
  readonly id: string;
  /** SHA-256 of its file, 64 lower-case hex digits. */
  readonly sha256: string;
}

/** An aggregator as a task file names it. */
export interface TaskOperator {
  /** Its address: https, or http on this machine; must not end in `/`. */
  readonly url: string;
  /** Ed25519, 32 bytes: verifies its receipts, round records and results. */
  readonly signingKey: Uint8Array;
}

/** The fields of a task file besides those of {@link TaskOptions}. */
export interface TaskFacts {
  /** How clients quantize their values: `quantize` with this clip gives this scale. */
  readonly quantization?: { readonly clip: number; readonly scale: number } | undefined;
  /** The model that is trained. */
  readonly model?: Model | undefined;
  /** The most clients that may collude with one aggregator. By default ⌊clients / 2⌋; required for an open task. */
  readonly maxColluding: number;
  /** The fewest honest reports in a sum, from 2 (the default): minBatch is maxColluding and minHonest at least. */
  readonly minHonest: number;
  /**
   * Clients announce their reports to the helper, and one in this many announced clients, at least one,
   * may be left out of a sum. Without it nothing is announced, and the leader chooses whose reports it
   * sums. Required for an open task.
   */
  readonly omit?: number | undefined;
  readonly leader: TaskOperator;
  readonly helper: TaskOperator;
  /** Who may read results: everybody (`public`, the default), or the holders of these Ed25519 keys. */
  readonly readers: 'public' | readonly Uint8Array[];
  /** The times of rounds. Without it the operators open and close them. */
  readonly schedule?: Schedule | undefined;
  /** The hash of the task that this one replaces, 64 lower-case hex digits. */
  readonly supersedes?: string | undefined;
}

/** The contents of a task's file. */
export interface TaskFile extends TaskFacts {
  /** The file, which is UTF-8: canonical JSON. */
  readonly text: string;
  /** The task's hash, 64 lower-case hex digits. */
  readonly hash: string;
}

/** The fields of a task file to write. */
export type TaskFileOptions = Omit<TaskOptions, 'aggregatorKeys' | 'curve'> & {
  /** `Verifier.id` of the circuit's key, required in a file. */
  readonly vkeyId: string;
  readonly leader: TaskOperator & { readonly sealingKey: Uint8Array };
  readonly helper: TaskOperator & { readonly sealingKey: Uint8Array };
  /** By default 10; `null` for a task without announcements. */
  readonly omit?: number | null;
} & Partial<Omit<TaskFacts, Role | 'omit'>>;

const FIELDS = [
  ...(['id', 'level', 'n', 'bits', 'headroom', 'parts', 'maxNormSq', 'vkeyId', 'quantization', 'model'] as const),
  ...(['minBatch', 'maxColluding', 'minHonest', 'omit', 'leader', 'helper', 'clients', 'readers'] as const),
  ...(['schedule', 'supersedes'] as const),
] as const;
type Field = (typeof FIELDS)[number];

/** The most bytes of a task file: room for 65,536 clients with the longest ids. */
const MOST_BYTES = 2 ** 25;
const KIND: Kind<Field> = { type: 'fedzk-agg/task', fields: FIELDS, most: MOST_BYTES };
const LEAST_HONEST = 2;
const LEAST_OMIT = 2;
const DEFAULT_OMIT = 10;
const MOST_COUNT = 2 ** 16;

/**
 * Reads a task file.
 *
 * @param bytes canonical JSON (RFC 8785) with exactly the fields of a task file
 * @returns the task, for `createAggregator` and `createClient`; `file` has what `createTask` doesn't give
 * @throws {FedzkError} `invalid-argument` with the place of what is wrong; `unsupported`: a later version
 *
 * @example
 * ```ts
 * const task = readTaskFile(await readFile('task.json'));
 * console.log(task.file.hash, task.file.model?.id);
 * ```
 */
export function readTaskFile(bytes: Uint8Array): Task & { readonly file: TaskFile } {
  return readFile(bytes, {});
}

/** Where bounds come from that nobody gave, in words. */
type Defaults = Readonly<Partial<Record<'maxColluding' | 'minHonest', string>>>;

function readFile(bytes: Uint8Array, defaults: Defaults): Task & { readonly file: TaskFile } {
  const { text, fields } = readDocument('file', bytes, KIND);
  const { id, level, n, bits, headroom, parts, minBatch } = fields;
  const [leader, helper] = [readAggregator('leader', fields.leader), readAggregator('helper', fields.helper)];
  const options = {
    ...{ id, level, n, bits, headroom, parts, minBatch },
    maxNormSq: integerTextOf('maxNormSq', fields.maxNormSq),
    vkeyId: hashOf('vkeyId', fields.vkeyId),
    aggregatorKeys: { leader: leader.sealingKey, helper: helper.sealingKey },
    clients: orNull(fields.clients, (list) =>
      listOf(list, 'clients', 'an array, or null for an open task', readClient),
    ),
  };
  const task = createTask(options as TaskOptions & { readonly vkeyId: string });
  if (equal(leader.own.signingKey, helper.own.signingKey)) {
    throw new FedzkError('invalid-argument', '"helper.signingKey" expected another key than the leader\'s.');
  }
  if (leader.own.url === helper.own.url) {
    throw new FedzkError('invalid-argument', '"helper.url" expected another URL than the leader\'s.');
  }
  const file: TaskFile = Object.freeze({
    text,
    hash: toHex(taskHash(task, options.vkeyId, text)),
    quantization: orNull(fields.quantization, readQuantization),
    model: orNull(fields.model, (model) => readModel('model', model)),
    ...readBounds(task, fields, defaults),
    leader: leader.own,
    helper: helper.own,
    readers: readReaders(fields.readers),
    schedule: orNull(fields.schedule, readSchedule),
    supersedes: orNull(fields.supersedes, (hash) => hashOf('supersedes', hash)),
  });
  return withFile(task, file) as Task & { readonly file: TaskFile };
}

/**
 * Writes a task file, which both aggregators sign. It is never changed after that: another file is
 * another task.
 *
 * @throws {FedzkError} as {@link readTaskFile}
 *
 * @example
 * ```ts
 * const bytes = writeTaskFile({
 *   id: 'digits', level: 'enhanced', n: 650, bits: 8, headroom: 10, maxNormSq: 1_200_000n, minBatch: 7, vkeyId: verifier.id,
 *   leader: { url: 'https://a.example', sealingKey, signingKey }, helper: { … }, clients: [{ id: 'hospital-1', publicKey }, …],
 * });
 * ```
 */
export function writeTaskFile(options: TaskFileOptions): Uint8Array {
  const given = optionsOf(options, FIELDS);
  const { maxNormSq, clients, quantization, schedule, readers = 'public' } = given;
  const { id, level, n, bits, headroom, parts = 1, vkeyId, minBatch } = given;
  const fields = {
    ...{ id, level, n, bits, headroom, parts, vkeyId, minBatch },
    maxNormSq: String(maxNormSq),
    quantization: quantization ? { clip: decimal(quantization.clip), scale: decimal(quantization.scale) } : null,
    model: given.model ? { id: given.model.id, sha256: given.model.sha256 } : null,
    maxColluding: given.maxColluding ?? (clients ? Math.floor(clients.length / 2) : null),
    minHonest: given.minHonest ?? LEAST_HONEST,
    omit: given.omit === undefined ? DEFAULT_OMIT : given.omit,
    leader: written('leader', given.leader),
    helper: written('helper', given.helper),
    clients: clients ? clients.map((client) => ({ id: client.id, publicKey: toBase64url(client.publicKey) })) : null,
    readers: readers === 'public' ? readers : readers.map(toBase64url),
    schedule: schedule ? { ...schedule, first: timeText(schedule.first) ?? '' } : null,
    supersedes: given.supersedes ?? null,
  };
  const bytes = writeDocument(KIND, fields);
  readFile(bytes, {
    ...(given.maxColluding === undefined && { maxColluding: 'by default half of the clients' }),
    ...(given.minHonest === undefined && { minHonest: 'by default' }),
  });
  return bytes;
}

function written(role: Role, aggregator: TaskFileOptions['leader']): object {
  const { url, sealingKey, signingKey } = optionsOf(aggregator, ['url', 'sealingKey', 'signingKey'], role);
  return { url, sealingKey: toBase64url(sealingKey), signingKey: toBase64url(signingKey) };
}

/** Reads the bounds of R1, and how many clients may be left out. */
function readBounds(
  { clients, minBatch, headroom }: Task,
  { maxColluding, minHonest, omit }: Readonly<Record<'maxColluding' | 'minHonest' | 'omit', unknown>>,
  defaults: Defaults,
): Pick<TaskFacts, 'maxColluding' | 'minHonest' | 'omit'> {
  checkInteger('maxColluding', maxColluding, 0, MOST_COUNT);
  checkInteger('minHonest', minHonest, LEAST_HONEST, MOST_COUNT);
  const least = Number(maxColluding) + Number(minHonest);
  const shown = (name: keyof Defaults, value: unknown): string => [value, defaults[name] ?? []].flat().join(', ');
  const [colluding, honest] = [shown('maxColluding', maxColluding), shown('minHonest', minHonest)];
  check(
    'minBatch',
    minBatch,
    `${least} or more, which is maxColluding (${colluding}) and minHonest (${honest})`,
    minBatch >= least,
  );
  const most = 2 ** headroom;
  check(
    'clients',
    clients,
    `${most} at most, which a round has room for`,
    clients === undefined || clients.length <= most,
  );
  if (omit !== null || clients === undefined) checkInteger('omit', omit, LEAST_OMIT, MOST_COUNT);
  return { maxColluding: maxColluding as number, minHonest: minHonest as number, omit: orNull(omit, Number) };
}

function readAggregator(role: Role, value: unknown): { sealingKey: Uint8Array; own: TaskOperator } {
  const { url, sealingKey, signingKey } = objectOf(role, value, ['url', 'sealingKey', 'signingKey']);
  return {
    sealingKey: keyTextOf(`${role}.sealingKey`, sealingKey),
    own: Object.freeze({
      url: readUrl(`${role}.url`, url),
      signingKey: readSigningKey(`${role}.signingKey`, signingKey),
    }),
  };
}

function readSigningKey(place: string, value: unknown): Uint8Array {
  const key = keyTextOf(place, value);
  const fault = faultOfSigningKey(key);
  if (fault === undefined) return key;
  throw new FedzkError('invalid-argument', `"${place}" expected an Ed25519 public key, got one that is ${fault}.`);
}

const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Reads a URL in its one valid spelling, since another would be another `@target-uri` of signed messages. */
function readUrl(place: string, value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const own = url && (url.pathname === '/' ? url.origin : url.origin + url.pathname);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL.includes(url.hostname));
  check(
    place,
    value,
    'an https URL (http on this machine) without user, query and / at its end',
    safe && own === value,
  );
  check(place, value, 'a URL that does not end in /', !own?.endsWith('/'));
  return value as string;
}

function readClient(value: unknown, i: number): { id: unknown; publicKey: Uint8Array } {
  const { id, publicKey } = objectOf(`clients[${i}]`, value, ['id', 'publicKey']);
  return { id, publicKey: keyTextOf(`clients[${i}].publicKey`, publicKey) };
}

function readQuantization(value: unknown): { clip: number; scale: number } {
  const { clip, scale } = objectOf('quantization', value, ['clip', 'scale']);
  return Object.freeze({
    clip: decimalOf('quantization.clip', clip),
    scale: decimalOf('quantization.scale', scale),
  });
}

/** Reads the model of a task or a round. */
export function readModel(place: string, value: unknown): Model {
  const { id, sha256 } = objectOf(place, value, ['id', 'sha256']);
  checkId(`${place}.id`, id);
  return Object.freeze({ id, sha256: hashOf(`${place}.sha256`, sha256) });
}

function readReaders(value: unknown): TaskFacts['readers'] {
  if (value === 'public') return value;
  const keys = listOf(value, 'readers', '"public" or an array of public keys', (key, i) =>
    readSigningKey(`readers[${i}]`, key),
  );
  const seen = new Set<string>();
  const twice = keys.findIndex((key) => seen.size === seen.add(key.join()).size);
  if (keys.length === 0) throw unexpected('readers', '"public" or one key or more', value);
  if (twice >= 0) throw new FedzkError('invalid-argument', `"readers[${twice}]" expected a key that no other has.`);
  return Object.freeze(keys);
}

/**
 * Returns the contents of a task's file.
 *
 * @throws {FedzkError} `invalid-argument`: the task has no file
 */
export function fileOf(task: Task): TaskFile {
  const file = isChecked(task) ? task.file : undefined;
  if (file !== undefined) return file;
  throw new FedzkError('invalid-argument', '"task" expected a task with a file, as readTaskFile returns it.');
}
