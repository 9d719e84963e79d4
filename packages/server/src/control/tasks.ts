// The tasks of an aggregator: each with its aggregator and its service. A task's file, signatures, verification key and manifest lie
// in a file of their own, whose hash is in the key store: whoever can write the folder makes no task and changes none.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Aggregator,
  type AuditHistory,
  createAggregator,
  type Helper,
  type Leader,
  reportLength,
  type Task,
} from '@fedzk/agg';
import { helperService, leaderService, type Principal, type Send, type Service } from '@fedzk/agg/http';
import { sqliteStorage } from '@fedzk/agg/sqlite';
import {
  readSignatures,
  readTaskFile,
  type Signatures,
  signDocument,
  type TaskFile,
  unsignedBy,
  writeSignatures,
} from '@fedzk/agg/task';
import { r1csSha256 } from '@fedzk/circuits';
import { type AuditSink, FedzkError, fromBase64url, fromHex, toBase64url, toHex } from '@fedzk/core';
import { createVerifier, type Manifest, type TrustedKeys, type Verifier } from '@fedzk/verify';
import { openManifest } from '@fedzk/verify/ceremony';
import * as v from 'valibot';
import { type Config, otherRole } from '../config.js';
import { Turns } from '../http/turns.js';
import { writeDurably } from '../stores/durable.js';
import { type Identity, NAMES } from '../stores/identity.js';
import type { Layout } from '../stores/layout.js';
import type { Secrets } from '../stores/secrets.js';
import { type Card, isParty, urlOf } from './card.js';
import type { Clients } from './clients.js';

const keys = v.array(v.pipe(v.string(), v.maxLength(512)));

/** What an operator gives of a task. */
export const taskSchema = v.strictObject({
  /** The task file. */
  file: v.pipe(v.string(), v.minLength(2)),
  /** Lines with the signatures so far. */
  signatures: v.optional(v.pipe(v.string(), v.maxLength(4096)), ''),
  /** The verification key in the format `fedzk`, base64url. */
  verificationKey: v.pipe(v.string(), v.maxLength(1_000_000), v.regex(/^[A-Za-z0-9_-]+$/, 'Expected base64url.')),
  /** The manifest of the key's ceremony. In production it must meet the task's level, and be for the task's circuit. */
  manifest: v.optional(v.string()),
  /** Whose signatures of the manifest count. */
  trustedKeys: v.optional(v.strictObject({ contributors: keys, verifiers: keys })),
});

/** What is stored of a task. */
export type TaskBundle = v.InferOutput<typeof taskSchema>;

/** A task that is served. */
export interface ServedHere {
  readonly id: string;
  readonly task: Task & { readonly file: TaskFile };
  readonly aggregator: Aggregator;
  readonly service: Service;
  close(): Promise<void>;
}

/** What the tasks need of the rest. */
export interface TaskParts {
  readonly config: Config;
  readonly layout: Layout;
  readonly identity: Identity;
  readonly clients: Pick<Clients, 'isRevoked' | 'requireEnrolled'>;
  readonly log: AuditSink & AuditHistory;
  /** Sends to the helper. */
  readonly helper: Send;
  /** Who sends the request that is answered. */
  readonly caller: () => Principal | undefined;
  readonly peer: () => Card | undefined;
  readonly report: (error: unknown) => void;
}

/** How a task stands after it was given. */
export interface TaskState {
  readonly taskid: string;
  /** Whether it is served: both have signed. */
  readonly served: boolean;
  /** Lines with the signatures so far, with the own. */
  readonly signatures: string;
}

/** The tasks of this aggregator. */
export class Tasks {
  readonly #parts: TaskParts;
  readonly #served = new Map<string, ServedHere>();
  readonly #storage: ReturnType<typeof sqliteStorage>;
  #ticking: Promise<void> | undefined;
  readonly #turns = new Turns();

  constructor(parts: TaskParts) {
    this.#parts = parts;
    this.#storage = sqliteStorage(parts.layout.database);
  }

  /** Opens all tasks that the key store names. @throws {FedzkError} `damaged` */
  async open(): Promise<void> {
    const { identity, layout } = this.#parts;
    for (const [id, bundle] of await storedTasks(layout, identity.secrets))
      this.#served.set(id, await this.#start(bundle));
  }

