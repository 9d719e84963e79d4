// The command line's way to a running aggregator: its socket.

import { existsSync } from 'node:fs';
import { request as start } from 'node:http';
import { FedzkError, quoted } from '@fedzk/core';
import { otherRole, type Role } from '../config.js';
import { holderOf, isStopped } from '../stores/holder.js';
import { layoutOf } from '../stores/layout.js';
import { forgetToken, keepToken, readToken } from './session-file.js';

/** A refusal of an aggregator: a no, not wrong use. */
export class Refusal extends FedzkError {
  /** The end of the problem's type. */
  readonly problem: string;

  constructor(message: string, problem: string) {
    super('invalid-state', message);
    this.problem = problem;
  }
}

/** Whether an error is a refusal. `instanceof` says no more of it than that it is a `FedzkError`. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/** What an aggregator says of an act that needs a second person. */
interface Waiting {
  readonly approval: string;
  readonly until: string;
  readonly soleFrom?: string;
}

function waiting({ approval, until, soleFrom }: Waiting): Refusal {
  const who =
    soleFrom === undefined
      ? `Another admin approves it, until ${until}`
      : `There is no other admin: you may approve it yourself from ${soleFrom} until ${until}`;
  return new Refusal(`It is not done yet. ${who}: fedzk approval give ${approval}.`, 'approval');
}

/** How long a question may wait for its answer. What changes something may take longer. */
const PATIENCE_SECONDS = 5;

/** Asks an aggregator over its socket. */
export class Operator {
  readonly #socket: string;
  readonly #data: string;
  readonly role: Role;

  constructor(data: string, role: Role) {
    this.role = role;
    this.#data = data;
    this.#socket = layoutOf(data, role).socket;
  }

  /**
   * Sends a request.
   *
   * @param seconds how long to wait; by default a GET waits for 5, and others without end
   * @returns the body
   * @throws {FedzkError} `unavailable`: nothing listens, or nothing answers in time; `invalid-state`: it was refused, for the reason in the message
   */
  async ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    seconds: number | undefined = method === 'GET' ? PATIENCE_SECONDS : undefined,
  ): Promise<T> {
    const pid = holderOf(this.#data, this.role);
    if (pid !== undefined && isStopped(pid)) {
      throw new FedzkError(
        'unavailable',
        `The ${this.role} doesn't answer: process ${pid} is stopped. Let it go on by kill -CONT ${pid}.`,
      );
    }
    const token = readToken(this.#socket);
    let { status, text } = await this.#send(method, `/v1${path}`, body, seconds, token);
    if (status === 401 && token !== undefined) {
      // The session has ended. In development nobody need be signed in.
      forgetToken(this.#socket);
      ({ status, text } = await this.#send(method, `/v1${path}`, body, seconds, undefined));
    }
    let json: Readonly<Partial<Record<'type' | 'title' | 'detail' | 'path' | 'code', string>>> = {};
    try {
      json = JSON.parse(text);
    } catch {
      // What is no JSON has no reason in it.
    }
    if (status === 202 && 'approval' in json) throw waiting(json as unknown as Waiting);
    if (status >= 200 && status < 300) return json as T;
    const { type = '', title = `status ${status}`, detail, path: member, code } = json;
    const place = member && detail === undefined ? ` (${member}: ${code})` : '';
    throw new Refusal(`The ${this.role} refused: ${detail ?? title}${place}`, type.split(':').at(-1) ?? '');
  }

  /** Acts with a session from now on. */
  signedIn(token: string): void {
    keepToken(this.#socket, token);
  }

  /** Forgets the session. */
  signedOut(): void {
    forgetToken(this.#socket);
  }

  #send(
    method: string,
    path: string,
    body: object | undefined,
    seconds: number | undefined,
    token: string | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    return new Promise((resolve, reject) => {
      const asked = start({ socketPath: this.#socket, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.once('error', reject);
      });
      let isLate = false;
      const stop = afterSeconds(seconds, () => {
        isLate = true;
        asked.destroy(new Error('late'));
      });
      asked.once('close', stop);
      asked.once('error', (error: NodeJS.ErrnoException) => {
        if (isLate) return reject(this.#late(seconds));
        if (error.code === 'EACCES') {
          const says = `You may not use ${quoted(this.#socket)}. Run this as the user whom the ${this.role} belongs to.`;
          return reject(new FedzkError('unavailable', says));
        }
        reject(
          new FedzkError(
            'unavailable',
            `Nothing answers at ${quoted(this.#socket)}: is the ${this.role} running? ${this.#whatToStart()}`,
          ),
        );
      });
      asked.end(text);
    });
  }

  /** Says what the folder has, and what helps. */
  #whatToStart(): string {
    const has = (role: Role): boolean => existsSync(layoutOf(this.#data, role).folder);
    const other = otherRole(this.role);
    const folder = quoted(this.#data);
    if (has(this.role))
      return `Start it by fedzk serve${has(other) ? '' : ` --role ${this.role}`}, with --data ${folder}.`;
    if (has(other))
      return `${folder} has the ${other} alone: use it by --role ${other}, or name the ${this.role}'s folder by --data.`;
    return `${folder} has no system. Name its folder by --data, or make one by fedzk serve.`;
  }

  #late(seconds: number | undefined): FedzkError {
    const pid = holderOf(this.#data, this.role);
    const who = pid === undefined ? '' : `: process ${pid} is stopped or overloaded`;
    return new FedzkError('unavailable', `The ${this.role} doesn't answer within ${seconds} s${who}.`);
  }
}

const TICK_MS = 100;

/** Calls a function after so many seconds in which this process ran: one that was itself held up has not waited. */
function afterSeconds(seconds: number | undefined, late: () => void): () => void {
  if (seconds === undefined) return () => {};
  let left = (seconds * 1000) / TICK_MS;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    late();
  }, TICK_MS);
  return () => clearInterval(timer);
}
