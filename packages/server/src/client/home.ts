// A client's folder: its keys, what the two aggregators answered, and its reports.

import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { join } from 'node:path';
import { type Client, createClient, createSealingKey, createSigningKey, type Task } from '@fedzk/agg';
import { createReporter, fetchResult, type ReadResult, type Reporter } from '@fedzk/agg/http';
import { directorySentStorage } from '@fedzk/agg/node';
import type { TaskFile } from '@fedzk/agg/task';
import { FedzkError, fromBase64url, quoted, toBase64url } from '@fedzk/core';
import { readPrivateFile } from '@fedzk/core/node';
import { createCertificateRequest, createPinnedAgent, createTlsKey } from '@fedzk/host';
import * as v from 'valibot';
import type { Role } from '../config.js';
import { requireFingerprint } from '../control/card.js';
import { sendBy } from '../http/send.js';
import { writeDurably } from '../stores/durable.js';
import { makeFolders } from '../stores/layout.js';
import {
  answerSchema,
  clientId,
  createRequest,
  type EnrolmentAnswer,
  type EnrolmentRequest,
  openAnswer,
} from './enrolment.js';

/** The most bytes of a client's files. */
const MOST_BYTES = 65_536;

/** The secrets of a client. */
interface Secrets {
  readonly v: 1;
  readonly id: string;
  /** PEM. */
  readonly tlsKey: string;
  /** Ed25519, base64url. */
  readonly signingKey: string;
  /** X25519, base64url. */
  readonly sealingKey: string;
}

/** What an aggregator gave to a client. */
interface Membership {
  readonly answer: EnrolmentAnswer;
  readonly apiKey: string;
}

/** A folder of a client. */
export class ClientHome {
  readonly folder: string;
  readonly id: string;
  readonly #secrets: Secrets;
  readonly #agents = new Map<Role, Agent>();

  private constructor(folder: string, secrets: Secrets) {
    this.folder = folder;
    this.id = secrets.id;
    this.#secrets = secrets;
  }

  /**
   * Makes a client's keys.
   *
   * @returns the request, for both operators
   * @throws {FedzkError} `invalid-argument`: no id; `already-exists`
   */
  static async create(folder: string, id: string): Promise<EnrolmentRequest> {
    const read = v.safeParse(clientId, id);
    if (!read.success) throw new FedzkError('invalid-argument', `"id": ${read.issues[0].message} It is ${quoted(id)}.`);
    if (existsSync(join(folder, 'client.key')))
      throw new FedzkError('already-exists', `${quoted(folder)} has a client's keys already. Give another folder.`);
    makeFolders(folder);
    const tlsKey = await createTlsKey();
    const [signing, sealing] = [createSigningKey(), createSealingKey()];
    const csr = await createCertificateRequest({ key: tlsKey, id });
    const request = await createRequest(id, { csr, signingKey: signing.privateKey, sealingKey: sealing.publicKey });
    const secrets: Secrets = {
      v: 1,
      id,
      tlsKey,
      signingKey: toBase64url(signing.privateKey),
      sealingKey: toBase64url(sealing.privateKey),
    };
    await write(join(folder, 'request.json'), request);
    await write(join(folder, 'client.key'), secrets);
    return request;
  }

  /** Opens a client's folder. @throws {FedzkError} `not-found`; `storage`: others have access to its keys */
  static open(folder: string): ClientHome {
    const path = join(folder, 'client.key');
    if (!existsSync(path))
      throw new FedzkError(
        'not-found',
        `${quoted(folder)} has no client. Run fedzk client init --id ID --home ${quoted(folder)}.`,
      );
    return new ClientHome(folder, readSecret<Secrets>(path));
  }

  /** The request of this client. */
  request(): EnrolmentRequest {
    return JSON.parse(readFileSync(join(this.folder, 'request.json'), 'utf8')) as EnrolmentRequest;
  }