  /** Lists the ids of the tasks. */
  ids(): readonly string[] {
    return [...this.#served.keys()];
  }

  /** Returns a task by its id. */
  get(id: string): ServedHere | undefined {
    return this.#served.get(id);
  }

  /** The most bytes of a message of a task; `undefined` for one that isn't served. */
  most(id: string, kind: 'report' | 'announcement' | 'share'): number | undefined {
    const served = this.#served.get(id);
    if (served === undefined) return undefined;
    // A report is the longest of what has a proof, and of elements no more than a share.
    return kind === 'share'
      ? Math.max(reportLength(served.task), 4 * served.task.n * served.task.parts * 16)
      : reportLength(served.task);
  }

  /**
   * Signs a task file for this aggregator. Once the other's signature is there too, the task is served from then on.
   *
   * @throws {FedzkError} `invalid-argument`: the file, a signature, the key or the manifest is wrong, or names other parties
   */
  add(bundle: TaskBundle): Promise<TaskState> {
    // Two of the same task at once would start it twice.
    return this.#turns.take('add', () => this.#add(bundle));
  }

  async #add(bundle: TaskBundle): Promise<TaskState> {
    const { identity } = this.#parts;
    const bytes = new TextEncoder().encode(bundle.file);
    const task = readTaskFile(bytes);
    const id = toBase64url(fromHex(task.file.hash));
    this.#requireOwn(task);
    verifierOf(bundle, task, this.#parts.config).dispose();
    this.#parts.clients.requireEnrolled(task.clients ?? []);
    const own = await signDocument(task, 'task-file', bytes, identity.signing.privateKey);
    const signatures: Signatures = { ...readSignatures(bundle.signatures), [own.role]: own.signature };
    const missing = await unsignedBy(task, 'task-file', bytes, signatures);
    const other = otherRole(identity.self.role);
    if (missing.includes(other) && signatures[other] !== undefined) {
      throw new FedzkError('invalid-argument', `The signature of the ${other} is wrong.`);
    }
    const state = { taskid: id, signatures: writeSignatures(signatures) };
    if (missing.length > 0) return { ...state, served: false };
    if (this.#served.has(id)) return { ...state, served: true };
    const whole = { ...bundle, signatures: state.signatures };
    const served = await this.#start(whole);
    try {
      await this.#keep(id, whole);
    } catch (error) {
      await served.close();
      throw error;
    }
    this.#served.set(id, served);
    return { ...state, served: true };
  }

  /** Ends a task: its rounds stay in the database, and it is served no more. @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    const served = this.#served.get(id);
    if (served === undefined) return false;
    this.#served.delete(id);
    await this.#parts.identity.secrets.remove(NAMES.task + id);
    rmSync(pathOf(this.#parts.layout, id), { force: true });
    await served.close();
    return true;
  }

  /** Does what is due for each task, one at a time. */
  tick(): Promise<void> {
    this.#ticking ??= this.#tickAll().finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  /** Ends all tasks. */
  async close(): Promise<void> {
    for (const { service } of this.#served.values()) service.stop?.();
    await this.#ticking;
    for (const served of this.#served.values()) await served.close();
    await this.#storage.close();
  }

  async #tickAll(): Promise<void> {
    for (const { service } of this.#served.values()) await service.tick();
  }

  /** @throws {FedzkError} `invalid-argument`: the file names another aggregator here, or there, than the cards */
  #requireOwn(task: Task & { readonly file: TaskFile }): void {
    const { identity, config } = this.#parts;
    const { role } = identity.self;
    const other = this.#parts.peer();
    if (other === undefined)
      throw new FedzkError(
        'invalid-argument',
        'The other aggregator is not known yet. Run fedzk peer add with its card.',
      );
    const own = identity.card(config);
    for (const [name, card] of [
      [role, own],
      [otherRole(role), other],
    ] as const) {
      if (!isParty(task, card))
        throw new FedzkError(
          'invalid-argument',
          `The task file names another ${name} than its card: expected the url ${urlOf(card.clients)} and the card's keys.`,
        );
    }
  }

  async #start(bundle: TaskBundle): Promise<ServedHere> {
    const { identity, config, clients, log, helper, caller, report } = this.#parts;
    const { role } = identity.self;
    const task = readTaskFile(new TextEncoder().encode(bundle.file));
    const signatures = readSignatures(bundle.signatures);
    const missing = await unsignedBy(task, 'task-file', new TextEncoder().encode(bundle.file), signatures);
    if (missing.length > 0)
      throw new FedzkError('damaged', `A task lacks the signature of the ${missing.join(' and the ')}.`);
    const verifier = verifierOf(bundle, task, config);
    const signingKey = identity.signing.privateKey;
    const common = {
      privateKey: identity.sealing.privateKey,
      signingKey,
      verifier,
      storage: this.#storage,
      audit: log,
      history: log,
      isRevoked: (client: string) => clients.isRevoked(client),
      ...manifestOptions(bundle, task, config),
    };
    const authenticate = (): Principal | undefined => caller();
    const ways = { authenticate, onError: report, requireManifest: config.mode === 'production' };
    const id = toBase64url(fromHex(task.file.hash));
    const made = role === 'leader' ? lead() : help();
    await made.aggregator.round(); // opens the storage: one that is rolled back fails here
    return {
      ...{ id, task, ...made },
      async close() {
        made.service.stop?.();
        await made.aggregator.close();
        verifier.dispose();
      },
    };

    function lead(): { readonly aggregator: Leader; readonly service: Service } {
      const aggregator = createAggregator(task, { role: 'leader', ...common });
      return { aggregator, service: leaderService([{ aggregator, signingKey, signatures }], { helper, ...ways }) };
    }
    function help(): { readonly aggregator: Helper; readonly service: Service } {
      const aggregator = createAggregator(task, { role: 'helper', ...common });
      return { aggregator, service: helperService([{ aggregator, signingKey, signatures }], ways) };
    }
  }

  /** Stores a task: the file first, so that the key store never names one that isn't there. */
  async #keep(id: string, bundle: TaskBundle): Promise<void> {
    const text = JSON.stringify(bundle);
    await writeDurably(pathOf(this.#parts.layout, id), text);
    await this.#parts.identity.secrets.put(NAMES.task + id, hashOf(text));
  }
}

function pathOf({ tasks }: Layout, id: string): string {
  return join(tasks, `${id}.json`);
}

/** Reads the tasks that the key store names, with their ids. @throws {FedzkError} `damaged` */
export async function storedTasks(
  layout: Layout,
  secrets: Secrets,
): Promise<readonly (readonly [string, TaskBundle])[]> {
  const ids = await secrets.under(NAMES.task);
  return Promise.all(
    ids.map(async (id) => {
      const hash = await secrets.needed(NAMES.task + id);
      const path = pathOf(layout, id);
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      if (toHex(hashOf(text)) !== toHex(hash)) {
        throw new FedzkError(
          'damaged',
          `The file of the task ${id} is missing, or not what was stored. Restore the whole folder of data from a backup.`,
        );
      }
      return [id, v.parse(taskSchema, JSON.parse(text))] as const;
    }),
  );
}

function hashOf(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

interface LevelParts {
  readonly manifest?: Manifest;
  readonly trustedKeys?: TrustedKeys;
  readonly r1csSha256?: string;
  readonly development?: boolean;
}

/** @throws {FedzkError} `invalid-argument`: production, and no manifest, or a circuit whose R1CS is not known */
function manifestOptions({ manifest, trustedKeys }: TaskBundle, task: Task, { mode }: Config): LevelParts {
  if (manifest === undefined) {
    if (mode === 'development') return {};
    throw new FedzkError(
      'invalid-argument',
      'In production a task needs the manifest of its key, which says who made the key. See fedzk-prove ceremony.',
    );
  }
  if (trustedKeys === undefined)
    throw new FedzkError('invalid-argument', '"trustedKeys" must come with "manifest": whose signatures of it count.');
  const expected = r1csSha256(task);
  if (expected === undefined && mode === 'production') {
    const { curve, n, bits, headroom } = task;
    throw new FedzkError(
      'invalid-argument',
      `In production a task needs a circuit that circuits.json of @fedzk/circuits lists: there is none with n ${n}, bits ${bits} and headroom ${headroom} on ${curve}, so a manifest can't show that the key is of the task's circuit.`,
    );
  }
  return {
    ...{ manifest: openManifest(manifest), trustedKeys },
    ...(expected !== undefined && { r1csSha256: expected }),
    ...(mode === 'development' && { development: true }),
  };
}

function verifierOf(bundle: TaskBundle, task: Task & { readonly file: TaskFile }, config: Config): Verifier {
  const shown = manifestOptions(bundle, task, config);
  const level = shown.manifest === undefined ? {} : { ...shown, level: task.level };
  const bytes = fromBase64url(bundle.verificationKey) ?? new Uint8Array();
  const verifier = createVerifier(bytes, { format: 'fedzk', curve: task.curve, ...level });
  const { vkeyId } = JSON.parse(task.file.text) as { readonly vkeyId: string };
  if (verifier.id === vkeyId) return verifier;
  verifier.dispose();
  throw new FedzkError(
    'invalid-argument',
    `The verification key is ${verifier.id}, and the task file names ${vkeyId}.`,
  );
}