  /**
   * Takes an aggregator's answer.
   *
   * @throws {FedzkError} `invalid-argument`: no answer; `not-authentic`: another fingerprint, or sealed to another; `invalid-state`: a development server
   */
  async join(
    json: unknown,
    { fingerprint, development }: { readonly fingerprint: string; readonly development: boolean },
  ): Promise<EnrolmentAnswer> {
    const read = v.safeParse(answerSchema, json);
    if (!read.success)
      throw new FedzkError(
        'invalid-argument',
        `The answer: ${quoted(v.getDotPath(read.issues[0]) ?? 'the whole')}: ${read.issues[0].message}`,
      );
    const answer = read.output;
    requireFingerprint(fingerprint, answer, 'The answer');
    if (answer.card.mode === 'development' && !development) {
      throw new FedzkError(
        'invalid-state',
        'The server is for development: whoever runs it can read every update. Pass --development if that is what you want.',
      );
    }
    if (answer.id !== this.id || answer.card.role !== answer.role)
      throw new FedzkError(
        'not-authentic',
        `The answer is for ${quoted(answer.id)}, and ${quoted(this.folder)} has the client ${quoted(this.id)}. Give its own folder by --home.`,
      );
    const apiKey = await openAnswer(answer, fromBase64url(this.#secrets.sealingKey) ?? new Uint8Array());
    await write(join(this.folder, `${answer.role}.key`), { answer, apiKey } satisfies Membership);
    return answer;
  }

  /** Whether an answer of an aggregator was joined. */
  hasJoined(role: Role): boolean {
    return existsSync(join(this.folder, `${role}.key`));
  }

  /** What an aggregator gave. @throws {FedzkError} `not-found`: no answer of it was joined */
  membership(role: Role): Membership {
    if (!this.hasJoined(role))
      throw new FedzkError('not-found', `There is no answer of the ${role} yet. Run fedzk client join with its file.`);
    return readSecret<Membership>(join(this.folder, `${role}.key`));
  }

  /** Sends a request to an aggregator, by its pin and with the client's certificate. */
  async send(role: Role, request: Request): Promise<Response> {
    const { answer } = this.membership(role);
    let agent = this.#agents.get(role);
    if (agent === undefined) {
      agent = createPinnedAgent({
        pins: { current: answer.card.pins.clients },
        certificate: answer.certificate,
        key: this.#secrets.tlsKey,
      });
      this.#agents.set(role, agent);
    }
    return sendBy(agent)(request);
  }

  #restUntil = 0;

  /** Milliseconds for which an aggregator has asked to be left alone, from now. */
  get restMs(): number {
    return Math.max(0, this.#restUntil - performance.now());
  }

  /** Sends a request, and remembers until when the aggregator wants no other. */
  async #heeding(role: Role, request: Request): Promise<Response> {
    const response = await this.send(role, request);
    const field = response.headers.get('retry-after') ?? '';
    const isRest = (response.status === 429 || response.status === 503) && /^\d{1,4}$/.test(field);
    if (isRest) this.#restUntil = performance.now() + 1_000 * Number(field);
    return response;
  }

  /**
   * Asks an aggregator, with the API key.
   *
   * @throws {FedzkError} `unavailable`: it doesn't answer
   * @throws the signal's reason
   */
  async ask(role: Role, path: string, signal?: AbortSignal): Promise<Response> {
    const { answer, apiKey } = this.membership(role);
    const { clients } = answer.card;
    const headers = { authorization: `Bearer ${apiKey}` };
    const request = new Request(`${clients}/v1${path}`, { headers, ...(signal && { signal }) });
    return this.#heeding(role, request).catch((cause: NodeJS.ErrnoException) => {
      signal?.throwIfAborted();
      const who = `The ${role} at ${clients}`;
      const isAway = !(cause instanceof FedzkError) || cause.code === 'unavailable';
      if (!isAway) throw new FedzkError(cause.code, `${who}: ${cause.message}`, { cause });
      const why = cause instanceof FedzkError ? cause.message : `${cause.code ?? 'no answer'}.`;
      throw new FedzkError('unavailable', `${who} does not answer: ${why} Try again later, or ask its operator.`, {
        cause,
      });
    });
  }

  /** Makes what proves and signs reports. */
  client(task: Task & { readonly file: TaskFile }, prover: Parameters<typeof createClient>[1]['prover']): Client {
    const signingKey = fromBase64url(this.#secrets.signingKey) ?? new Uint8Array();
    return createClient(task, { prover, signingKey, sent: directorySentStorage(join(this.folder, 'sent')) });
  }

  /**
   * Makes what sends reports.
   *
   * @param heard gets the status of each answer; `undefined` where none came
   */
  reporter(
    task: Task & { readonly file: TaskFile },
    heard: (role: Role, status: number | undefined) => void = () => {},
  ): Reporter {
    const bearer = (role: Role): string => `Bearer ${this.membership(role).apiKey}`;
    const fetch = async (request: Request): Promise<Response> => {
      const role = request.url.startsWith(`${task.file.helper.url}/`) ? 'helper' : 'leader';
      heard(role, undefined);
      const response = await this.send(role, request);
      heard(role, response.status);
      return response;
    };
    return createReporter(task, {
      client: this.id,
      authorization: { leader: bearer('leader'), helper: bearer('helper') },
      fetch,
    });
  }

  /**
   * Fetches what both aggregators have signed of a round. Where the task names readers, the client must be one of them.
   *
   * @throws {FedzkError} `wrong-key`: the result is for others; what `fetchResult` throws
   */
  async result(task: Task & { readonly file: TaskFile }, round: bigint): Promise<ReadResult> {
    const { readers } = task.file;
    const own = this.request().signingKey;
    if (readers !== 'public' && !readers.some((reader) => toBase64url(reader) === own))
      throw new FedzkError(
        'wrong-key',
        `The results of this task are for its readers, and ${quoted(this.id)} is none.`,
      );
    const signingKey = fromBase64url(this.#secrets.signingKey) ?? new Uint8Array();
    try {
      return await fetchResult(task, round, {
        authorization: `Bearer ${this.membership('leader').apiKey}`,
        fetch: (request) => this.#heeding('leader', request),
        ...(readers !== 'public' && { signingKey }),
      });
    } finally {
      signingKey.fill(0);
    }
  }

  /** Returns a hash of values that nobody without the client's key can compute. */
  digestOf(values: Int8Array | Int16Array): string {
    const wide = Int16Array.from(values);
    const key = fromBase64url(this.#secrets.signingKey) ?? new Uint8Array();
    const digest = createHmac('sha256', key).update('fedzk/1 reported values').update(new Uint8Array(wide.buffer));
    key.fill(0);
    return digest.digest('base64url');
  }

  /** Ends its connections. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }
}

function write(path: string, json: object): Promise<void> {
  return writeDurably(path, `${JSON.stringify(json)}\n`);
}

function readSecret<T>(path: string): T {
  const bytes = readPrivateFile(path, MOST_BYTES);
  if (bytes === undefined) throw new FedzkError('damaged', `${quoted(path)} is too long.`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } finally {
    bytes.fill(0);
  }
}
